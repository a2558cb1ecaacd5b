import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { evaluationsContract } from '../contract.ts'
import type { RunSummary, SchemeSummary } from '../contract/runs.ts'
import { BeginForm } from './BeginForm.tsx'
import { SchemeStatusMark, useCited, useValidity } from './names.tsx'
import { words as shared, wordOf } from './texts.ts'
import './evaluations.css'

const words = defineTexts({
  sentence: {
    zh: '按公布的办法评价企业、镇街和基地：数据先冻结，每一分都有出处，异议在冻结数据上复算。',
    en: 'Enterprises, towns and bases are judged by published schemes: inputs are frozen first, every point says where it comes from, and objections are settled on the same frozen inputs.',
  },
  begin: { zh: '发起评价', en: 'Begin an evaluation' },
  waits: { zh: '待办', en: 'What waits' },
  openObjections: { zh: '未决异议 {n} 件', en: '{n} {n|objection|objections} open' },
  notComputed: { zh: '尚无结果', en: 'no result yet' },
  nothingWaits: { zh: '无', en: 'nothing' },
  latest: { zh: '最近结果', en: 'Latest result' },
  begun: { zh: '发起时间', en: 'Begun' },
  begunBy: { zh: '发起人', en: 'Begun by' },
  runCount: { zh: '已评价次数', en: 'Evaluations' },
  noRuns: { zh: '还没有评价', en: 'No evaluations yet' },
  noRunsWhy: {
    zh: '发起评价后，系统按办法归集行政数据，公示、冻结、计算，结果出现在这里。',
    en: 'Once one is begun, administrative inputs are gathered by the scheme, made public, frozen and computed; results appear here.',
  },
  noSchemes: { zh: '规划包里没有评价办法', en: 'The programme has no schemes' },
  noSchemesWhy: {
    zh: '评价办法写在规划包的 schemes 目录中，一个办法一个文件。',
    en: 'Schemes are written in the folder “schemes” of the pack, one file each.',
  },
  compareSaved: { zh: '已存模拟', en: 'Saved simulations' },
})

/** The schemes of the programme and every evaluation by them, with what waits. */
export function EvaluationsPage() {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const may = useMay()
  const { state } = useAddress()
  const [beginning, setBeginning] = useState(false)
  const schemes = useQuery(api.schemeList.queryOptions())
  const runs = useQuery(api.runList.queryOptions({ input: state.scheme === undefined ? {} : { scheme: state.scheme } }))
  const decision = may('evaluations.run')
  const begin = (
    <ActButton primary decision={decision} act={() => setBeginning(true)}>
      {t('begin')}
    </ActButton>
  )
  return (
    <Page
      title={s('evaluations')}
      sentence={t('sentence')}
      problem={runs.error ?? schemes.error}
      primary={decision.allowed ? begin : undefined}
      acts={
        <>
          <Go to={evaluationPaths.objections()} className="ev-link">
            {s('objections')}
          </Go>
          {decision.allowed ? (
            <Go to={evaluationPaths.simulations()} className="ev-link">
              {t('compareSaved')}
            </Go>
          ) : null}
        </>
      }
    >
      <PagePart title={s('runs')}>
        <DataTable
          name={s('runs')}
          columns={useRunColumns()}
          rows={runs.data?.items ?? []}
          rowKey={(run) => run.id}
          rowTo={(run) => evaluationPaths.one(run.id)}
          loading={runs.isLoading}
          empty={<EmptyState title={t('noRuns')} why={t('noRunsWhy')} act={decision.allowed ? begin : undefined} />}
        />
      </PagePart>
      <PagePart title={s('schemes')}>
        <DataTable
          name={s('schemes')}
          prefix="schemes."
          columns={useSchemeColumns()}
          rows={schemes.data?.items ?? []}
          rowKey={(scheme) => scheme.id}
          rowTo={(scheme) => evaluationPaths.scheme(scheme.id)}
          loading={schemes.isLoading}
          empty={<EmptyState title={t('noSchemes')} why={t('noSchemesWhy')} />}
        />
      </PagePart>
      <BeginForm
        schemes={schemes.data?.items ?? []}
        open={beginning}
        onClose={() => setBeginning(false)}
        scheme={state.scheme}
      />
    </Page>
  )
}

function useRunColumns(): Column<RunSummary>[] {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const { programme } = useSession()
  const waits = (run: RunSummary): string =>
    [
      run.openObjections > 0 ? t('openObjections', { n: run.openObjections }) : '',
      run.result === null ? t('notComputed') : '',
    ]
      .filter((part) => part !== '')
      .join(' · ') || t('nothingWaits')
  return [
    {
      id: 'scheme',
      title: s('scheme'),
      value: (run) => say(run.schemeName),
      show: (run) => <Go to={evaluationPaths.one(run.id)}>{say(run.schemeName)}</Go>,
      width: 280,
    },
    { id: 'period', title: s('period'), value: (run) => formatPeriod(run.period, language), width: 110 },
    {
      id: 'status',
      title: s('status'),
      value: (run) => s(`status.${run.schemeStatus}`),
      show: (run) => <SchemeStatusMark status={run.schemeStatus} />,
      width: 200,
    },
    { id: 'state', title: s('state'), value: (run) => say(run.stateName), width: 120 },
    { id: 'waits', title: t('waits'), value: waits, width: 180 },
    { id: 'units', title: s('units'), value: (run) => run.units, kind: 'number', scale: 0, width: 100 },
    {
      id: 'result',
      title: t('latest'),
      value: (run) => (run.result === null ? '' : s('resultNumber', { n: run.result })),
      width: 120,
    },
    {
      id: 'createdAt',
      title: t('begun'),
      value: (run) => formatInstant(run.createdAt, programme.timeZone),
      width: 150,
    },
    { id: 'createdBy', title: t('begunBy'), value: (run) => run.createdBy ?? '', hidden: true },
  ]
}

function useSchemeColumns(): Column<SchemeSummary>[] {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const cite = useCited()
  const validity = useValidity()
  return [
    {
      id: 'name',
      title: s('name'),
      value: (scheme) => say(scheme.name),
      show: (scheme) => <Go to={evaluationPaths.scheme(scheme.id)}>{say(scheme.name)}</Go>,
      width: 300,
    },
    {
      id: 'status',
      title: s('status'),
      value: (scheme) => s(`status.${scheme.status}`),
      show: (scheme) => <SchemeStatusMark status={scheme.status} />,
      width: 200,
    },
    { id: 'subject', title: s('subject'), value: (scheme) => wordOf(s, 'subject', scheme.subject), width: 120 },
    { id: 'source', title: s('source'), value: (scheme) => cite(scheme.source).title, width: 260 },
    { id: 'number', title: s('number'), value: (scheme) => cite(scheme.source).number ?? s('noNumber'), width: 160 },
    { id: 'validity', title: s('validity'), value: (scheme) => validity(scheme.from, scheme.to), width: 150 },
    { id: 'runs', title: t('runCount'), value: (scheme) => scheme.runs, kind: 'number', scale: 0, width: 100 },
  ]
}
