import type { Facts } from '#kit/server/facts.ts'
import type { House } from '#kit/server/house.ts'

/** What the mirror has taken in so far: it grows with every batch, whoever wrote it. */
export const takenInSql = 'select count(*) as n, max(batch) as last from mirror_applied'

const everyMilliseconds = 150
const patienceMilliseconds = 4_000

type Watch = { readonly asked: Promise<string>; readonly at: number }

const watches = new WeakMap<Facts, Watch>()

/** How far the mirror is. However many wait, the mirror is asked once in a while for all of them. */
async function positionOf(house: Pick<House, 'facts' | 'programme'>): Promise<string> {
  const known = watches.get(house.facts)
  if (known !== undefined && Date.now() - known.at < everyMilliseconds) return known.asked
  const asked = house.facts
    .query<{ n: string | number; last: string | number | null }>(takenInSql)
    .then(([row]) => `${house.programme().hash.slice(0, 12)}.${row?.n ?? 0}.${row?.last ?? 0}`)
  watches.set(house.facts, { asked, at: Date.now() })
  return asked
}

/**
 * How far the figures are, once that is no longer `after`; or as they are, after some seconds of waiting.
 * @param signal given up by the reader
 */
export async function awaitNews(
  house: Pick<House, 'facts' | 'programme'>,
  after: string | undefined,
  signal?: AbortSignal,
): Promise<string> {
  const until = Date.now() + patienceMilliseconds
  for (;;) {
    const position = await positionOf(house)
    if (position !== after || Date.now() >= until || signal?.aborted === true) return position
    await new Promise((done) => setTimeout(done, everyMilliseconds))
  }
}
