import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { ChoiceField, DateField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { landContract } from '../contract.ts'
import { type AgreementDetail, type Watched, watchKinds } from '../contract/agreements.ts'
import { agreementWords } from './agreement-words.ts'

const words = defineTexts({
  record: { zh: '登记事项', en: 'Record an event' },
  kind: { zh: '事项', en: 'Event' },
  'kind.entry': { zh: '企业入驻', en: 'Entry' },
  'kind.resale': { zh: '转让', en: 'Resale' },
  'kind.sublease': { zh: '转租', en: 'Sublease' },
  'kind.output': { zh: '产出', en: 'Output' },
  'kind.change_of_use': { zh: '改变用途', en: 'Change of use' },
  'kind.factory_share': { zh: '厂房占比', en: 'Share of factory floor' },
  what: { zh: '情况', en: 'What happened' },
  verdict: { zh: '决定', en: 'Decision' },
  'verdict.allowed': { zh: '同意', en: 'allowed' },
  'verdict.refused': { zh: '不同意', en: 'refused' },
  row: { zh: '依据协议条款', en: 'By which row' },
  rowHelp: { zh: '有效期外的条款不能作为不同意的依据', en: 'A row refuses only while it binds' },
  rowUntil: { zh: '{name}（至 {until}）', en: '{name} (until {until})' },
  rule: { zh: '依据规定', en: 'By which rule' },
  ruleHelp: {
    zh: '没有条款可依，或条款有效而仍同意时，须写明',
    en: 'Needed where no row decides, or where it is allowed although a row binds',
  },
  basis: { zh: '依据', en: 'By' },
  by: { zh: '登记人', en: 'Recorded by' },
  none: { zh: '还没有登记事项', en: 'Nothing was recorded yet' },
  noneWhy: {
    zh: '入驻、转让、转租、产出、改变用途和厂房占比，逐项登记并决定。',
    en: 'Entry, resale, sublease, output, change of use and factory floor are recorded and decided one by one.',
  },
})

type Values = FormValues & {
  kind: (typeof watchKinds)[number]
  on: string
  words: string
  evidence?: string
  verdict: 'allowed' | 'refused'
  row?: string
  rule?: string
}

/** What happened on new-type industrial land, and what was decided by which row or rule. */
export function WatchPart({ agreement }: { agreement: AgreementDetail }) {
  const t = useTexts(words)
  const s = useTexts(agreementWords)
  const say = useText()
  const [open, setOpen] = useState(false)
  const columns: Column<Watched>[] = [
    { id: 'on', title: s('day'), kind: 'date', value: ({ on }) => on, width: 110 },
    { id: 'kind', title: t('kind'), value: ({ kind }) => t(`kind.${kind}`), width: 110 },
    { id: 'what', title: t('what'), value: ({ words: said }) => said, width: 280 },
    {
      id: 'verdict',
      title: t('verdict'),
      value: ({ verdict }) => t(`verdict.${verdict}`),
      show: ({ verdict }) => (
        <StatusLight light={verdict === 'allowed' ? 'on_schedule' : 'overdue'} word={t(`verdict.${verdict}`)} />
      ),
      width: 110,
    },
    {
      id: 'basis',
      title: t('basis'),
      value: ({ row, rule }) => [row === null ? '' : say(row.name), rule ?? ''].filter(Boolean).join(s('semicolon')),
      width: 260,
    },
    { id: 'evidence', title: s('evidence'), value: ({ evidence }) => evidence ?? '', width: 160 },
    { id: 'by', title: t('by'), value: ({ by }) => by ?? '', width: 110 },
  ]
  return (
    <>
      <DataTable
        name={t('kind')}
        columns={columns}
        rows={agreement.watched}
        rowKey={({ number }) => String(number)}
        toolbar={
          agreement.may.supervise ? (
            <ActButton small act={() => setOpen(true)}>
              {t('record')}
            </ActButton>
          ) : undefined
        }
        empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      />
      <WatchForm agreement={agreement} open={open} onClose={() => setOpen(false)} />
    </>
  )
}

function WatchForm({ agreement, open, onClose }: { agreement: AgreementDetail; open: boolean; onClose: () => void }) {
  const api = useApi(landContract)
  const client = useQueryClient()
  const t = useTexts(words)
  const s = useTexts(agreementWords)
  const say = useText()
  const rows = agreement.rows.map(({ row, name, until }) => ({
    value: row,
    label: until === null ? say(name) : t('rowUntil', { name: say(name), until }),
  }))
  return (
    <DrawerForm<Values>
      title={t('record')}
      open={open}
      onClose={onClose}
      draft={`land-watch-${agreement.id}`}
      submitLabel={t('record')}
      submit={async ({ row, ...given }) => {
        await api.watchRecord.call({ id: agreement.id, ...given, row: row ?? null })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <ChoiceField
        name="kind"
        label={t('kind')}
        required
        choices={watchKinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
      />
      <DateField name="on" label={s('day')} required />
      <TextField name="words" label={t('what')} rows={3} max={4000} required />
      <TextField name="evidence" label={s('evidence')} max={1000} />
      <ChoiceField
        name="verdict"
        label={t('verdict')}
        required
        choices={(['allowed', 'refused'] as const).map((verdict) => ({
          value: verdict,
          label: t(`verdict.${verdict}`),
        }))}
      />
      <ChoiceField name="row" label={t('row')} help={t('rowHelp')} choices={rows} />
      <TextField name="rule" label={t('rule')} help={t('ruleHelp')} rows={2} max={1000} />
    </DrawerForm>
  )
}
