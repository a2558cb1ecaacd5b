import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { landPaths } from '#base/paths/land.ts'
import { unitName } from '#base/unit.ts'
import { CasePanel } from '#capabilities/workflows/web/parts.tsx'
import { useApi } from '#kit/web/api.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { decisionSentence } from '#kit/web/problem-words.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { FigureCell } from '#kit/web/ui/FigureCell.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import { quotasContract, type RequestDetail } from '../contract/quotas.ts'
import { ChangesPart } from './ChangesPart.tsx'
import { KnownForm } from './KnownForm.tsx'
import { KnownFacts } from './known-fields.tsx'
import { EntryTable } from './QuotasPage.tsx'
import { renewalWords } from './renewal-words.ts'
import { RuleTable } from './RuleTable.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  rules: { zh: '优先与不予安排的规则', en: 'Rules of priority and refusal' },
  quota: { zh: '额度', en: 'Quota' },
  given: { zh: '下达', en: 'Given' },
  reserved: { zh: '已预留', en: 'Reserved' },
  used: { zh: '已使用', en: 'Used' },
  left: { zh: '剩余', en: 'Left' },
  mayReserve: { zh: '可否预留', en: 'Can it be reserved' },
  yes: { zh: '可以', en: 'yes' },
  ledger: { zh: '本申请的记账', en: 'Booked for it' },
  supply: { zh: '供地', en: 'Supply' },
  open: { zh: '打开', en: 'open' },
})

/** One request: the account it draws on, the answer of each rule, its case. */
export function QuotaRequestPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(quotasContract)
  const s = useTexts(renewalWords)
  const found = useQuery(api.quotaRequestShow.queryOptions({ input: { id } }))
  const crumbs = [{ title: s('quotas'), to: landPaths.quotas() }]
  if (found.data === undefined)
    return <Page title={s('quotas')} crumbs={crumbs} problem={found.error} loading={found.error === null} />
  return <Open request={found.data} crumbs={crumbs} />
}

function Open({ request, crumbs }: { request: RequestDetail; crumbs: { title: string; to: string }[] }) {
  const api = useApi(quotasContract)
  const t = useTexts(words)
  const s = useTexts(renewalWords)
  const client = useQueryClient()
  const [stating, setStating] = useState(false)
  return (
    <Page title={request.purpose} crumbs={crumbs}>
      <RequestFacts request={request} />
      <PagePart
        title={t('rules')}
        acts={
          <ActButton decision={request.mayState} act={() => setStating(true)}>
            {s('stateAnew')}
          </ActButton>
        }
      >
        <RuleTable rules={request.rules} measures={request.measures} facts={request.facts} />
        <KnownFacts measures={request.measures} facts={request.facts} />
      </PagePart>
      <CasePanel
        caseId={request.case}
        parts={['acts', 'clocks', 'diagram', 'files', 'timeline']}
        onDone={() => client.invalidateQueries({ queryKey: api.key() })}
      />
      {request.entries.length === 0 ? null : (
        <PagePart title={t('ledger')}>
          <EntryTable entries={request.entries} />
        </PagePart>
      )}
      <PagePart title={s('changes')}>
        <ChangesPart changes={request.changes} />
      </PagePart>
      <KnownForm
        open={stating}
        onClose={() => setStating(false)}
        measures={request.measures}
        facts={request.facts}
        send={(known, reason) =>
          api.quotaRequestState.call({ id: request.id, expectedVersion: request.changes.length, known, reason })
        }
      />
    </Page>
  )
}

function RequestFacts({ request }: { request: RequestDetail }) {
  const t = useTexts(words)
  const s = useTexts(renewalWords)
  const l = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const { account, quota, place, year, amount, light, final, stateName, nextDue, parcel, supply, mayReserve } = request
  return (
    <Facts
      items={[
        {
          label: s('state'),
          value: (
            <>
              {say(stateName)} <StatusLight light={light} {...(final ? { word: say(stateName) } : {})} /> {nextDue}
            </>
          ),
        },
        { label: t('quota'), value: `${say(quota.name)} · ${say(place.name)} · ${year}` },
        { label: s('amount'), value: formatQuantity(amount, language) },
        ...(['given', 'reserved', 'used', 'left'] as const).map((of) => ({
          label: t(of),
          value: (
            <>
              <FigureCell
                figure={account[of]}
                unit={account.unit}
                title={`${say(quota.name)} · ${say(place.name)} · ${year} · ${t(of)}`}
              />{' '}
              {'blank' in account[of].value ? null : unitName(account.unit, language)}
            </>
          ),
        })),
        ...(final
          ? []
          : [
              { label: t('mayReserve'), value: mayReserve.allowed ? t('yes') : decisionSentence(mayReserve, language) },
            ]),
        ...(parcel === null
          ? []
          : [{ label: l('parcel'), value: <Go to={landPaths.parcel(parcel.id)}>{parcel.code}</Go> }]),
        ...(supply === null ? [] : [{ label: t('supply'), value: <Go to={landPaths.supply(supply)}>{t('open')}</Go> }]),
      ]}
    />
  )
}
