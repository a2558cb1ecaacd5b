import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { unitName } from '#base/unit.ts'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { landPaths } from '#base/paths/land.ts'
import { citation } from '#base/texts/clause.ts'
import { CasePanel } from '#capabilities/workflows/web/parts.tsx'
import { useApi } from '#kit/web/api.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { ChoiceField, DateField, NumberField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type RenewalDetail, renewalsContract } from '../contract/renewals.ts'
import { ChangesPart } from './ChangesPart.tsx'
import { HousingPart } from './HousingPart.tsx'
import { KnownForm } from './KnownForm.tsx'
import { KnownFacts } from './known-fields.tsx'
import { renewalWords } from './renewal-words.ts'
import { RuleTable } from './RuleTable.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  recognition: { zh: '认定条件', en: 'Requirements' },
  gives: { zh: '支持与优惠', en: 'What it is given' },
  give: { zh: '登记一项', en: 'Record one' },
  stated: { zh: '办法载明', en: 'As the rule states' },
  given: { zh: '已给予', en: 'Given' },
  noGifts: { zh: '办法没有写支持事项', en: 'The rule gives nothing' },
  noGiftsWhy: { zh: '本方案的办法只写了认定条件。', en: 'The programme states requirements alone.' },
  gift: { zh: '事项', en: 'What' },
  owner: { zh: '改造主体', en: 'Who renews it' },
  parcels: { zh: '所占地块', en: 'Parcels' },
  legacy: { zh: '遗留问题', en: 'Legacy' },
  recognisedOn: { zh: '认定日期', en: 'Recognised on' },
  rule: { zh: '适用办法', en: 'By which rule' },
  notYet: { zh: '尚未认定', en: 'not recognised' },
  source: { zh: '依据', en: 'Source' },
})

/** One renewal: facts, each requirement with its reason, what it is given, its housing, its case. */
export function RenewalPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(renewalsContract)
  const s = useTexts(renewalWords)
  const found = useQuery(api.renewalShow.queryOptions({ input: { id } }))
  const crumbs = [{ title: s('renewals'), to: landPaths.renewals() }]
  if (found.data === undefined)
    return <Page title={s('renewals')} crumbs={crumbs} problem={found.error} loading={found.error === null} />
  return <Open renewal={found.data} crumbs={crumbs} />
}

function Open({ renewal, crumbs }: { renewal: RenewalDetail; crumbs: { title: string; to: string }[] }) {
  const api = useApi(renewalsContract)
  const t = useTexts(words)
  const s = useTexts(renewalWords)
  const client = useQueryClient()
  const [stating, setStating] = useState(false)
  const measures = renewal.measures.filter(({ id }) => id !== renewal.ground)
  return (
    <Page title={renewal.name} crumbs={crumbs}>
      <RenewalFacts renewal={renewal} />
      <PagePart
        title={t('recognition')}
        acts={
          <ActButton decision={renewal.mayState} act={() => setStating(true)}>
            {s('stateAnew')}
          </ActButton>
        }
      >
        <RuleTable rules={renewal.rules} measures={renewal.measures} facts={renewal.facts} />
        <KnownFacts measures={renewal.measures} facts={renewal.facts} />
      </PagePart>
      <GiftsPart renewal={renewal} />
      <HousingPart renewal={renewal} />
      <CasePanel
        caseId={renewal.case}
        parts={['acts', 'branches', 'clocks', 'diagram', 'files', 'timeline']}
        onDone={() => client.invalidateQueries({ queryKey: api.key() })}
      />
      <PagePart title={s('changes')}>
        <ChangesPart changes={renewal.changes} />
      </PagePart>
      <KnownForm
        open={stating}
        onClose={() => setStating(false)}
        measures={measures}
        facts={renewal.facts}
        send={(known, reason) =>
          api.renewalState.call({ id: renewal.id, expectedVersion: renewal.changes.length, known, reason })
        }
      />
    </Page>
  )
}

