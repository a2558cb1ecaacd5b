import { periodOf, toOrdinal } from '#base/period.ts'
import { loadEnterprises } from '#capabilities/enterprises/server/service.ts'
import {
  findMirrorCell,
  type GeneratedPiece,
  generateIntoMirror,
  type MirrorCell,
  type MirrorTable,
  mirrorTables,
  refuseGenerating,
} from '#capabilities/observations/server/service.ts'
import type { FactsParam } from '#kit/server/facts.ts'
import type { House } from '#kit/server/house.ts'
import type { ProgrammeForm } from '#pack/programme.ts'
import { dueOn } from '../rules/periods.ts'
import { makeEnterprises, type MadeEnterprise } from '../rules/population/enterprises.ts'
import {
  formSql,
  type Told,
  type ToldWorld,
  unitColumns,
  unitDdl,
  unitTable,
  yearSql,
} from '../rules/population/generate-sql.ts'
import { type PopulationPlan, populationPlan, type PopulationSize } from '../rules/population/plan.ts'
import { Outputs } from '../rules/population/series.ts'
import { bulkCells } from './bulk.ts'
import { getForm } from './lifecycle.ts'
import {
  declareMade,
  instantOn,
  isWhole,
  lastPeriod,
  monthsUntil,
  paceOf,
  type Populated,
  type PopulateProgress,
  periodsOf,
  sizeAt,
  toRegister,
  worldOf,
} from './populate.ts'

type Making = ToldWorld & {
  readonly house: House
  readonly form: ProgrammeForm
  readonly enterprises: readonly MadeEnterprise[]
  readonly outputs: Outputs
  readonly progress: PopulateProgress
}

/**
 * Fills an empty house with a population of any size: enterprises into the register, values straight into the mirror, which then holds
 * what the record does not. For measuring; there are no returns and no parcels. The totals of the programme grow with the number of
 * enterprises, so that each is as large as it would be there.
 * @throws Problem not_found when the programme describes no population, refused_by_rule when the mirror is not DuckDB
 */
export async function populateMirror(
  house: House,
  size: PopulationSize,
  progress: PopulateProgress = () => {},
): Promise<Populated> {
  await refuseGenerating(house)
  const programme = house.programme()
  const plan = grown(populationPlan(programme), size)
  const form = getForm(programme, plan.form)
  const span = monthsUntil(lastPeriod(house, form), size.months)
  progress('values', 0, 2)
  const enterprises = makeEnterprises(plan, worldOf(programme), size)
  progress('values', 1, 2)
  const outputs = new Outputs(plan, enterprises, span, programme.indicators[plan.lead]?.unit ?? 'one')
  const making = { house, plan, form, span, enterprises, outputs, progress, indicators: programme.indicators }
  await loadEnterprises(house, () => registered(making))
  const pieces = [...formPieces(making), ...yearPieces(making)]
  const rows = await generateIntoMirror(
    house,
    {
      pieces,
      actor: 'system',
      async prepare(session) {
        await session.exec(unitDdl(span))
        await session.append(unitTable, unitNames(making), unitRows(making))
      },
    },
    (done, total) => progress('mirror', done, total),
  )
  const values = pieces.reduce((sum, { cells }, i) => sum + cells.length * (rows[i] ?? 0), 0)
  return declareMade(house, { plan, enterprises, span }, { returns: 0, values })
}

function grown(plan: PopulationPlan, { enterprises }: PopulationSize): PopulationPlan {
  const times = Math.max(1, enterprises / plan.enterprises)
  const totals = plan.totals.map((total) => ({
    ...total,
    years: Object.fromEntries(Object.entries(total.years).map(([year, value]) => [year, value * times])),
  }))
  return { ...plan, totals }
}

