import { useMemo } from 'react'
import { unitName } from '#base/unit.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { TargetRow } from '../contract.ts'
import { shownScale, standingAt, standings, yearsShown } from '../rules/plan-view.ts'
import { actualFigure } from './plan-figures.ts'
import { Forecast } from './Forecast.tsx'
import { Actual, Baseline, GapCell, Growth, Milestones, PathCell, TargetName } from './TargetCells.tsx'
import { StandingLight, useStatedWords } from './target-words.tsx'
import { words as shared, wordOf } from './texts.ts'
import { citationLine, useCitations } from './vocabulary.ts'

const words = defineTexts({
  name: { zh: '目标', en: 'Target' },
  baseline: { zh: '基期', en: 'Baseline' },
  milestones: { zh: '阶段与目标值', en: 'Milestones' },
  required: { zh: '应达', en: 'Required' },
  actual: { zh: '实际', en: 'Actual' },
  forecast: { zh: '预计', en: 'Forecast' },
  running: { zh: '本年至今', en: 'Year so far' },
  gap: { zh: '差距', en: 'Gap' },
  reached: { zh: '达成率', en: 'Reached' },
  standing: { zh: '进度', en: 'Standing' },
  growth: { zh: '年均增速', en: 'Growth a year' },
  holder: { zh: '责任单位', en: 'Holder' },
  clause: { zh: '出处', en: 'Clause' },
  kind: { zh: '类型', en: 'Kind' },
  subject: { zh: '对象', en: 'Subject' },
  binding: { zh: '约束性', en: 'Binding' },
  binds: { zh: '约束性', en: 'binding' },
  expected: { zh: '预期性', en: 'expected' },
  growthNotStated: { zh: '未明示', en: 'not stated' },
})

type TargetTableProps = {
  /** A noun; names the table and its export. */
  name: string
  rows: TargetRow[]
  prefix: string
  year: number | undefined
  synthetic: boolean
  notes: string[]
  onOpen: (row: TargetRow) => void
}

/** Targets of one table of a plan: what is stated, required, reached, and how far apart. */
export function TargetTable({ name, rows, prefix, year, synthetic, notes, onOpen }: TargetTableProps) {
  const columns = useTargetColumns({ year, synthetic, onOpen })
  const forecast = rows.some((row) => row.forecast !== null && row.forecast !== undefined)
  const shown = useMemo(() => (forecast ? columns : columns.filter(({ id }) => id !== 'forecast')), [columns, forecast])
  return (
    <DataTable
      name={name}
      rows={rows}
      columns={shown}
      rowKey={(row) => row.id}
      onOpen={onOpen}
      prefix={prefix}
      searchable={false}
      notes={notes}
      empty={null}
    />
  )
}

type ColumnsAsked = Pick<TargetTableProps, 'year' | 'synthetic' | 'onOpen'>

const plain = { filter: false, sort: false } as const

function useTargetColumns(asked: ColumnsAsked): Column<TargetRow>[] {
  const promisedColumns = usePromisedColumns()
  const reachedColumns = useReachedColumns(asked)
  const sourceColumns = useSourceColumns()
  return useMemo(
    () => [...promisedColumns, ...reachedColumns, ...sourceColumns],
    [promisedColumns, reachedColumns, sourceColumns],
  )
}

/** What the plan says. */
function usePromisedColumns(): Column<TargetRow>[] {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const statedWords = useStatedWords()
  return useMemo(() => {
    const baseline = (row: TargetRow) => row.points.find((point) => point.role === 'baseline')
    return [
      {
        id: 'name',
        title: t('name'),
        value: (row) =>
          row.unit === null || unitName(row.unit, language) === ''
            ? say(row.name)
            : `${say(row.name)} (${unitName(row.unit, language)})`,
        show: (row) => <TargetName row={row} />,
        filter: false,
      },
      {
        id: 'unit',
        title: s('unit'),
        value: (row) => (row.unit === null ? '' : unitName(row.unit, language)),
        width: 72,
        hidden: true,
        ...plain,
      },
      {
        id: 'baseline',
        title: t('baseline'),
        kind: 'number',
        hidden: true,
        ...plain,
        value: (row) => baseline(row)?.stated,
        show: (row) => <Baseline point={baseline(row)} />,
      },
      {
        id: 'milestones',
        title: t('milestones'),
        ...plain,
        value: (row) =>
          row.points
            .filter(({ role }) => role !== null)
            .map((point) => `${point.period} ${statedWords(point)}`)
            .join('; '),
        show: (row) => <Milestones row={row} />,
      },
    ]
  }, [t, s, say, language, statedWords])
}

