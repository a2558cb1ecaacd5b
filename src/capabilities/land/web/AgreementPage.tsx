import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { landPaths } from '#base/paths/land.ts'
import { CasePanel } from '#capabilities/workflows/web/parts.tsx'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { landContract } from '../contract.ts'
import type { AgreementDetail } from '../contract/agreements.ts'
import { AgreementLight } from './agreement-columns.tsx'
import { agreementWords, useCheckName } from './agreement-words.ts'
import { CheckForm } from './CheckForm.tsx'
import { CheckRecords } from './CheckRecords.tsx'
import { ChecksDue, FrozenRows } from './AgreementRows.tsx'
import { CreditList } from './CreditList.tsx'
import { IdleFeeForm, IdlePart } from './IdlePart.tsx'
import { words as shared } from './texts.ts'
import { WatchPart } from './WatchPart.tsx'
import './land-agreements.css'

const words = defineTexts({
  sentence: {
    zh: '冻结的指标、各项核查和处置；年度指标按自然年考核：第 N 年自起算日满 N−1 年开始，首个考核年是其后的第一个完整自然年。',
    en: 'Frozen rows, checks, what follows. Yearly rows are judged by calendar years: year N begins N−1 years after the day it counts from, and the first whole calendar year in or after it judges it.',
  },
  next: { zh: '登记：{check}', en: 'Record: {check}' },
  signed: { zh: '签约', en: 'Signed' },
  started: { zh: '开工', en: 'Started' },
  completed: { zh: '竣工', en: 'Completed' },
  producing: { zh: '投产', en: 'In production since' },
  notYet: { zh: '尚未登记', en: 'not recorded yet' },
  notKnown: { zh: '未登记', en: 'not known' },
  rectify: { zh: '整改期限', en: 'Time to put right' },
  months: { zh: '{n} 个月', en: '{n} {n|month|months}' },
  checks: { zh: '核查', en: 'Checks' },
  rows: { zh: '冻结的控制指标', en: 'Frozen rows' },
  records: { zh: '核查记录', en: 'Recorded checks' },
  idle: { zh: '闲置认定', en: 'Idle land' },
  credit: { zh: '信用记录', en: 'Record of defaults' },
  watch: { zh: '新型产业用地监管', en: 'New-type industrial land' },
  life: { zh: '办理', en: 'The case' },
})

/** Acts that the page offers with forms of its own. */
const actsOfForms = [
  'verify_start',
  'verify_completion',
  'verify_production',
  'review_target',
  'pass_review',
  'find_shortfall',
  'charge_idle_fee',
]

/** One agreement: facts, what is due, frozen rows with the state of each, records, the case beneath it. */
export function AgreementPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(landContract)
  const s = useTexts(agreementWords)
  const found = useQuery(api.agreementShow.queryOptions({ input: { id } }))
  const crumbs = [{ title: s('agreements'), to: landPaths.agreements() }]
  if (found.data === undefined)
    return <Page title={s('agreement')} crumbs={crumbs} problem={found.error} loading={found.error === null} />
  return <Open agreement={found.data} crumbs={crumbs} />
}

