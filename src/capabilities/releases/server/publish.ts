import { type Period, periodKind, type PeriodKind, toOrdinal } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import { januaryFebruaryFor } from '#pack/january-february.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { type DraftAsked, type DraftEdition, draftEditions, type Learned } from './compute.ts'
import { getRelease, indicatorsOf, kindsOf, publishedPeriod } from './declared.ts'
import { periodsWithValues } from './micro.ts'
import { withProtecting } from './protect-aside.ts'
import { keepEdition, listEditions, publishAlone, type StoredEdition } from './store.ts'

export type PublishAsked = { readonly release: string; readonly period: Period; readonly edition: number }

/**
 * Publishes a release for a period.
 * @throws Problem stale when it is not the next edition any more, refused_by_rule when nothing has changed since the last one
 */
export async function publishRelease(house: House, tx: Transaction, asked: PublishAsked): Promise<StoredEdition> {
  await publishAlone(tx)
  const [draft] = await withProtecting((protecting) =>
    draftEditions(house, tx, { release: asked.release, periods: [asked.period], protecting }),
  )
  if (draft === undefined || draft.number !== asked.edition)
    throw new Problem('stale', { details: { period: asked.period } })
  if (!draft.isNew) throw new Problem('refused_by_rule', { details: { reason: 'releases.nothing_new' } })
  const id = await keep(tx, draft)
  const kept = (await listEditions(tx)).find((each) => each.id === id)
  if (kept === undefined) throw new Error(`the edition ${id} was not kept`)
  return kept
}

async function keep(tx: Transaction, draft: DraftEdition): Promise<string> {
  const id = await keepEdition(tx, draft)
  await recordAct(tx, {
    name: 'releases.published',
    subject: { kind: 'release', id },
    detail: { release: draft.release, period: draft.period, edition: draft.number },
  })
  return id
}

/** The periods of a release that have values, the latest first. */
export async function publishablePeriods(house: House, release: string): Promise<Period[]> {
  const programme = house.programme()
  const declared = getRelease(programme, release)
  const each = await Promise.all(
    kindsOf(programme).map(async (kind) => {
      const indicators = indicatorsOf(programme, declared, kind)
      if (indicators.length === 0) return []
      return (await periodsWithValues(house, kind)).map((ordinal) =>
        publishedPeriod(kind, ordinal, januaryFebruaryFor(programme, indicators[0]?.id ?? '')),
      )
    }),
  )
  return each.flat()
}

const mostAtFirst = 24

export type PopulationRelease = {
  /** Ends between two periods. */
  readonly signal?: AbortSignal
  /** How many periods of each release and kind, the latest first. */
  readonly most?: number
}

/** Publishes what a made-up population has, the latest periods first; what was published stays, and what came later is left to people. Answers how many editions. */
export async function publishPopulation(
  house: House,
  { signal, most = mostAtFirst }: PopulationRelease = {},
): Promise<number> {
  return withProtecting(async (protecting) => {
    let published = 0
    for (const release of Object.keys(house.programme().releases)) {
      const learned: Learned = new Map()
      const there = (await house.record.asSystem(listEditions)).filter((each) => each.release === release)
      for (const period of mostOfEachKind(await publishablePeriods(house, release), most)) {
        if (there.length > 0 && there.every((each) => isLater(period, each.period as Period))) continue
        if (signal?.aborted) return published
        if (await publishUnlessThere(house, { release, periods: [period], protecting, learned })) published++
      }
    }
    return published
  })
}

function publishUnlessThere(house: House, asked: DraftAsked): Promise<boolean> {
  return house.record.asSystem(async (tx) => {
    await publishAlone(tx)
    const isThere = (each: StoredEdition) => each.release === asked.release && each.period === asked.periods[0]
    if ((await listEditions(tx)).some(isThere)) return false
    const [draft] = await draftEditions(house, tx, asked)
    if (draft !== undefined) await keep(tx, draft)
    return true
  })
}

/** What came after the last publication is for people to publish. */
function isLater(period: Period, than: Period): boolean {
  return periodKind(period) === periodKind(than) && toOrdinal(period) > toOrdinal(than)
}

function mostOfEachKind(periods: readonly Period[], most: number): Period[] {
  const counts = new Map<PeriodKind, number>()
  return periods.filter((period) => {
    const kind = periodKind(period)
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
    return (counts.get(kind) ?? 0) <= most
  })
}
