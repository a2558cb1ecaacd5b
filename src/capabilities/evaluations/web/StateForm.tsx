import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Form } from 'antd'
import { useState } from 'react'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { ChoiceField, TextField, TickField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import type { Scheme } from '#pack/schema/scheme.ts'
import { evaluationsContract } from '../contract.ts'
import type { RunDetail } from '../contract/runs.ts'
import { type KnownUnit, statedAmounts, statedFacts } from '../rules/stated-lines.ts'

const words = defineTexts({
  title: { zh: '填写认定事项与数据', en: 'State facts and inputs' },
  item: { zh: '事项', en: 'What' },
  fact: { zh: '认定事项：{name}', en: 'fact: {name}' },
  input: { zh: '数据：{name}', en: 'input: {name}' },
  help: {
    zh: '登记和报表中没有的内容，由经办单位凭名单或文件填写，冻结后不能再改。',
    en: 'What no register or return knows is stated from a list or letter; after freezing it cannot be changed.',
  },
  holding: { zh: '成立的对象，一行一个（名称或编号）', en: 'Where it holds, one a line, by name or id' },
  amounts: { zh: '一行一个：名称或编号，逗号，数值', en: 'One a line: name or id, comma, amount' },
  rest: { zh: '其他对象', en: 'Everybody else' },
  restNo: { zh: '未列出的都记为“否”', en: 'whoever is not listed: no' },
  evidence: { zh: '依据（文件、来函、名单）', en: 'Where it comes from: a file, a letter, a list' },
  submit: { zh: '填写', en: 'State it' },
  stated: { zh: '已填写 {n} 个对象', en: 'Stated of {n} {n|subject|subjects}' },
})

type Values = FormValues & { item: string; lines?: string; rest?: boolean; evidence: string }

const most = 500

/** States facts and inputs that no register knows, from a pasted list, while the evaluation is a draft. */
export function StateForm({ run }: { run: RunDetail }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const client = useQueryClient()
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)

  async function allUnits(): Promise<KnownUnit[]> {
    const units: KnownUnit[] = []
    for (let page = 1; ; page++) {
      const { total, items } = await api.inputList.call({ id: run.id, page, pageSize: most })
      units.push(...items.map(({ unit, name }) => ({ unit, name })))
      if (units.length >= total || items.length === 0) return units
    }
  }

  async function state({ item, lines = '', rest, evidence }: Values): Promise<void> {
    const [kind, name = ''] = item.split(' ')
    const units = await allUnits()
    const rows =
      kind === 'fact' ? statedFacts(name, lines, { units, restIsNo: rest === true }) : statedAmounts(name, lines, units)
    const { stated } = await api.runState.call({ id: run.id, revision: run.revision, evidence, rows })
    message.success(t('stated', { n: stated }))
    await client.invalidateQueries({ queryKey: api.key() })
  }

  return (
    <>
      <ActButton act={() => setOpen(true)}>{t('title')}</ActButton>
      <DrawerForm<Values>
        title={t('title')}
        open={open}
        onClose={() => setOpen(false)}
        submitLabel={t('submit')}
        initial={{ rest: true }}
        submit={state}
      >
        <Fields scheme={run.scheme} />
      </DrawerForm>
    </>
  )
}

function Fields({ scheme }: { scheme: string }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const say = useText()
  const detail = useQuery(api.schemeShow.queryOptions({ input: { scheme } })).data
  const content = detail?.content as Scheme | undefined
  const isFact = (Form.useWatch<string | undefined>('item') ?? 'fact').startsWith('fact')
  return (
    <>
      <ChoiceField
        name="item"
        label={t('item')}
        help={t('help')}
        required
        choices={[
          ...(content?.facts ?? []).map(({ id, name }) => ({
            value: `fact ${id}`,
            label: t('fact', { name: say(name) }),
          })),
          ...(content?.inputs ?? [])
            .filter(({ indicator }) => indicator === undefined)
            .map(({ id, name }) => ({ value: `input ${id}`, label: t('input', { name: say(name) }) })),
        ]}
      />
      <TextField name="lines" label={t(isFact ? 'holding' : 'amounts')} rows={8} max={1_000_000} />
      {isFact ? (
        <TickField name="rest" label={t('rest')}>
          {t('restNo')}
        </TickField>
      ) : null}
      <TextField name="evidence" label={t('evidence')} rows={3} max={4000} required />
    </>
  )
}
