import { CaseTimeline } from '#capabilities/workflows/web/parts.tsx'
import { formatInstant } from '#kit/web/dates.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { ResultHead, RunDetail } from '../contract/runs.ts'
import { words as shared } from './texts.ts'

const words = defineTexts({
  sealed: { zh: '封存与复算', en: 'Seal and re-run' },
  sentence: {
    zh: '办法、冻结数据和结果各有一个校验值（sha-256）。用导出的封存文件在别处复算，应得到同样的结果校验值。',
    en: 'Scheme, frozen inputs and result each have a sha-256. Whoever computes the sealed export elsewhere gets the same hash of the result.',
  },
  schemeHash: { zh: '办法校验值', en: 'Hash of the scheme' },
  inputsHash: { zh: '冻结数据校验值', en: 'Hash of the frozen inputs' },
  notFrozen: { zh: '数据尚未冻结', en: 'inputs are not frozen yet' },
  pack: { zh: '规划包校验值', en: 'Hash of the programme' },
  results: { zh: '历次计算', en: 'Results' },
  noResults: { zh: '还没有计算', en: 'Nothing computed yet' },
  noResultsWhy: { zh: '数据冻结后即可计算。', en: 'Once the inputs are frozen, a result can be computed.' },
  'state.running': { zh: '计算中', en: 'running' },
  'state.done': { zh: '完成', en: 'done' },
  'state.failed': { zh: '未完成', en: 'failed' },
  corrections: { zh: '计入更正', en: 'Corrections counted in' },
  took: { zh: '用时', en: 'Took' },
  milliseconds: { zh: '{n} 毫秒', en: '{n} ms' },
  resultHash: { zh: '结果校验值', en: 'Hash of the result' },
  usedHash: { zh: '所用数据校验值', en: 'Hash of its inputs' },
  isShown: { zh: '已公示', en: 'Made public' },
  export: { zh: '封存文件', en: 'Sealed export' },
  download: { zh: '下载', en: 'Download' },
  timeline: { zh: '办理记录', en: 'What was done' },
})

/** What makes a run repeatable and answerable: hashes, every result ever computed, everything that was done. */
export function RunRecord({ run }: { run: RunDetail }) {
  const t = useTexts(words)
  return (
    <>
      <PagePart title={t('sealed')} id="seal">
        <p className="jd-quiet">{t('sentence')}</p>
        <Facts
          items={[
            { label: t('schemeHash'), value: <Hash hash={run.schemeHash} /> },
            {
              label: t('inputsHash'),
              value: run.inputsHash === null ? t('notFrozen') : <Hash hash={run.inputsHash} />,
            },
            { label: t('pack'), value: <Hash hash={run.pack} /> },
          ]}
        />
        <Results run={run} />
      </PagePart>
      <PagePart title={t('timeline')} id="timeline">
        <CaseTimeline entries={run.timeline} />
      </PagePart>
    </>
  )
}

/** A hash that one can copy and compare. */
export function Hash({ hash }: { hash: string }) {
  return <code className="ev-hash">{hash}</code>
}

function Results({ run }: { run: RunDetail }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const { programme } = useSession()
  const columns: Column<ResultHead>[] = [
    { id: 'number', title: s('result'), value: ({ number }) => s('resultNumber', { n: number }), width: 130 },
    { id: 'state', title: s('state'), value: ({ state }) => t(`state.${state}`), width: 90 },
    {
      id: 'at',
      title: s('at'),
      value: ({ computedAt }) => (computedAt === null ? '' : formatInstant(computedAt, programme.timeZone)),
      width: 150,
    },
    { id: 'by', title: s('by'), value: ({ by }) => by ?? '', width: 110 },
    {
      id: 'corrections',
      title: t('corrections'),
      value: ({ corrections }) => corrections,
      kind: 'number',
      scale: 0,
      width: 110,
    },
    {
      id: 'took',
      title: t('took'),
      value: ({ milliseconds }) => (milliseconds === null ? '' : t('milliseconds', { n: formatNumber(milliseconds) })),
      width: 110,
    },
    { id: 'shown', title: t('isShown'), value: ({ isShown }) => isShown, width: 90 },
    {
      id: 'hash',
      title: t('resultHash'),
      value: ({ resultHash }) => resultHash ?? '',
      show: ({ resultHash }) => (resultHash === null ? '' : <Hash hash={resultHash} />),
      width: 320,
    },
    ...(run.may.run
      ? [
          {
            id: 'export',
            title: t('export'),
            value: () => '',
            show: ({ number, state }: ResultHead) =>
              state === 'done' ? (
                <a href={`/api/evaluations/${run.id}/export?number=${number}`} download>
                  {t('download')}
                </a>
              ) : null,
            width: 120,
            sort: false,
            filter: false,
          },
        ]
      : []),
    { id: 'inputsHash', title: t('usedHash'), value: ({ inputsHash }) => inputsHash ?? '', hidden: true },
  ]
  return (
    <>
      <h3 className="ev-h">{t('results')}</h3>
      <DataTable
        name={t('results')}
        prefix="results."
        columns={columns}
        rows={[...run.results]}
        rowKey={({ number }) => String(number)}
        searchable={false}
        empty={<EmptyState title={t('noResults')} why={t('noResultsWhy')} />}
      />
    </>
  )
}
