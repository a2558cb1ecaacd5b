import { type Blank, blank } from '#base/blank.ts'
import { daysBetween, type PlainDate } from '#base/plain-date.ts'
import type { Quantity } from '#base/quantity.ts'
import { namesOf } from '#pack/formula/dependencies.ts'
import { evaluateCondition } from '#pack/formula/evaluate.ts'
import type { ProgrammeSlipLevel } from '#pack/programme.ts'
import type { LightShown } from '../contract/words.ts'
import { percent } from './lights.ts'

/** A slip that was issued for a task. */
export type IssuedSlip = {
  readonly id: string
  readonly level: string
  readonly cause: string
  readonly isOpen: boolean
  readonly isWithdrawn: boolean
  /** Null: not decided. */
  readonly met: boolean | null
}

/** What the conditions of levels ask of a task. */
export type SlipTask = {
  readonly due: PlainDate | null
  readonly begunOn: PlainDate
  readonly originalDue: PlainDate | null
  /** Share known; null where it is not. */
  readonly share: string | null
  /** Share that was due by the last period that is over, and which period that is. */
  readonly scheduled: { readonly until: string; readonly share: string } | null
  readonly hard: boolean
  readonly urgent: boolean
  readonly sentBack: boolean
  readonly light: LightShown['light']
}

export type SlipToIssue = { readonly level: ProgrammeSlipLevel; readonly cause: string }

/**
 * The slip that has to be issued by rule now; undefined where none has. A level is issued where its own condition holds, once for each
 * cause; of several the highest, none below one that is still open, none after a higher one for the same cause.
 */
export function slipDue(
  levels: readonly ProgrammeSlipLevel[],
  task: SlipTask,
  { issued, today }: { readonly issued: readonly IssuedSlip[]; readonly today: PlainDate },
): SlipToIssue | undefined {
  if (task.light === 'done' || task.light === 'none') return undefined
  const rank = (level: string) => levels.findIndex(({ id }) => id === level)
  const open = Math.max(-1, ...issued.filter(({ isOpen }) => isOpen).map(({ level }) => rank(level)))
  for (const level of levels.toReversed()) {
    if (rank(level.id) <= open) return undefined
    if (level.issued_when === undefined || !holds(level, task, { issued, today })) continue
    const cause = causeOf(level, task, issued)
    if (!issued.some((slip) => slip.cause === cause && rank(slip.level) >= rank(level.id))) return { level, cause }
  }
  return undefined
}

/** The level that follows one that was not met: always the next, never a later one. */
export function levelAfter(levels: readonly ProgrammeSlipLevel[], level: string): ProgrammeSlipLevel | undefined {
  const at = levels.findIndex(({ id }) => id === level)
  return at < 0 ? undefined : levels[at + 1]
}

/** Why the slip after an unmet one is issued; the same whether a person or the house issues it. */
export function causeOfUnmet(slip: string): string {
  return `unmet ${slip}`
}

function holds(
  level: ProgrammeSlipLevel,
  task: SlipTask,
  { issued, today }: { readonly issued: readonly IssuedSlip[]; readonly today: PlainDate },
): boolean {
  if (level.issued_when === undefined) return false
  const facts: Readonly<Record<string, boolean>> = { hard: task.hard, urgent: task.urgent, sent_back: task.sentBack }
  const { answer } = evaluateCondition(level.issued_when, {
    valueOf: ({ name }) => amountOf(name, task, today),
    factOf: (name) => {
      if (Object.hasOwn(facts, name)) return { holds: facts[name] }
      const of = /^unmet_(.+)$/.exec(name)?.[1]
      return of === undefined ? undefined : { holds: unmetOf(issued, of) !== undefined }
    },
  })
  return answer === 'yes'
}

function amountOf(name: string, task: SlipTask, today: PlainDate): Quantity | Blank {
  const days = (count: number): Quantity => ({ value: String(count), unit: 'day' })
  const { due, originalDue, begunOn } = task
  const nothing = blank('not_applicable')
  switch (name) {
    case 'days_to_due':
      return due === null || today > due ? nothing : days(daysBetween(today, due))
    case 'days_overdue':
      return due === null || today <= due ? nothing : days(daysBetween(due, today))
    case 'days_given':
      return originalDue === null ? nothing : days(daysBetween(begunOn, originalDue))
    case 'progress':
      return task.share === null ? blank('not_reported') : { value: percent(task.share), unit: 'percent' }
    case 'scheduled':
      return task.scheduled === null ? nothing : { value: percent(task.scheduled.share), unit: 'percent' }
    default:
      return nothing
  }
}

/** The last slip of a level that was not met and led to nothing yet. */
function unmetOf(issued: readonly IssuedSlip[], level: string): IssuedSlip | undefined {
  return issued.findLast((slip) => slip.level === level && slip.met === false && !slip.isWithdrawn)
}

/** What the slip is about: the slip that was not met, the deadline that is over or near, or the period that it is behind of. */
function causeOf(level: ProgrammeSlipLevel, task: SlipTask, issued: readonly IssuedSlip[]): string {
  const asked = level.issued_when === undefined ? [] : namesOf(level.issued_when.tree)
  for (const name of asked) {
    const of = /^unmet_(.+)$/.exec(name)?.[1]
    const unmet = of === undefined ? undefined : unmetOf(issued, of)
    if (unmet !== undefined) return causeOfUnmet(unmet.id)
  }
  if (task.light === 'overdue') return `overdue ${task.due ?? ''}`
  if (asked.includes('scheduled') && task.scheduled !== null) return `behind ${task.scheduled.until}`
  return `due ${task.due ?? 'none'}`
}
