import { sql } from 'kysely'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Peers } from '../contract/results.ts'
import { getScore } from './card.ts'
import { namedClass, namedIn } from './naming.ts'
import { resultNumber } from './results.ts'
import { getRun } from './store.ts'

/** With fewer others nobody is told anything: who knows oneself would know them. */
const fewestOthers = 3
const bins = 6

export type PeersAsked = { readonly id: string; readonly unit: string; readonly number?: number | undefined }

/**
 * How the others of its group and industry did, without saying who: bins with fewer than three of them are merged into their
 * neighbours. @throws Problem not_found, refused_by_rule where there are fewer than three others
 */
export async function showPeers(
  house: House,
  tx: Transaction,
  { id, unit, number: asked }: PeersAsked,
): Promise<Peers> {
  const run = await getRun(tx, id)
  const number = await resultNumber(tx, id, asked)
  const own = await getScore(tx, { run: id, number, unit })
  const others = await house.record.asSystem((all) =>
    othersOf(all, { id, number, unit, industry: own.industry, group: own.group_id }),
  )
  if (own.group_id === null || others.length < fewestOthers)
    throw new Problem('refused_by_rule', {
      details: { reason: 'evaluations.too_few_others', expected: fewestOthers },
      issues: [{ text: 'evaluations.too_few_others', where: 'unit', expected: String(fewestOthers) }],
    })
  const of =
    own.industry === null
      ? { by: 'group' as const, ...namedIn(run.scheme.groups, own.group_id) }
      : { by: 'industry' as const, ...namedClass(house.programme(), 'industry', own.industry) }
  const totals = others.flatMap(({ total }) => (total === null ? [] : [Number(total)]))
  return {
    of,
    units: others.length,
    total: binned(totals),
    criteria: run.scheme.criteria.flatMap(({ id: criterion }) => {
      const scores = others.flatMap((one) => {
        const score = one.scores.find((each) => each.criterion === criterion)?.score
        return score === null || score === undefined ? [] : [Number(score)]
      })
      if (scores.length < fewestOthers) return []
      return [{ criterion, name: namedIn(run.scheme.criteria, criterion).name, quartiles: quartiles(scores) }]
    }),
  }
}

type Other = { total: string | null; scores: { criterion: string; score: string | null }[] }

async function othersOf(
  tx: Transaction,
  asked: { id: string; number: number; unit: string; industry: string | null; group: string | null },
): Promise<Other[]> {
  const { rows } = await sql<Other>`
    select total::text as total, scores from evaluation_score
    where run = ${asked.id} and number = ${asked.number} and unit <> ${asked.unit} and total is not null
      and group_id = ${asked.group} and industry is not distinct from ${asked.industry}::text`.execute(tx)
  return rows
}

/** A picture, not a result: floats are good enough. Every bin that is shown holds three or more. */
function binned(values: readonly number[]): Peers['total'] {
  const sorted = [...values].sort((a, b) => a - b)
  const [least = 0, most = 0] = [sorted[0], sorted.at(-1)]
  const width = Math.max((most - least) / bins, 0.01)
  const merged: { from: number; to: number; units: number }[] = []
  for (let bin = 0; bin < bins; bin++) {
    const [from, to] = [least + bin * width, least + (bin + 1) * width]
    const units = sorted.filter((each) => each >= from && (each < to || bin === bins - 1)).length
    const last = merged.at(-1)
    if (last !== undefined && last.units < fewestOthers)
      merged[merged.length - 1] = { from: last.from, to, units: last.units + units }
    else merged.push({ from, to, units })
  }
  const last = merged.at(-1)
  if (last !== undefined && last.units < fewestOthers && merged.length > 1) {
    merged.pop()
    const before = merged.at(-1)
    if (before !== undefined)
      merged[merged.length - 1] = { from: before.from, to: last.to, units: before.units + last.units }
  }
  return merged.map(({ from, to, units }) => ({ from: roundedDown(from), to: roundedUp(to), units }))
}

/** Ends are whole numbers, so that the best and the worst are not given away. */
const roundedDown = (value: number) => String(Math.floor(value))
const roundedUp = (value: number) => String(Math.ceil(value))

function quartiles(values: readonly number[]): string[] {
  const sorted = [...values].sort((a, b) => a - b)
  return [0.25, 0.5, 0.75].map((share) => {
    const at = (sorted.length - 1) * share
    const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0]
    return String(Math.round((low + (high - low) * (at - Math.floor(at))) * 10) / 10)
  })
}
