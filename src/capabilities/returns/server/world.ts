import { latestCells } from '#capabilities/observations/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { namesOf } from '#pack/formula/dependencies.ts'
import type { ProgrammeForm } from '#pack/programme.ts'
import { computeCells } from '../rules/checks.ts'
import { type Known, periodsLookedAt, type StoodIn } from '../rules/world.ts'
import { contentOf } from './content.ts'
import { type PeerHouse, peersOf } from './peers.ts'
import { findReturnOf, type Return } from './store.ts'
import { getRespondent } from './subjects.ts'

/** What the checks of a return may ask, read for the actor of the transaction. */
export async function knownOf(
  house: PeerHouse,
  tx: Transaction,
  { one, form }: { readonly one: Return; readonly form: ProgrammeForm },
): Promise<Known> {
  const programme = house.programme()
  const { period } = one
  const respondent = await getRespondent(programme, tx, one.subject, period)
  const recorded = await stoodIn(tx, one.subject, periodsLookedAt(form, period))
  const elsewhere = await saidElsewhere(house, tx, { one, form })
  const stood: StoodIn = (when, indicator, span) =>
    recorded(when, indicator, span) ?? (when === period ? elsewhere.get(`${indicator}:${span}`) : undefined)
  return { programme, period, respondent, stood, peers: await peersOf(house, form, { respondent, period }) }
}

/** What stood for a respondent in some periods. */
export async function stoodIn(tx: Transaction, subject: string, periods: readonly string[]): Promise<StoodIn> {
  const cells = await latestCells(
    tx,
    periods.map((period) => ({ subject, period })),
  )
  return (period, indicator, span) => {
    const content = cells.get(`${subject} ${period}`)?.get(`${indicator}:${span}`)
    return content !== undefined && 'value' in content ? content.value : undefined
  }
}

/** What other forms of the same respondent and period say that are not in the record yet, for checks across forms. */
async function saidElsewhere(
  { programme: current }: PeerHouse,
  tx: Transaction,
  { one, form }: { readonly one: Return; readonly form: ProgrammeForm },
): Promise<Map<string, string>> {
  const programme = current()
  const said = new Map<string, string>()
  const asked = new Set(form.sections.flatMap((section) => section.rows.map((row) => row.indicator)))
  const read = new Set(form.checks.flatMap((check) => namesOf(check.require.tree)).filter((name) => !asked.has(name)))
  for (const other of read.size === 0 ? [] : Object.values(programme.forms)) {
    const asks = other.sections.some((section) => section.rows.some((row) => read.has(row.indicator)))
    if (other.id === form.id || other.period !== form.period || other.domain !== form.domain || !asks) continue
    const found = await findReturnOf(tx, { form: other.id, subject: one.subject, period: one.period })
    if (found === undefined) continue
    const model = computeCells(programme, other, (await contentOf(tx, found)).cells)
    for (const [key, reading] of model.readings()) if ('value' in reading) said.set(key, reading.value)
  }
  return said
}
