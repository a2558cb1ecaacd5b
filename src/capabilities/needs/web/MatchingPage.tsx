import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Checkbox } from 'antd'
import { useState } from 'react'
import { mapPaths } from '#base/paths/map.ts'
import { needPaths } from '#base/paths/needs.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { formatNumber } from '#kit/web/numbers.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { LongWork } from '#kit/web/ui/LongWork.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { needsContract, type RunResult } from '../contract.ts'
import { useArea } from './reasons.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  sentence: {
    zh: '把全部未办结需求与全部在供地块、空间一次配齐，总匹配度最大；结果是草案，逐件推荐才生效。',
    en: 'All open needs over everything on offer at once, for the greatest score in all. It is a draft: each need is still offered by hand.',
  },
  run: { zh: '开始匹配', en: 'Match now' },
  certain: { zh: '只用没有待确认事项的', en: 'only where nothing is open' },
  running: { zh: '正在匹配', en: 'Being matched' },
  failed: { zh: '没有完成：{problem}', en: 'It failed: {problem}' },
  none: { zh: '还没有匹配草案', en: 'There is no draft yet' },
  noneWhy: { zh: '有未办结需求时即可开始。', en: 'It can begin as soon as there is an open need.' },
  placed: { zh: '已配 {n} 件，共 {of} 件', en: '{n} of {of} needs placed' },
  area: { zh: '占用面积', en: 'Area taken' },
  proof: { zh: '是否最优', en: 'Is it the best' },
  'proof.integers': {
    zh: '最优，已用整数逐对核验（差距 0）',
    en: 'Yes, checked in whole numbers over all pairs (gap 0)',
  },
  'proof.search': { zh: '最优，其余选择已全部排除（差距 0）', en: 'Yes, every other choice was ruled out (gap 0)' },
  'proof.none': { zh: '未证明', en: 'not proven' },
  took: { zh: '用时', en: 'Took' },
  offers: { zh: '参与的地块、空间', en: 'Offers that took part' },
  plan: { zh: '草案', en: 'The draft' },
  takes: { zh: '面积', en: 'Takes' },
  unplaced: { zh: '未配上的', en: 'Not placed' },
  fitting: { zh: '有 {n} 处符合，均给了更合适的', en: '{n} fit, all taken by better ones' },
  fitsNone: { zh: '没有符合的', en: 'nothing fits' },
  rules: { zh: '各项要求的代价', en: 'What each rule costs' },
  rulesWhy: {
    zh: '假如都不提这一项要求，能多配多少（误差不超过百分之一）。',
    en: 'What could be placed besides, if nobody asked for it (within one per cent).',
  },
  rule: { zh: '要求', en: 'Rule' },
  more: { zh: '多配件数', en: 'More needs' },
  moreArea: { zh: '多用面积', en: 'More area' },
  moreScore: { zh: '匹配度增加', en: 'More score' },
  scarce: { zh: '最紧缺的', en: 'What is scarce' },
  scarceWhy: {
    zh: '再多一处（可分割的再多 100 平方米），总匹配度能增加多少。',
    en: 'What one more of it (or 100 m² more, where it is divided) would add to the score.',
  },
})

