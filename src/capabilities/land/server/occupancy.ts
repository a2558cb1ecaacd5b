import type { Figure, FigureMark } from '#base/figure.ts'
import { coveragePercent } from '#base/figure.ts'
import { landPaths } from '#base/paths/land.ts'
import { parsePlainDate, type PlainDate, yearOf } from '#base/plain-date.ts'
import { quantity } from '#base/quantity.ts'
import { placesOf } from '#capabilities/places/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { citedSource } from '#pack/citation.ts'
import { namedPlace, textOf } from '#pack/naming.ts'
import { listDocs } from '#pack/lookup.ts'
import type { ProgrammeSpace } from '#pack/programme.ts'
import type { OccupancyRow, TargetRow } from '../contract/carriers.ts'
import {
  type Gained,
  type GainedFloor,
  gainedIn,
  type Occupancy,
  occupancyOf,
  targetReached,
} from '../rules/occupancy.ts'
import { carrierTables, type FilledCarrier, fillCarriers } from './carrier-store.ts'

type Behind = {
  readonly of: 'carrier' | 'base' | 'place' | 'target'
  readonly id: string
  readonly on: PlainDate
  readonly year?: number
  readonly programme?: string
}

/** Below this share of buildings whose floors are known a figure wears a mark. */
const enoughCoverage = 90

/** A ratio or a sum over buildings with its way back to them. */
function figureOf(
  { value, reported, expected }: Pick<Occupancy, 'value' | 'reported' | 'expected'>,
  { knownAt, isSynthetic, behind }: { readonly knownAt: Date; readonly isSynthetic: boolean; readonly behind: Behind },
): Figure {
  const marks: FigureMark[] = []
  if (!('blank' in value) && coveragePercent({ reported, expected }) < enoughCoverage) marks.push('low_coverage')
  if (isSynthetic) marks.push('synthetic')
  const { of, id, on, year, programme } = behind
  const asked = new URLSearchParams({ of, id, on })
  if (year !== undefined) asked.set('year', String(year))
  if (programme !== undefined) asked.set('programme', programme)
  const missing = expected - reported
  return {
    value,
    marks,
    explanation: {
      coverage: { reported, expected },
      blanks: missing > 0 ? { not_reported: missing } : {},
      knownAt: knownAt.toISOString(),
      lineage: `/api/land/occupancy/lineage?${asked}`,
    },
  }
}

/** Area let over area of the floors of one building. */
export function carrierFigure(house: House, filled: FilledCarrier, on: PlainDate): Figure {
  return figureOf(occupancyOf([filled]), {
    knownAt: house.clock.now(),
    isSynthetic: filled.row.synthetic,
    behind: { of: 'carrier', id: filled.row.id, on },
  })
}

async function allFilled(tx: Transaction, on: PlainDate): Promise<FilledCarrier[]> {
  const rows = await carrierTables(tx).selectFrom('land_carrier').selectAll().orderBy('code').execute()
  return fillCarriers(tx, rows, on)
}

/** Occupancy by base and by place on a day, and what each year was to bring against what it brought. */
export async function showOccupancy(house: House, tx: Transaction, asked: { readonly on?: string | undefined }) {
  const on = asked.on === undefined ? todayOf(house) : parsePlainDate(asked.on)
  const programme = house.programme()
  const all = await allFilled(tx, on)
  const row = (of: 'base' | 'place', id: string, some: readonly FilledCarrier[]): OccupancyRow => {
    const found = occupancyOf(some)
    const behind = { of, id, on } as const
    return {
      id,
      name: namedPlace(programme, id).name,
      carriers: some.length,
      area: found.area,
      let: found.let,
      occupancy: figureOf(found, {
        knownAt: house.clock.now(),
        isSynthetic: some.some((one) => one.row.synthetic),
        behind,
      }),
    }
  }
  const grouped = (of: 'base' | 'place') => {
    const ids = [...new Set(all.flatMap((one) => one.row[of] ?? []))].toSorted()
    return ids.map((id) =>
      row(
        of,
        id,
        all.filter((one) => one.row[of] === id),
      ),
    )
  }
  return {
    on,
    whole: row('place', programme.rootPlace, all),
    bases: grouped('base'),
    places: grouped('place'),
    targets: listDocs(programme, 'spaces').flatMap((space) => targetRows(house, space, { all, on })),
  }
}

