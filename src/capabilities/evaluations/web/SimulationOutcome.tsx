import { useMemo } from 'react'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { RunDetail } from '../contract/runs.ts'
import { directionOf, type MovedUnit, type MovesBy, movesBy } from '../rules/moves.ts'
import { type Ground, matrixOf, type MeasureSum } from '../rules/simulate.ts'
import { MeasuresTable, type MeasureRow } from './MeasuresTable.tsx'
import { MoveMatrix } from './MoveMatrix.tsx'
import { useDimension } from './dimension.tsx'
import { useDimensionNames, useNames } from './names.tsx'
import type { Outcome } from './SimulatePage.tsx'
import { words } from './simulation-texts.ts'
import { words as shared } from './texts.ts'

type OutcomeProps = { run: RunDetail; ground: Ground; outcome: Outcome }

/** Who moves from where to where, by whom, and what the measures would come to. */
export function SimulationOutcome({ run, ground, outcome }: OutcomeProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const grades = useMemo(() => ground.scheme.grades.map(({ id }) => id), [ground])
  if (outcome.problem !== undefined) return <ProblemAlert problem={outcome.problem} />
  const { simulated, milliseconds } = outcome as Extract<Outcome, { simulated: unknown }>
  const { units } = simulated
  const ways = units.map((unit) => directionOf(grades, unit))
  const better = ways.filter((way) => way > 0).length
  const worse = ways.filter((way) => way < 0).length
  const number = Math.max(0, ...run.results.filter(({ state }) => state === 'done').map((one) => one.number))
  return (
    <PagePart title={`${s('simulation')} · ${t('outcome')}`} id="outcome">
      <p role="status" className="ev-moved">
        <strong>
          {t('moved', {
            better: formatNumber(better),
            worse: formatNumber(worse),
            same: formatNumber(units.length - better - worse),
          })}
        </strong>{' '}
        <span className="jd-quiet">
          {t('took', { n: formatNumber(ground.units.ids.length), ms: formatNumber(Math.round(milliseconds)) })}
        </span>
      </p>
      <p className={ground.differing === 0 ? 'jd-quiet' : 'jd-note ev-status-note'}>
        {ground.differing === 0 ? t('agrees', { number }) : t('disagrees', { n: formatNumber(ground.differing) })}
      </p>
      <MoveMatrix grades={run.grades} counts={matrixOf(units)} />
      <By run={run} units={units} grades={grades} />
      <MeasuresTable rows={measureRows(ground, simulated.before, simulated.after)} note={t('measuresNote')} />
      <Who run={run} units={units.filter(({ before, after }) => before.grade !== after.grade)} />
    </PagePart>
  )
}

function measureRows({ scheme }: Ground, before: readonly MeasureSum[], after: readonly MeasureSum[]): MeasureRow[] {
  const levers = [...new Set(scheme.measures?.items.map(({ lever }) => lever))]
  return levers.map((lever) => {
    const named = scheme.measures?.items.find((one) => one.lever === lever)
    const [a, b] = [before.find((one) => one.lever === lever), after.find((one) => one.lever === lever)]
    return {
      measure: lever,
      name: { zh: named?.name.zh ?? lever, en: named?.name.en ?? lever },
      unit: a?.unit ?? b?.unit ?? 'one',
      before: { units: a?.units ?? 0, amount: a?.amount ?? '0' },
      after: { units: b?.units ?? 0, amount: b?.amount ?? '0' },
    }
  })
}

type ByProps = { run: RunDetail; units: readonly MovedUnit[]; grades: readonly string[] }

function By({ run, units, grades }: ByProps) {
  const { by, name, picker } = useDimension()
  const nameOf = useDimensionNames(run.groups)
  const rows = useMemo(() => movesBy(grades, units, by), [grades, units, by])
  return (
    <>
      {picker}
      <MovesByTable title={name} rows={rows} nameOf={({ id }) => nameOf(by, id)} />
    </>
  )
}

type MovesTableProps<Row extends MovesBy> = { title: string; rows: readonly Row[]; nameOf: (row: Row) => string }

/** How many go up and down in each group, town, size or industry. */
export function MovesByTable<Row extends MovesBy>({ title, rows, nameOf }: MovesTableProps<Row>) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const count = (id: 'units' | 'better' | 'worse', title: string): Column<Row> => ({
    id,
    title,
    value: (row) => row[id],
    kind: 'number',
    scale: 0,
    width: 110,
  })
  const columns: Column<Row>[] = [
    { id: 'name', title, value: nameOf, width: 220 },
    count('units', s('units')),
    count('better', t('better')),
    count('worse', t('worse')),
  ]
  return (
    <DataTable
      name={`${s('simulation')} ${title}`}
      prefix="by."
      columns={columns}
      rows={[...rows]}
      rowKey={({ id }) => id}
      searchable={rows.length > 12}
      empty={<EmptyState title={t('nobody')} why={t('nobodyWhy')} />}
    />
  )
}

function Who({ run, units }: { run: RunDetail; units: readonly MovedUnit[] }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const gradeName = useNames(run.grades)
  const nameOf = useDimensionNames(run.groups)
  const choices = run.grades.map(({ id, name }) => ({ value: id, label: say(name) }))
  const columns: Column<MovedUnit>[] = [
    {
      id: 'name',
      title: s('name'),
      value: ({ name }) => name,
      show: ({ name, unit }) => <Go to={evaluationPaths.card(run.id, unit)}>{name}</Go>,
      width: 240,
    },
    { id: 'town', title: s('town'), value: ({ town }) => nameOf('town', town), width: 120 },
    {
      id: 'from',
      title: t('from'),
      value: ({ before }) => before.grade ?? '',
      show: ({ before }) => gradeName(before.grade),
      kind: 'choice',
      choices,
      width: 100,
    },
    {
      id: 'to',
      title: t('to'),
      value: ({ after }) => after.grade ?? '',
      show: ({ after }) => gradeName(after.grade),
      kind: 'choice',
      choices,
      width: 100,
    },
    { id: 'a', title: t('totalBefore'), value: (one) => one.before.total ?? '', kind: 'number', scale: 2, width: 100 },
    { id: 'b', title: t('totalAfter'), value: (one) => one.after.total ?? '', kind: 'number', scale: 2, width: 100 },
    { id: 'c', title: t('rankBefore'), value: (one) => one.before.rank ?? '', kind: 'number', scale: 0, width: 90 },
    { id: 'd', title: t('rankAfter'), value: (one) => one.after.rank ?? '', kind: 'number', scale: 0, width: 90 },
  ]
  return (
    <>
      <h3 className="ev-h">{t('who')}</h3>
      <DataTable
        name={`${s('simulation')} ${t('who')}`}
        prefix="who."
        columns={columns}
        rows={[...units]}
        rowKey={({ unit }) => unit}
        notes={[s('notResult')]}
        empty={<EmptyState title={t('nobody')} why={t('nobodyWhy')} />}
      />
    </>
  )
}
