import { type PlainDate, isPlainDate } from '#base/plain-date.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { type Moved, viewOf } from '#capabilities/workflows/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { checkedActs } from '../rules/check-acts.ts'
import { type AgreementRow, agreementTables } from './agreement-store.ts'
import { type Happening, keepDates } from './agreements.ts'

/** The state in which a holder is in default. */
const defaultedState = 'defaulted'
/** The act that puts a default right. */
const curingAct = 'cure'

/** Keeps an agreement in step with its case: state, days, what has happened, the record of defaults. */
export async function followAgreement(house: House, tx: Transaction, moved: Moved): Promise<void> {
  const { after, before, act } = moved
  const agreement = await agreementTables(tx)
    .selectFrom('land_agreement')
    .selectAll()
    .where('id', '=', after.subject.id)
    .executeTakeFirst()
  if (agreement === undefined) return
  if (checkedActs.has(act)) await demandCheck(tx, agreement, moved)
  const happened = happenedBy(agreement, moved.fields ?? {}, todayOf(house))
  await keepDates(house, tx, { agreement, view: await viewOf(house, tx, after.id), happened })
  if (after.state === defaultedState && before?.state !== defaultedState)
    await enterDefault(house, tx, agreement, moved)
  if (act === curingAct) await clearDefault(house, tx, agreement, moved)
}

/** @throws Problem refused_by_rule for a step that says what was looked at, where no check says how the rows stood */
async function demandCheck(tx: Transaction, { id }: AgreementRow, { act, after }: Moved): Promise<void> {
  const check = await agreementTables(tx)
    .selectFrom('land_check')
    .select('number')
    .where('agreement', '=', id)
    .where('act', '=', act)
    .where('act_number', '=', after.version)
    .executeTakeFirst()
  if (check === undefined) throw new Problem('refused_by_rule', { details: { reason: 'agreement.check_first' } })
}

const dayFields = ['started_on', 'completed_on', 'producing_since'] as const

/** What an act says has happened; a day to come, before the land right or out of order is refused. */
function happenedBy(agreement: AgreementRow, fields: Readonly<Record<string, string>>, today: PlainDate): Happening {
  const said = dayFields.flatMap((name) => {
    const day = fields[name]
    return day !== undefined && isPlainDate(day) ? [[name, day] as const] : []
  })
  const happened: Happening = { ...agreement, ...Object.fromEntries(said) }
  const issues: ProblemIssue[] = said.flatMap(([name, day]): ProblemIssue[] => {
    const where = `fields.${name}`
    if (day > today) return [{ text: 'agreement.not_yet', where, found: day }]
    if (day < agreement.land_right_on)
      return [{ text: 'agreement.before_right', where, found: day, expected: agreement.land_right_on }]
    const start = happened.started_on
    return name !== 'started_on' && start !== null && day < start
      ? [{ text: 'agreement.before_start', where, found: day, expected: start }]
      : []
  })
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  const { started_on, completed_on, producing_since } = happened
  return { started_on, completed_on, producing_since }
}

async function enterDefault(house: House, tx: Transaction, agreement: AgreementRow, moved: Moved): Promise<void> {
  const { reason, fields = {}, after } = moved
  await agreementTables(tx)
    .insertInto('land_credit')
    .values({
      agreement: agreement.id,
      holder: agreement.holder,
      holder_name: agreement.holder_name,
      what: [fields.credit, reason].filter((text) => text !== undefined && text !== '').join('；') || after.state,
      happened_on: todayOf(house),
      at: house.clock.now(),
    })
    .execute()
  await recordAct(tx, {
    name: 'land.default_declared',
    subject: { kind: 'land_agreement', id: agreement.id },
    detail: { version: after.version },
  })
}

async function clearDefault(house: House, tx: Transaction, agreement: AgreementRow, moved: Moved): Promise<void> {
  await agreementTables(tx)
    .updateTable('land_credit')
    .set({ cleared_on: todayOf(house), cleared_by: moved.actor.id, cleared_why: moved.reason ?? null })
    .where('agreement', '=', agreement.id)
    .where('cleared_on', 'is', null)
    .execute()
  await recordAct(tx, {
    name: 'land.default_cured',
    subject: { kind: 'land_agreement', id: agreement.id },
    detail: { version: moved.after.version },
  })
}
