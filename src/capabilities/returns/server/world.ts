import { latestCells } from '#capabilities/observations/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Programme, ProgrammeForm } from '#pack/programme.ts'
import type { CellReading } from '../rules/cell-text.ts'
import type { CheckWorld } from '../rules/checks.ts'
import type { Respondent } from '../rules/respondents.ts'
import { periodsLookedAt, returnWorld, type StoodIn } from '../rules/world.ts'
import type { Return } from './store.ts'
import { getRespondent } from './subjects.ts'

/** What the checks of a return may ask, read for the actor of the transaction. */
export async function worldOf(
  programme: Programme,
  tx: Transaction,
  asked: { readonly one: Return; readonly form: ProgrammeForm; readonly readings: ReadonlyMap<string, CellReading> },
): Promise<CheckWorld> {
  const { one, form, readings } = asked
  const respondent: Respondent = await getRespondent(programme, tx, one.subject, one.period)
  const stood = await stoodIn(tx, one.subject, periodsLookedAt(form, one.period))
  return { ...returnWorld(form, one.period, readings, stood), programme, respondent }
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
