import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useMemo } from 'react'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { Chart } from '#kit/web/ui/Chart.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { evaluationsContract } from '../contract.ts'
import type { GradeRow, Result } from '../contract/results.ts'
import type { ResultHead, RunDetail } from '../contract/runs.ts'
import { shareOf } from '../rules/shares.ts'
import { Baselines } from './Baselines.tsx'
import { GradeMap } from './GradeMap.tsx'
import { useDimension } from './dimension.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  grades: { zh: '等级分布', en: 'Grades' },
  share: { zh: '{grade} 占比 %', en: 'Share of {grade} %' },
  noUnits: { zh: '没有评价对象', en: 'Nobody' },
  distribution: { zh: '总分分布', en: 'Distribution of totals' },
  distributionOf: { zh: '总分分布 · {group}', en: 'Distribution of totals · {group}' },
  places: { zh: '名额与结果', en: 'Places and grades given' },
  quota: { zh: '名额', en: 'Places' },
  given: { zh: '实际', en: 'Given' },
  counted: { zh: '按 {n} 家计算比例', en: 'shares are taken of {n}' },
  which: { zh: '查看哪次计算', en: 'Which result' },
  noQuota: { zh: '不占名额', en: 'outside the quota' },
})

type ResultProps = { run: RunDetail; head: ResultHead }

/** One result: grades by group, town, size and industry, totals and how they are spread, baselines with how they came. */
export function RunResult({ run, head }: ResultProps) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const { set } = useAddress()
  const found = useQuery(api.resultShow.queryOptions({ input: { id: run.id, number: head.number } }))
  const done = run.results.filter(({ state }) => state === 'done')
  const pick =
    done.length < 2 ? null : (
      <Select
        aria-label={t('which')}
        value={head.number}
        options={done.map(({ number }) => ({ value: number, label: s('resultNumber', { n: number }) }))}
        onChange={(number) => set({ number: String(number) }, { remember: true })}
      />
    )
  return (
    <PagePart title={`${t('grades')} · ${s('resultNumber', { n: head.number })}`} acts={pick} id="result">
      {found.error === null ? null : <ProblemAlert problem={found.error} />}
      {found.isLoading ? <Busy lines={6} /> : null}
      {found.data === undefined ? null : <Shown run={run} head={head} result={found.data} />}
    </PagePart>
  )
}

type ShownProps = ResultProps & { result: Result }

function Shown({ run, head, result }: ShownProps) {
  const { by, name, picker } = useDimension()
  return (
    <>
      {picker}
      <GradeTable run={run} rows={result.gradesBy[by]} title={name} />
      <Places run={run} result={result} />
      {run.subject === 'enterprise' ? <GradeMap run={run} rows={result.gradesBy.town} head={head} /> : null}
      <Distribution run={run} head={head} result={result} />
      <Baselines result={result} />
    </>
  )
}

function useGradeColumns(run: RunDetail, title: string): Column<GradeRow>[] {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  return useMemo(
    () => [
      { id: 'name', title, value: (row) => say(row.name), width: 200 },
      { id: 'units', title: s('units'), value: (row) => row.units, kind: 'number', scale: 0, width: 110 },
      ...run.grades.flatMap(({ id, name }): Column<GradeRow>[] => [
        {
          id: `grade.${id}`,
          title: say(name),
          value: (row) => row.byGrade[id] ?? 0,
          kind: 'number',
          scale: 0,
          width: 90,
        },
        {
          id: `share.${id}`,
          title: t('share', { grade: say(name) }),
          value: (row) => shareOf(row.byGrade[id] ?? 0, row.units),
          kind: 'number',
          scale: 1,
          width: 110,
          hidden: true,
        },
      ]),
      {
        id: 'grade.none',
        title: s('noGrade'),
        value: (row) => row.byGrade.none ?? 0,
        kind: 'number',
        scale: 0,
        width: 90,
      },
    ],
    [run.grades, title, t, s, say],
  )
}

function GradeTable({ run, rows, title }: { run: RunDetail; rows: readonly GradeRow[]; title: string }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const columns = useGradeColumns(run, title)
  const sum = (pick: (row: GradeRow) => number): number => rows.reduce((total, row) => total + pick(row), 0)
  const totals = {
    units: sum(({ units }) => units),
    ...Object.fromEntries(
      [...run.grades.map(({ id }) => id), 'none'].map((id) => [`grade.${id}`, sum(({ byGrade }) => byGrade[id] ?? 0)]),
    ),
  }
  return (
    <DataTable
      name={`${t('grades')} ${title}`}
      prefix="grades."
      columns={columns}
      rows={[...rows]}
      rowKey={({ id }) => id}
      searchable={rows.length > 12}
      totals={totals}
      totalsLabel={s('allUnits')}
      empty={<EmptyState title={t('noUnits')} />}
    />
  )
}

type PlaceRow = { id: string; group: string; counted: number; grade: string; places: number | null; units: number }

/** The quota of each grade in each group, and how many were given it in the end. */
function Places({ run, result }: { run: RunDetail; result: Result }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const rows = result.groups.flatMap((group) =>
    group.grades.map(
      (grade): PlaceRow => ({
        id: `${group.id} ${grade.id}`,
        group: say(group.name),
        counted: group.counted,
        grade: say(grade.name),
        places: grade.places,
        units: grade.units,
      }),
    ),
  )
  const columns: Column<PlaceRow>[] = [
    { id: 'group', title: s('group'), value: (row) => row.group, width: 160 },
    { id: 'grade', title: s('grade'), value: (row) => row.grade, width: 120 },
    {
      id: 'places',
      title: t('quota'),
      value: (row) => row.places ?? undefined,
      show: (row) => (row.places === null ? <span className="jd-quiet">{t('noQuota')}</span> : row.places),
      kind: 'number',
      scale: 0,
      width: 130,
    },
    { id: 'units', title: t('given'), value: (row) => row.units, kind: 'number', scale: 0, width: 100 },
    { id: 'counted', title: s('units'), value: (row) => t('counted', { n: row.counted }), width: 200 },
  ]
  return (
    <details className="ev-more">
      <summary>{t('places')}</summary>
      <DataTable
        name={`${t('places')} ${run.period}`}
        prefix="places."
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        searchable={false}
        empty={<EmptyState title={t('noUnits')} />}
      />
    </details>
  )
}

function Distribution({ run, head, result }: ShownProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const { programme } = useSession()
  const unit = run.subject === 'enterprise' ? 'enterprise' : 'place'
  const asOf = s('asOf', { n: head.number, at: formatInstant(head.computedAt ?? '', programme.timeZone) })
  return (
    <div className="ev-charts">
      {result.groups
        .filter(({ distribution }) => distribution.length > 0)
        .map((group) => (
          <Chart
            key={group.id}
            title={t('distributionOf', { group: say(group.name) })}
            kind="bar"
            series={[
              {
                id: group.id,
                name: say(group.name),
                points: group.distribution.map(({ from, to, units }) => ({
                  at: `${from}–${to}`,
                  value: { value: String(units), unit },
                })),
              },
            ]}
            unit={unit}
            source={say(run.schemeName)}
            asOf={asOf}
            height={240}
            placeName={(place) => place}
          />
        ))}
    </div>
  )
}