function RenewalFacts({ renewal }: { renewal: RenewalDetail }) {
  const t = useTexts(words)
  const s = useTexts(renewalWords)
  const l = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const { place, base, industry, owner, enterprise, area, legacy, parcels, light, final, stateName } = renewal
  const none = <span className="jd-blank">{s('none')}</span>
  return (
    <Facts
      items={[
        {
          label: s('state'),
          value: (
            <>
              {say(stateName)} <StatusLight light={light} {...(final ? { word: say(stateName) } : {})} />{' '}
              {renewal.nextDue}
            </>
          ),
        },
        { label: t('rule'), value: say(renewal.rule.name) },
        { label: s('place'), value: base === null ? say(place.name) : `${say(place.name)} · ${say(base.name)}` },
        { label: l('area'), value: formatQuantity(area, language) },
        { label: l('industry'), value: industry === null ? none : say(industry.name) },
        {
          label: t('owner'),
          value:
            enterprise === null ? (owner ?? none) : <Go to={enterprisePaths.one(enterprise.id)}>{enterprise.name}</Go>,
        },
        {
          label: t('parcels'),
          value:
            parcels.length === 0
              ? none
              : parcels.map(({ id, code }) => (
                  <span key={id}>
                    <Go to={landPaths.parcel(id)}>{code}</Go>{' '}
                  </span>
                )),
        },
        { label: t('recognisedOn'), value: renewal.recognisedOn ?? <span className="jd-blank">{t('notYet')}</span> },
        { label: t('legacy'), value: legacy ?? none },
      ]}
    />
  )
}

function GiftsPart({ renewal }: { renewal: RenewalDetail }) {
  const t = useTexts(words)
  const s = useTexts(renewalWords)
  const say = useText()
  const language = useLanguage()
  const [giving, setGiving] = useState(false)
  const clauseOf = (id: string) => renewal.gives.find((gift) => gift.id === id)?.clause ?? null
  const columns: Column<RenewalDetail['given'][number]>[] = [
    { id: 'gift', title: t('gift'), value: ({ gift }) => say(gift.name), width: 160 },
    { id: 'amount', title: s('amount'), value: ({ amount }) => formatQuantity(amount, language), width: 140 },
    { id: 'on', title: s('day'), kind: 'date', value: ({ on }) => on, width: 110 },
    { id: 'document', title: s('document'), value: ({ document }) => document, width: 200 },
    {
      id: 'source',
      title: t('source'),
      value: ({ gift }) => {
        const clause = clauseOf(gift.id)
        return clause === null ? '' : citation(clause, language)
      },
      width: 240,
    },
    { id: 'by', title: s('by'), value: ({ by }) => by ?? '', width: 110 },
  ]
  return (
    <PagePart
      title={t('gives')}
      acts={
        <ActButton decision={renewal.mayGive} act={() => setGiving(true)}>
          {t('give')}
        </ActButton>
      }
    >
      {renewal.gives.length === 0 ? (
        <EmptyState title={t('noGifts')} why={t('noGiftsWhy')} />
      ) : (
        <Facts
          items={renewal.gives.map(({ name, amount }) => ({
            label: say(name),
            value:
              amount === null ? (
                <span className="jd-blank">{s('notStated')}</span>
              ) : (
                `${t('stated')} ${formatQuantity(amount, language)}`
              ),
          }))}
        />
      )}
      {renewal.given.length === 0 ? null : (
        <DataTable
          name={t('given')}
          prefix="g."
          columns={columns}
          rows={renewal.given}
          rowKey={({ number }) => String(number)}
          searchable={false}
          empty={null}
        />
      )}
      <GiveForm renewal={renewal} open={giving} onClose={() => setGiving(false)} />
    </PagePart>
  )
}

const usualUnits = ['CNY_10k', 'percent', 'one', 'm2'] as const

type GiveValues = FormValues & { gift: string; amount: string; unit: string; on: string; document: string }

function GiveForm({ renewal, open, onClose }: { renewal: RenewalDetail; open: boolean; onClose: () => void }) {
  const api = useApi(renewalsContract)
  const t = useTexts(words)
  const s = useTexts(renewalWords)
  const say = useText()
  const language = useLanguage()
  const client = useQueryClient()
  const units = [...new Set([...renewal.gives.flatMap(({ amount }) => amount?.unit ?? []), ...usualUnits])]
  return (
    <DrawerForm<GiveValues>
      title={t('give')}
      open={open}
      onClose={onClose}
      submitLabel={t('give')}
      submit={async ({ gift, amount, unit, on, document }) => {
        await api.renewalGive.call({ id: renewal.id, gift, amount, unit, on, document })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <ChoiceField
        name="gift"
        label={t('gift')}
        required
        choices={renewal.gives.map(({ id, name }) => ({ value: id, label: say(name) }))}
      />
      <NumberField name="amount" label={s('amount')} required />
      <ChoiceField
        name="unit"
        label={s('unit')}
        required
        choices={units.map((unit) => ({ value: unit, label: unitName(unit, language) || s('times') }))}
      />
      <DateField name="on" label={s('day')} required />
      <TextField name="document" label={s('document')} help={s('documentHelp')} max={300} required />
    </DrawerForm>
  )
}