/** What it requires and what was reached. */
function useReachedColumns({ year, synthetic, onOpen }: ColumnsAsked): Column<TargetRow>[] {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  return useMemo(() => {
    const full = (row: TargetRow) => yearsShown(row.points, year).full
    const judged = (row: TargetRow) => (full(row)?.role === 'baseline' ? undefined : full(row))
    const running = (row: TargetRow) => (row.kind === 'level' ? yearsShown(row.points, year).running : undefined)
    return [
      {
        id: 'required',
        title: t('required'),
        kind: 'number',
        ...plain,
        value: (row) => (judged(row) ?? running(row))?.required,
        show: (row) => {
          const point = judged(row) ?? running(row)
          return <PathCell row={row} point={point} value={point?.required} what={t('required')} onOpen={onOpen} dated />
        },
      },
      {
        id: 'actual',
        title: t('actual'),
        kind: 'number',
        ...plain,
        value: (row) => actualFigure(row, full(row), synthetic) ?? full(row)?.actual,
        show: (row) => <Actual row={row} point={full(row)} synthetic={synthetic} onOpen={onOpen} />,
      },
      {
        id: 'gap',
        title: t('gap'),
        kind: 'number',
        filter: false,
        sign: true,
        value: (row) => judged(row)?.gap,
        show: (row) => <GapCell row={row} point={judged(row)} onOpen={onOpen} />,
      },
      {
        id: 'reached',
        title: `${t('reached')} %`,
        hidden: true,
        kind: 'number',
        filter: false,
        scale: 1,
        value: (row) => judged(row)?.reached,
        show: (row) => (
          <PathCell
            row={row}
            point={judged(row)}
            value={judged(row)?.reached}
            what={t('reached')}
            onOpen={onOpen}
            scale={1}
          />
        ),
      },
      {
        id: 'standing',
        title: t('standing'),
        kind: 'choice',
        choices: standings.map((value) => ({ value, label: wordOf(s, 'standing', value) })),
        value: (row) => standingAt(row, full(row)),
        show: (row) => <StandingLight standing={standingAt(row, full(row))} />,
      },
      {
        id: 'forecast',
        title: t('forecast'),
        kind: 'number',
        ...plain,
        value: (row) => row.forecast?.value,
        show: (row) =>
          row.forecast === null || row.forecast === undefined ? null : (
            <Forecast
              forecast={row.forecast}
              scale={shownScale(row)}
              label={`${t('forecast')} ${row.forecast.value}: ${say(row.name)}`}
              onOpen={() => onOpen(row)}
            />
          ),
      },
      {
        id: 'running',
        title: t('running'),
        kind: 'number',
        ...plain,
        value: (row) => actualFigure(row, running(row), synthetic),
        show: (row) =>
          running(row) === undefined ? null : (
            <Actual row={row} point={running(row)} synthetic={synthetic} onOpen={onOpen} />
          ),
      },
    ]
  }, [t, s, say, year, synthetic, onOpen])
}

/** Growth as printed, who holds the duty, where it stands. */
function useSourceColumns(): Column<TargetRow>[] {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const cite = useCitations()
  return useMemo(
    () => [
      {
        id: 'growth',
        title: t('growth'),
        hidden: true,
        ...plain,
        value: (row) =>
          row.statedGrowth
            .map(
              (growth) =>
                `${growth.from}–${growth.to} ${growth.stated ?? t('growthNotStated')} / ${growth.computed ?? ''}`,
            )
            .join('; '),
        show: (row) => <Growth row={row} />,
      },
      {
        id: 'holder',
        title: t('holder'),
        value: (row) => (row.holder === null ? '' : say(row.holder)),
        hidden: true,
        width: 150,
        ...plain,
      },
      {
        id: 'clause',
        title: t('clause'),
        value: (row) => cite(row.source).clause || row.source,
        width: 150,
        hidden: true,
        ...plain,
      },
      {
        id: 'kind',
        title: t('kind'),
        hidden: true,
        value: (row) => wordOf(s, 'kind', row.kind),
      },
      { id: 'binding', title: t('binding'), hidden: true, value: (row) => (row.binding ? t('binds') : t('expected')) },
      { id: 'subject', title: t('subject'), hidden: true, value: (row) => say(row.subjectName) },
      { id: 'document', title: s('source'), hidden: true, value: (row) => citationLine(cite(row.source), language) },
    ],
    [t, s, say, language, cite],
  )
}
