import { parsePlainDate } from '#base/plain-date.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { seriesFor, unitsFor } from '#pack/duties.ts'
import { findDoc } from '#pack/lookup.ts'
import type { Named } from '../contract/words.ts'
import { textOf } from '#pack/naming.ts'
import type { KeptRoute } from './store.ts'

export type RouteAsked = {
  readonly matter?: string | undefined
  readonly field?: string | undefined
  readonly base?: string | undefined
  readonly on?: string | undefined
}

/** Which units the duties name for a matter, and which series of meetings decides it. */
export function routeOf(
  house: House,
  { matter, field, base, on }: RouteAsked,
): { readonly route: KeptRoute | null; readonly series: string | undefined } {
  const programme = house.programme()
  const day = on === undefined ? todayOf(house) : parsePlainDate(on)
  const found = unitsFor(programme, {
    on: day,
    ...(matter === undefined ? {} : { kind: matter }),
    ...(field === undefined ? {} : { field }),
    ...(base === undefined ? {} : { place: base }),
  })
  const duty = [...found.lead, ...found.decide, ...found.assist][0]?.duty
  const ids = (units: readonly { readonly organisation: string }[]) => [
    ...new Set(units.map((one) => one.organisation)),
  ]
  const series =
    matter === undefined ? undefined : seriesFor(programme, { matter, ...(base === undefined ? {} : { place: base }) })
  return {
    route:
      duty === undefined ? null : { duty, lead: ids(found.lead), assist: ids(found.assist), decide: ids(found.decide) },
    series: series?.series,
  }
}

/** A series of meetings with its name. */
export function namedSeries(house: Pick<House, 'programme'>, id: string): Named {
  return { id, name: textOf(findDoc(house.programme(), 'meetings', id)?.name ?? { zh: id, en: id }) }
}
