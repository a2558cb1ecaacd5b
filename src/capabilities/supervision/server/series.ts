import { Problem } from '#base/problem.ts'
import type { House } from '#kit/server/house.ts'
import { findDoc } from '#pack/lookup.ts'
import type { ProgrammeDoc } from '#pack/programme.ts'

export type Series = ProgrammeDoc<'meetings'>

/** A series of the programme. @throws Problem invalid_input */
export function getSeries(house: Pick<House, 'programme'>, id: string, where = 'body.series'): Series {
  const found = findDoc(house.programme(), 'meetings', id)
  if (found !== undefined) return found
  throw new Problem('invalid_input', { issues: [{ text: 'supervision.unknown_series', where, found: id }] })
}

/** The base whose meetings a series are; null for the whole programme. */
export function baseOf(house: Pick<House, 'programme'>, series: Series): string | null {
  return findDoc(house.programme(), 'organisations', series.body)?.place ?? null
}
