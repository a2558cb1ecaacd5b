import { type Period, periodKind, type PeriodKind } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import { januaryFebruaryFor } from '#pack/january-february.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { draftEditions } from './compute.ts'
import { getRelease, indicatorsOf, kindsOf, publishedPeriod } from './declared.ts'
import { periodsWithValues } from './micro.ts'
import { keepEdition, listEditions, publishAlone, type StoredEdition } from './store.ts'

export type PublishAsked = { readonly release: string; readonly period: Period; readonly edition: number }

/**
 * Publishes a release for a period.
 * @throws Problem stale when it is not the next edition any more, refused_by_rule when nothing has changed since the last one
 */
export async function publishRelease(house: House, tx: Transaction, asked: PublishAsked): Promise<StoredEdition> {
  await publishAlone(tx)
  const [draft] = await draftEditions(house, tx, { release: asked.release, periods: [asked.period] })
  if (draft === undefined || draft.number !== asked.edition)
    throw new Problem('stale', { details: { period: asked.period } })
  if (!draft.isNew) throw new Problem('refused_by_rule', { details: { reason: 'releases.nothing_new' } })
  const id = await keepEdition(tx, draft)
  await recordAct(tx, {
    name: 'releases.published',
    subject: { kind: 'release', id },
    detail: { release: draft.release, period: draft.period, edition: draft.number },
  })
  const kept = (await listEditions(tx)).find((each) => each.id === id)
  if (kept === undefined) throw new Error(`the edition ${id} was not kept`)
  return kept
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

const monthsAtFirst = 12

/** Publishes what a made-up population has: the last months and the same ones a year before, and every other period. */
export async function publishPopulation(house: House): Promise<number> {
  let published = 0
  for (const release of Object.keys(house.programme().releases)) {
    const periods = await publishablePeriods(house, release)
    const byKind = new Map<PeriodKind, Period[]>()
    for (const period of periods) byKind.set(periodKind(period), [...(byKind.get(periodKind(period)) ?? []), period])
    for (const [kind, all] of byKind) {
      const chosen = kind === 'month' ? all.slice(0, 2 * monthsAtFirst) : all
      published += await house.record.asSystem(async (tx) => {
        await publishAlone(tx)
        const drafts = await draftEditions(house, tx, { release, periods: chosen })
        for (const draft of drafts) {
          const id = await keepEdition(tx, draft)
          await recordAct(tx, {
            name: 'releases.published',
            subject: { kind: 'release', id },
            detail: { release, period: draft.period, edition: draft.number },
          })
        }
        return drafts.length
      })
    }
  }
  return published
}