/** All needs over all offers: the latest draft, its proof, what each rule and each scarce offer costs. */
export function MatchingPage() {
  const api = useApi(needsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const client = useQueryClient()
  const { state, set } = useAddress()
  const { timeZone } = useSession().programme
  const [certain, setCertain] = useState(false)
  const runs = useQuery(api.needMatchings.queryOptions({ input: undefined }))
  const id = state.run ?? runs.data?.[0]?.id
  const found = useQuery(
    api.needMatching.queryOptions({
      input: { id: id ?? '' },
      enabled: id !== undefined,
      refetchInterval: ({ state: { data } }) => (data?.state === 'running' ? 1000 : false),
    }),
  )
  const run = found.data
  return (
    <Page
      title={s('matching')}
      sentence={t('sentence')}
      crumbs={[{ title: s('needs'), to: needPaths.list() }]}
      problem={runs.error ?? found.error}
      filters={
        <Checkbox checked={certain} onChange={({ target }) => setCertain(target.checked)}>
          {t('certain')}
        </Checkbox>
      }
      primary={
        <ActButton
          primary
          act={async () => {
            const asked = await api.needMatchAll.call({ certain })
            set({ run: asked.id })
            await client.invalidateQueries({ queryKey: api.key() })
          }}
        >
          {t('run')}
        </ActButton>
      }
    >
      {runs.data?.length === 0 ? <EmptyState title={t('none')} why={t('noneWhy')} /> : null}
      {run === undefined ? null : (
        <>
          <p className="jd-quiet">{formatInstant(run.askedAt, timeZone)}</p>
          {run.state === 'running' ? <LongWork title={t('running')} state="running" /> : null}
          {run.state === 'failed' ? <p role="alert">{t('failed', { problem: run.problem ?? '' })}</p> : null}
          {run.result === null ? null : <Result result={run.result} of={run.needs} offers={run.offers} />}
        </>
      )}
    </Page>
  )
}

function Result({ result, of, offers }: { result: RunResult; of: number; offers: number }) {
  const t = useTexts(words)
  const area = useArea()
  return (
    <>
      <Facts
        items={[
          { label: t('plan'), value: t('placed', { n: result.placed.length, of }) },
          { label: t('offers'), value: formatNumber(offers) },
          { label: t('area'), value: area(result.area) },
          { label: t('proof'), value: t(`proof.${result.proof}`) },
          { label: t('took'), value: `${formatNumber((result.milliseconds / 1000).toFixed(1), { scale: 1 })} s` },
        ]}
      />
      <Placed placed={result.placed} />
      <Unplaced unplaced={result.unplaced} />
      <RulePrices rules={result.rules} />
      <Scarce scarce={result.scarce} />
    </>
  )
}

function Placed({ placed }: { placed: RunResult['placed'] }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  return (
    <PagePart title={t('plan')}>
      <DataTable
        name={t('plan')}
        rows={placed}
        rowKey={({ need }) => need}
        rowTo={({ need, offer }) => needPaths.one(need, { offer })}
        empty={<EmptyState title={t('fitsNone')} />}
        columns={[
          { id: 'company', title: s('company'), value: ({ company }) => company },
          {
            id: 'code',
            title: s('code'),
            value: ({ code }) => code,
            show: ({ code, offer }) => <Go to={mapPaths.offer(offer)}>{code}</Go>,
          },
          { id: 'takes', title: t('takes'), kind: 'number', unit: 'm2', value: ({ takes }) => takes },
          { id: 'score', title: s('score'), kind: 'number', scale: 1, value: ({ score }) => (score / 1000).toFixed(1) },
        ]}
      />
    </PagePart>
  )
}

function Unplaced({ unplaced }: { unplaced: RunResult['unplaced'] }) {
  const t = useTexts(words)
  if (unplaced.length === 0) return null
  return (
    <PagePart title={`${t('unplaced')} (${unplaced.length})`}>
      <ul>
        {unplaced.map(({ need, company, fitting }) => (
          <li key={need}>
            <Go to={needPaths.one(need)}>{company}</Go>{' '}
            <span className="jd-quiet">{fitting === 0 ? t('fitsNone') : t('fitting', { n: fitting })}</span>
          </li>
        ))}
      </ul>
    </PagePart>
  )
}

function RulePrices({ rules }: { rules: RunResult['rules'] }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  if (rules.length === 0) return null
  return (
    <PagePart title={t('rules')}>
      <p className="jd-quiet">{t('rulesWhy')}</p>
      <DataTable
        name={t('rules')}
        rows={rules}
        rowKey={({ rule }) => rule}
        empty={null}
        columns={[
          { id: 'rule', title: t('rule'), value: ({ rule }) => s(`rule.${rule}`) },
          { id: 'more', title: t('more'), kind: 'number', sign: true, value: ({ more }) => more },
          {
            id: 'area',
            title: t('moreArea'),
            kind: 'number',
            unit: 'm2',
            sign: true,
            value: ({ moreArea }) => moreArea,
          },
          {
            id: 'score',
            title: t('moreScore'),
            kind: 'number',
            scale: 1,
            sign: true,
            value: ({ moreWeight }) => (moreWeight / 1000).toFixed(1),
          },
        ]}
      />
    </PagePart>
  )
}

function Scarce({ scarce }: { scarce: RunResult['scarce'] }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  if (scarce.length === 0) return null
  return (
    <PagePart title={t('scarce')}>
      <p className="jd-quiet">{t('scarceWhy')}</p>
      <DataTable
        name={t('scarce')}
        rows={scarce}
        rowKey={({ offer }) => offer}
        rowTo={({ offer }) => mapPaths.offer(offer)}
        empty={null}
        columns={[
          { id: 'code', title: s('code'), value: ({ code }) => code },
          { id: 'kind', title: s('kind'), value: ({ kind }) => s(`kind.${kind}`) },
          {
            id: 'price',
            title: t('moreScore'),
            kind: 'number',
            scale: 1,
            value: ({ price }) => (Number(price) / 1000).toFixed(1),
          },
        ]}
      />
    </PagePart>
  )
}
