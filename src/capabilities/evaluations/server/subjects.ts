import { system } from '#base/decision.ts'
import { endOf } from '#base/period.ts'
import { askFigures } from '#capabilities/indicators/server/service.ts'
import { mirrorCaughtUp } from '#capabilities/observations/server/service.ts'
import { placesOf, resourcePlaces } from '#capabilities/places/server/service.ts'
import type { House } from '#kit/server/house.ts'
import { findDoc, listDocs } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { SchemeInput } from '#pack/schema/scheme.ts'
import type { Gathering } from './gather.ts'
import type { KeptInput, KeptUnit } from './model.ts'

/** A unit before anything is known of it. */
export type Subject = Omit<KeptUnit, 'inputs' | 'facts'>

const nobody = {
  town: null,
  base: null,
  industry: null,
  size: null,
  ownership: null,
  aboveScale: null,
  meanIndustry: null,
  organisations: [],
}

/** The places or organisations that a scheme evaluates, of the kinds that it names. */
export function otherSubjects(gathering: Gathering): Subject[] {
  return gathering.scheme.subject === 'organisation' ? organisationSubjects(gathering) : placeSubjects(gathering)
}

function isOfKind({ scheme }: Gathering, kind: string): boolean {
  const { kinds } = scheme.population ?? {}
  return kinds === undefined || kinds.includes(kind)
}

function placeSubjects(gathering: Gathering): Subject[] {
  const book = placesOf(gathering.programme)
  const day = endOf(gathering.period)
  return book
    .list()
    .filter(({ id, kind }) => id !== book.rootPlace && isOfKind(gathering, kind))
    .filter(({ from, to }) => (from === undefined || from <= day) && (to === undefined || day < to))
    .map(({ id, name, kind }): Subject => {
      const places = resourcePlaces(book, id, null)
      const isTown = book.isAdministrative(kind)
      const within: Record<string, string[]> = isTown ? { town: [...places] } : { base: [id] }
      const at = isTown ? { town: id } : { base: id }
      return {
        ...nobody,
        ...at,
        unit: id,
        name: name.zh,
        members: [id],
        classes: { ...within, place: [...places] },
        places,
      }
    })
}

function organisationSubjects(gathering: Gathering): Subject[] {
  const book = placesOf(gathering.programme)
  const day = endOf(gathering.period)
  return listDocs(gathering.programme, 'organisations')
    .filter(
      ({ kind, from, to }) =>
        isOfKind(gathering, kind) && (from === undefined || from <= day) && (to === undefined || day < to),
    )
    .map(({ id, name, place }): Subject => {
      const places = resourcePlaces(book, place ?? book.rootPlace, null)
      return {
        ...nobody,
        unit: id,
        name: name.zh,
        members: [id],
        classes: { place: [...places] },
        places,
        organisations: [id],
      }
    })
}

/** Whether an input is taken from the record or computed of it; an indicator that only documents state is stated with the run as well. */
export function isFromRecord(programme: Programme, { indicator }: SchemeInput): boolean {
  return indicator !== undefined && findDoc(programme, 'indicators', indicator)?.kind !== 'stated'
}

/** What an input reads of the system's own figures: indicator and place → what was gathered. */
export type OwnFigures = ReadonlyMap<string, Pick<KeptInput, 'amount' | 'blank' | 'knownAt'>>

/** The figures of places for inputs whose indicators are summed up or computed from what others report. Read as the house. */
export async function ownFigures(house: House, { programme, scheme, period }: Gathering): Promise<OwnFigures> {
  const found = new Map<string, Pick<KeptInput, 'amount' | 'blank' | 'knownAt'>>()
  if (scheme.subject !== 'place') return found
  const indicators = scheme.inputs.flatMap((input): string[] => {
    const doc = input.indicator === undefined ? undefined : findDoc(programme, 'indicators', input.indicator)
    const isOwn = doc !== undefined && doc.kind !== 'stated' && (doc.kind === 'formula' || doc.subject !== 'place')
    return isOwn ? [doc.id] : []
  })
  if (indicators.length === 0) return found
  await mirrorCaughtUp(house)
  const book = placesOf(programme)
  const kinds = scheme.population?.kinds ?? [...new Set(book.list().map(({ kind }) => kind))]
  for (const kind of kinds) {
    const table = await askFigures(house, system, {
      indicators: [...new Set(indicators)],
      periods: [period],
      span: 'this',
      by: [`place:${kind}`],
      where: {},
      compare: [],
    })
    for (const { keys, cells, knownAt } of table.rows)
      cells.forEach(([amount, blank], at) => {
        const indicator = table.columns[at]?.indicator
        found.set(`${indicator} ${keys[0]}`, {
          amount,
          blank: amount === null ? (blank ?? 'not_reported') : null,
          knownAt,
        })
      })
  }
  return found
}
