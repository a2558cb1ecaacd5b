import {
  fromOrdinal,
  type JanuaryFebruary,
  januaryFebruaryOf,
  type Period,
  type PeriodKind,
  periodYear,
} from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import { membersFor } from '#capabilities/enterprises/server/service.ts'
import {
  type MirrorCell,
  type MirrorTable,
  findMirrorCell,
  mirrorTables,
} from '#capabilities/observations/server/service.ts'
import { placesOf, townsOf } from '#capabilities/places/server/service.ts'
import { splitIndicator } from '#pack/formula/split.ts'
import { getDoc } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { GroupingWorld } from '../rules/groupings.ts'
import type { Parameters } from '../rules/sensitivity.ts'

export type ProgrammeRelease = Programme['releases'][string]

/** A reported indicator as a release publishes it, and where the mirror keeps its values. */
export type ReleasedIndicator = {
  readonly id: string
  readonly scale: number
  readonly table: MirrorTable
  readonly cell: MirrorCell
}

/** @throws Problem not_found */
export function getRelease(programme: Programme, id: string): ProgrammeRelease {
  const release = Object.hasOwn(programme.releases, id) ? programme.releases[id] : undefined
  if (!release) throw new Problem('not_found', { details: { what: 'release', id } })
  return release
}

export function parametersOf({ parameters }: ProgrammeRelease): Parameters {
  const { frequency, dominance, p_percent: pPercent } = parameters
  return { frequency, dominance, pPercent }
}

/** What is published of a release in periods of one kind: its reported indicators, and those its formulas add up. */
export function indicatorsOf(programme: Programme, release: ProgrammeRelease, kind: PeriodKind): ReleasedIndicator[] {
  if (!release.periods.includes(kind)) return []
  const ids = new Set(release.indicators.flatMap((id) => reportedBehind(programme, id)))
  return [...ids].flatMap((id) => {
    const wanted = { subjectKind: 'enterprise', periodKind: kind, indicator: id, span: 'this' as const }
    const found = findMirrorCell(mirrorTables(programme), wanted)
    return found === undefined ? [] : [{ id, scale: getDoc(programme, 'indicators', id).scale, ...found }]
  })
}

/** The reported indicators that an indicator is made of, by any of its formulas. */
function reportedBehind(programme: Programme, id: string): string[] {
  const indicator = getDoc(programme, 'indicators', id)
  if (indicator.kind === 'reported') return [id]
  return indicator.formulas.flatMap(({ from }) =>
    splitIndicator(programme, id, from).leaves.flatMap(({ reads, additive }) => (additive ? reads : [])),
  )
}

/** The kinds of period that a programme publishes anything in. */
export function kindsOf(programme: Programme): PeriodKind[] {
  const order: readonly PeriodKind[] = ['month', 'quarter', 'half_year', 'year']
  const releases = Object.values(programme.releases)
  return order.filter((kind) => releases.some((release) => indicatorsOf(programme, release, kind).length > 0))
}

/** A period as it is published: where the first two months are reported together, February is both. */
export function publishedPeriod(kind: PeriodKind, ordinal: number, januaryFebruary: JanuaryFebruary): Period {
  const period = fromOrdinal(kind, ordinal)
  return kind === 'month' && januaryFebruary === 'together' && period.endsWith('-02')
    ? januaryFebruaryOf(periodYear(period))
    : period
}

/** What the groupings of a programme mean. */
export function worldOf(programme: Programme): GroupingWorld {
  return {
    placesOfKind: (kind) =>
      placesOf(programme)
        .list()
        .filter((place) => place.kind === kind)
        .map(({ id }) => ({ id, towns: new Set(townsOf(programme, id)) })),
    classesOf(taxonomy) {
      const { of } = membersFor(programme)
      return (programme.taxonomies[taxonomy]?.classes ?? []).map(({ id, parent }) => ({
        id,
        parent: parent ?? null,
        industries: of.get(`${taxonomy}/${id}`) ?? new Set<string>(),
      }))
    },
  }
}
