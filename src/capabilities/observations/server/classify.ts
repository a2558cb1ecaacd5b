import { endOf, type Period } from '#base/period.ts'
import { classificationsOn } from '#capabilities/enterprises/server/service.ts'
import { placesOf, resourcePlaces } from '#capabilities/places/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Programme } from '#pack/programme.ts'
import type { SubjectClassification } from './layouts.ts'

const unknown: SubjectClassification = { town: null, base: null, industry: null, size: null, ownership: null, places: [] }

/** How subjects were classified on the last day of each period: enterprises by the register, places by themselves. */
export async function classifySubjects(
  programme: Programme,
  tx: Transaction,
  subjectKind: string,
  asked: readonly { readonly subject: string; readonly period: Period }[],
): Promise<SubjectClassification[]> {
  const places = placesOf(programme)
  if (subjectKind === 'place') {
    return asked.map(({ subject }) => ({ ...unknown, town: subject, places: [...places.within(subject)] }))
  }
  if (subjectKind !== 'enterprise' || asked.length === 0) return asked.map(() => unknown)
  const found = await classificationsOn(tx, asked.map(({ subject, period }) => ({ enterprise: subject, on: endOf(period) })))
  return asked.map((_, i) => {
    const held = found[i]
    if (held === undefined) return unknown
    const { town, base, industry, size, ownership } = held
    return { town, base, industry, size, ownership, places: resourcePlaces(places, town, base) }
  })
}