function Open({ agreement, crumbs }: { agreement: AgreementDetail; crumbs: { title: string; to: string }[] }) {
  const api = useApi(landContract)
  const t = useTexts(words)
  const client = useQueryClient()
  const name = useCheckName()
  const { state, set } = useAddress()
  const [fee, setFee] = useState(false)
  const open = agreement.checks.find(({ key }) => key === state.check)
  const next = agreement.checks.find(({ status }) => status === 'late' || status === 'open')
  const begin = (key: string) => set({ check: key })
  return (
    <Page
      title={`${agreement.holderName} · ${agreement.parcel.code}`}
      sentence={t('sentence')}
      crumbs={crumbs}
      primary={
        agreement.may.supervise && !agreement.final && next !== undefined ? (
          <ActButton primary act={() => begin(next.key)}>
            {t('next', { check: name(next) })}
          </ActButton>
        ) : undefined
      }
    >
      <AgreementFacts agreement={agreement} />
      <PagePart title={t('checks')}>
        <ChecksDue agreement={agreement} onCheck={begin} />
      </PagePart>
      {agreement.idleFindings.length === 0 ? null : (
        <PagePart title={t('idle')}>
          <IdlePart agreement={agreement} onCharge={() => setFee(true)} />
        </PagePart>
      )}
      <PagePart title={t('life')}>
        <CasePanel
          caseId={agreement.case}
          perform={(done) => api.agreementAct.call({ id: agreement.id, ...done })}
          except={actsOfForms}
          parts={['facts', 'acts', 'clocks']}
          onDone={() => client.invalidateQueries({ queryKey: api.key() })}
        />
      </PagePart>
      <PagePart title={t('rows')}>
        <FrozenRows agreement={agreement} />
      </PagePart>
      {agreement.newIndustry ? (
        <PagePart title={t('watch')}>
          <WatchPart agreement={agreement} />
        </PagePart>
      ) : null}
      {agreement.credit.length === 0 ? null : (
        <PagePart title={t('credit')}>
          <CreditList credit={agreement.credit} />
        </PagePart>
      )}
      <PagePart title={t('records')}>
        <CheckRecords agreement={agreement} />
      </PagePart>
      <CasePanel caseId={agreement.case} parts={['files', 'timeline', 'diagram']} />
      {open === undefined ? null : (
        <CheckForm key={open.key} agreement={agreement} checkKey={open.key} onClose={() => set({ check: undefined })} />
      )}
      {fee ? <IdleFeeForm agreement={agreement} onClose={() => setFee(false)} /> : null}
    </Page>
  )
}

function AgreementFacts({ agreement }: { agreement: AgreementDetail }) {
  const t = useTexts(words)
  const s = useTexts(agreementWords)
  const l = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const { holder, holderName, parcel, breach } = agreement
  const day = (value: string | null) => value ?? <span className="jd-quiet">{t('notYet')}</span>
  const area = { value: agreement.area, unit: 'm2' }
  return (
    <Facts
      items={[
        { label: s('light'), value: <AgreementLight one={agreement} /> },
        { label: s('state'), value: say(agreement.stateName) },
        {
          label: s('holder'),
          value: holder === null ? holderName : <Go to={enterprisePaths.one(holder)}>{holderName}</Go>,
        },
        {
          label: l('parcel'),
          value: (
            <>
              <Go className="jd-within" to={landPaths.parcel(parcel.id)}>
                {parcel.code}
              </Go>{' '}
              {say(agreement.place.name)}
              {agreement.synthetic ? <span className="jd-quiet"> {s('synthetic')}</span> : null}
            </>
          ),
        },
        { label: l('use'), value: agreement.use === null ? s('notStated') : say(agreement.use.name) },
        { label: l('industry'), value: agreement.industry === null ? s('notStated') : say(agreement.industry.name) },
        {
          label: s('area'),
          value: `${formatQuantity(area, language)}（${formatQuantity(area, language, { unit: 'mu', scale: 2 })}）`,
        },
        {
          label: s('price'),
          value:
            agreement.price === null
              ? t('notKnown')
              : formatQuantity({ value: agreement.price, unit: 'CNY_10k' }, language),
        },
        { label: s('landRight'), value: agreement.landRightOn },
        { label: t('signed'), value: agreement.signedOn ?? t('notKnown') },
        { label: t('started'), value: day(agreement.startedOn) },
        { label: t('completed'), value: day(agreement.completedOn) },
        { label: t('producing'), value: day(agreement.producingSince) },
        {
          label: t('rectify'),
          value: breach === null || breach.months === null ? s('notStated') : t('months', { n: breach.months }),
        },
      ]}
    />
  )
}