function* registered({ plan, enterprises, outputs, span, progress }: Making) {
  const first = periodOf('month', span.firstYear, span.firstMonth)
  for (const each of enterprises) {
    if (each.index % 1000 === 0) progress('enterprises', each.index, enterprises.length)
    yield toRegister(each, { plan, yearly: paceOf(each, outputs), first, months: span.months })
  }
}

const leads = (months: number): number[] => Array.from({ length: months }, (_, month) => month)

function unitNames({ span }: Making): string[] {
  return [...unitColumns.map(({ name }) => name), ...leads(span.months).map((month) => `l${month}`)]
}

/** One row for each enterprise, in the order in which the mirror keeps a period. */
function* unitRows({ plan, enterprises, outputs, span }: Making): Generator<FactsParam[]> {
  const months = leads(span.months)
  const inOrder = [...enterprises].sort((a, b) => compare(a.town, b.town) || compare(a.id, b.id))
  for (const each of inOrder) {
    const pace = paceOf(each, outputs)
    const { index, id, town, base, industry, ownership, from, until } = each
    const values = months.map((month) => (month < from || month >= until ? null : Math.round(outputs.at(each, month))))
    yield [index, id, town, base, industry, sizeAt(plan, pace), ownership, from, pace, ...values]
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function formPieces(making: Making): GeneratedPiece[] {
  const { house, plan, form, span } = making
  const programme = house.programme()
  const found = cellsIn(house, { periodKind: 'month' }, bulkCells(house, plan.form))
  if (found === undefined) return []
  return periodsOf(form, span).map((period) =>
    pieceOf({ ...found, domain: form.domain }, instantOn(dueOn(form, period, programme.calendar), 9), {
      period: toOrdinal(period),
      told: formSql(making, found.cells, { period, missing: plan.not_reported }),
    }),
  )
}

function yearPieces(making: Making): GeneratedPiece[] {
  const { house, plan, span } = making
  const inputs = Object.keys(plan.yearly).map((indicator) => ({ indicator, span: 'this' as const }))
  const found = cellsIn(house, { periodKind: 'year' }, inputs)
  if (found === undefined) return []
  const years = leads(Math.ceil(span.months / 12) + 1).map((i) => span.firstYear + i)
  return years
    .filter((year) => isWhole(year, span))
    .map((year) =>
      pieceOf({ ...found, domain: 'administrative' }, instantOn(`${year + 1}-04-30`, 9), {
        period: toOrdinal(periodOf('year', year, 1)),
        told: yearSql(making, found.cells, year),
      }),
    )
}

type Found = { readonly table: MirrorTable; readonly cells: readonly MirrorCell[] }

function cellsIn(
  house: House,
  { periodKind }: { periodKind: 'month' | 'year' },
  asked: readonly Pick<MirrorCell, 'indicator' | 'span'>[],
): Found | undefined {
  const tables = mirrorTables(house.programme())
  const found = asked.flatMap(
    (cell) => findMirrorCell(tables, { subjectKind: 'enterprise', periodKind, ...cell }) ?? [],
  )
  const [first] = found
  return first === undefined ? undefined : { table: first.table, cells: found.map(({ cell }) => cell) }
}

function pieceOf(
  { table, cells, domain }: Found & Pick<GeneratedPiece, 'domain'>,
  knownAt: Date,
  { period, told }: { period: number; told: Told },
): GeneratedPiece {
  const head = ['subject', 'period', 'known_at', 'sign', 'batch', 'town', 'base', 'industry', 'size', 'ownership']
  return {
    table,
    domain,
    cells,
    period,
    knownAt,
    insert: (into, batch) => {
      const at = `timestamp '${knownAt.toISOString().slice(0, 19).replace('T', ' ')}'`
      const own = ['subject', String(period), at, '1', batch, 'town', 'base', 'industry', 'size', 'ownership']
      return `insert into ${into} (${[...head, ...told.columns].join(', ')})
        select ${[...own, ...told.values].join(', ')} from ${told.from} where ${told.where}`
    },
  }
}
