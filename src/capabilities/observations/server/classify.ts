import { endOf, type Period } from '#base/period.ts'
import { classificationsOn } from '#capabilities/enterprises/server/service.ts'
import { placesOf, resourcePlaces } from '#capabilities/places/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Programme } from '#pack/programme.ts'
import type { SubjectClassification } from './layouts.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const unknown: SubjectClassification = {
  town: null,
  base: null,
  industry: null,
  size: null,
  ownership: null,
  places: [],
}

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
  const idsByDay = new Map<string, string[]>()
  for (const { subject, period } of asked.filter((each) => uuid.test(each.subject)))
    idsByDay.set(endOf(period), [...(idsByDay.get(endOf(period)) ?? []), subject])
  const found = new Map<string, Awaited<ReturnType<typeof classificationsOn>>>()
  for (const [day, ids] of idsByDay) found.set(day, await classificationsOn(tx, ids, day))
  return asked.map(({ subject, period }) => {
    const held = found.get(endOf(period))?.get(subject)
    if (held === undefined) return unknown
    const { town, base, industry, size, ownership } = held
    return { town, base, industry, size, ownership, places: resourcePlaces(places, town, base) }
  })
}