function targetRows(
  house: House,
  space: ProgrammeSpace,
  { all, on }: { readonly all: readonly FilledCarrier[]; readonly on: PlainDate },
): TargetRow[] {
  const programme = house.programme()
  return space.targets.map(({ place, year, amount, source }) => {
    const some = countedFor(all, { programme: space.id, place })
    const gained: GainedFloor = gainedIn(Number(year), some.map(gainedOf))
    const low = 'low' in amount ? quantity(amount.low, amount.unit).value : null
    return {
      programme: { id: space.id, name: textOf(space.name) },
      place: namedPlace(programme, place),
      year: Number(year),
      low,
      high: 'low' in amount ? (amount.high ?? null) : null,
      words: 'words' in amount && amount.words !== undefined ? textOf(amount.words) : null,
      actual: figureOf(gained, {
        knownAt: house.clock.now(),
        isSynthetic: some.some(({ row }) => row.synthetic),
        behind: { of: 'target', id: place, on, year: Number(year), programme: space.id },
      }),
      reached: targetReached(low, gained),
      source: { zh: citedSource(programme, source, 'zh'), en: citedSource(programme, source, 'en') },
    }
  })
}

function countedFor(all: readonly FilledCarrier[], of: { readonly programme: string; readonly place: string }) {
  return all.filter(({ row }) => row.programme === of.programme && row.places.includes(of.place))
}

function gainedOf({ row }: FilledCarrier): Gained {
  return { floorArea: row.floor_area, origin: row.origin, completedOn: row.completed_on }
}

export type LineageAsked = {
  readonly of: Behind['of']
  readonly id: string
  readonly on: string
  readonly year?: number | undefined
  readonly programme?: string | undefined
  readonly cursor?: number | undefined
}

const rowsAtOnce = 50

/** The buildings behind a figure, with what each brings to it. */
export async function listBehind(house: House, tx: Transaction, asked: LineageAsked) {
  const on = parsePlainDate(asked.on)
  const all = (await allFilled(tx, on)).filter((one) => isBehind(house, one, asked))
  const from = asked.cursor ?? 0
  const rows = all.slice(from, from + rowsAtOnce).map(({ row, area, let: taken }) => {
    const isTarget = asked.of === 'target'
    return {
      id: row.id,
      title: `${row.code} ${row.name}`,
      ...(isTarget || area === null
        ? { detail: noteOf(row.completed_on, isTarget) }
        : { detail: { zh: `楼层面积 ${area} 平方米`, en: `floors of ${area} m²` } }),
      value: quantity(isTarget ? row.floor_area : taken, 'm2'),
      to: landPaths.carrier(row.id),
    }
  })
  const next = from + rowsAtOnce < all.length ? String(from + rowsAtOnce) : undefined
  return { rows, total: all.length, ...(next === undefined ? {} : { next }) }
}

function noteOf(completedOn: PlainDate | null, isTarget: boolean) {
  if (!isTarget) return { zh: '未登记楼层，不计入', en: 'no floors entered, does not count' }
  return completedOn === null ? { zh: '无日期', en: 'no date' } : { zh: `${completedOn}`, en: `${completedOn}` }
}

function isBehind(house: House, one: FilledCarrier, asked: LineageAsked): boolean {
  const { row } = one
  if (asked.of === 'carrier') return row.id === asked.id
  if (asked.of === 'base') return row.base === asked.id
  if (asked.of === 'place') return asked.id === placesOf(house.programme()).rootPlace || row.place === asked.id
  const year = row.completed_on === null ? undefined : yearOf(row.completed_on)
  const isCounted = row.programme === asked.programme && row.places.includes(asked.id) && row.origin !== 'standing'
  return isCounted && (year === undefined || year === asked.year)
}
