import { type Actor, can, system } from '#base/decision.ts'
import { parsePeriod } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import { convert, quantity } from '#base/quantity.ts'
import type { FigureCell } from '#capabilities/indicators/contract.ts'
import { askFigures } from '#capabilities/indicators/server/service.ts'
import type { House } from '#kit/server/house.ts'
import { findDoc } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { Measure as StatedMeasure } from '#pack/schema/task.ts'
import type { Measure, MeasureShown } from '../contract/tasks.ts'
import { shareOfGoal } from '../rules/progress.ts'
import { namedPlace, textOf } from '#pack/naming.ts'
import type { KeptMeasure } from './store.ts'

/** A goal as the pack states it, made plain; the milestone of a target that counts is the last one by the deadline. */
export function measureOfPack(programme: Programme, stated: StatedMeasure, year: number): KeptMeasure | null {
  if (!('target' in stated)) {
    const { indicator, subject, field, period, amount, unit, direction, baseline } = stated
    return {
      indicator,
      place: subject,
      ...(field === undefined ? {} : { field }),
      period,
      from: baseline?.value ?? null,
      goal: 'value' in amount ? amount.value : null,
      unit,
      direction,
    }
  }
  const target = findDoc(programme, 'targets', stated.target)
  if (target?.indicator === undefined) return null
  const period = stated.period ?? String(year)
  const milestone = target.milestones.find((one) => one.period === period)
  const baseline = target.milestones.find(({ role }) => role === 'baseline')
  return {
    indicator: target.indicator,
    place: target.subject,
    ...(target.field === undefined ? {} : { field: target.field }),
    period,
    from: baseline?.value ?? null,
    goal: target.kind === 'level' ? (milestone?.value ?? null) : null,
    unit: target.unit ?? findDoc(programme, 'indicators', target.indicator)?.unit ?? 'one',
    direction: target.direction === 'ceiling' ? 'ceiling' : 'floor',
    target: target.id,
  }
}

/** A goal as a person gave it, in the unit of its indicator. */
export function measureOfPerson(
  programme: Programme,
  given: Measure,
  { base, year }: { readonly base: string | null; readonly year: number },
): KeptMeasure {
  return {
    indicator: given.indicator,
    place: given.place ?? base ?? programme.rootPlace,
    period: given.period ?? String(year),
    from: given.from ?? null,
    goal: given.goal,
    unit: findDoc(programme, 'indicators', given.indicator)?.unit ?? 'one',
    direction: given.direction,
  }
}

type Measured = { readonly cell: FigureCell; readonly value: string | null; readonly knownAt: string | null }

/** The figure of a goal in its unit; undefined where there is none to be had, such as of a period that nobody reports. */
async function ask(house: House, actor: Actor, measure: KeptMeasure): Promise<Measured | undefined> {
  const { indicator, period, place, field, unit } = measure
  try {
    const table = await askFigures(house, actor, {
      indicators: [indicator],
      periods: [parsePeriod(period)],
      span: 'this',
      by: [],
      where: {
        ...(place === house.programme().rootPlace ? {} : { place }),
        ...(field === undefined ? {} : { industry: field }),
      },
      compare: [],
    })
    const [row] = table.rows
    const [cell] = row?.cells ?? []
    const [column] = table.columns
    if (row === undefined || cell === undefined || column === undefined) return undefined
    const value = cell[0] === null ? null : convert(quantity(cell[0], column.unit), unit).value
    return { cell, value, knownAt: row.knownAt }
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

/** Shares of goals, the same for every reader: computed by the house from what is known, blank where nothing is; each asked once. */
export function sharesOf(house: House): (measure: KeptMeasure) => Promise<string | null> {
  const known = new Map<string, Promise<string | null>>()
  return (measure) => {
    const key = JSON.stringify(measure)
    const share = known.get(key) ?? shareOf(house, measure)
    known.set(key, share)
    return share
  }
}

/** A sum of fewer enterprises would tell every reader of a light what single ones reported. */
const fewest = 3

function isOfEnterprises(house: House, { indicator }: KeptMeasure): boolean {
  return findDoc(house.programme(), 'indicators', indicator)?.subject === 'enterprise'
}

async function shareOf(house: House, measure: KeptMeasure): Promise<string | null> {
  if (measure.goal === null || findDoc(house.programme(), 'indicators', measure.indicator) === undefined) return null
  const measured = await ask(house, system, measure)
  const isOfSingleOnes = measured !== undefined && measured.cell[2] < fewest && isOfEnterprises(house, measure)
  return measured === undefined || isOfSingleOnes ? null : shareOfGoal(measure, measured.value)
}

/** A goal with its value as the reader may see it. */
export async function showMeasure(house: House, actor: Actor, measure: KeptMeasure): Promise<MeasureShown> {
  const programme = house.programme()
  const indicator = findDoc(programme, 'indicators', measure.indicator)
  const maySee = can(actor, 'indicators.see').allowed && indicator !== undefined
  const measured = maySee ? await ask(house, actor, measure) : undefined
  const value = measured?.value ?? null
  return {
    indicator: measure.indicator,
    name: indicator === undefined ? { zh: measure.indicator, en: measure.indicator } : textOf(indicator.name),
    unit: measure.unit,
    place: namedPlace(programme, measure.place),
    period: measure.period,
    from: measure.from,
    goal: measure.goal,
    direction: measure.direction,
    target: measure.target ?? null,
    value,
    blank: value !== null ? null : (measured?.cell[1] ?? (maySee ? 'not_reported' : 'not_released')),
    coverage: { reported: measured?.cell[2] ?? 0, expected: measured?.cell[3] ?? 0 },
    knownAt: measured?.knownAt ?? null,
  }
}
