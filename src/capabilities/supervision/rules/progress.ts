import { Decimal, parseDecimal, quotient, toDecimalText } from '#base/decimal.ts'
import { isBlank } from '#base/blank.ts'
import type { Progress } from '../contract/tasks.ts'

/** A task with its parts, as far as progress asks. */
export type TaskNode = {
  readonly weight: string
  readonly isDone: boolean
  /** Ended without being done: cancelled. It does not count. */
  readonly isOut: boolean
  /** What is known of the task itself, which counts where it has no parts. */
  readonly own: { readonly share: string | null; readonly by: 'indicator' | 'report' | 'nothing' }
  readonly parts: readonly TaskNode[]
}

const places = 12
const whole: Progress = { share: '1', atLeast: '1', by: 'done', known: { parts: 1, of: 1 } }

/**
 * How far a task is: done is the whole; parts count by their weight, cancelled ones not at all; else what was measured or reported.
 * What is not known stays blank, and `atLeast` is what the known parts amount to.
 */
export function progressOf(task: TaskNode): Progress {
  if (task.isDone) return whole
  const parts = task.parts.filter((part) => !part.isOut)
  if (parts.length === 0) return progressOfItself(task.own)
  const progress = parts.map(progressOf)
  const known = progress.filter(({ share }) => share !== null).length
  const atLeast = weighted(parts.map((part, at) => [part.weight, progress[at]?.atLeast ?? '0']))
  return {
    share: known === parts.length ? atLeast : null,
    atLeast,
    by: 'parts',
    known: { parts: known, of: parts.length },
  }
}

function progressOfItself({ share, by }: TaskNode['own']): Progress {
  const known = { parts: share === null ? 0 : 1, of: 1 }
  return { share, atLeast: share ?? '0', by, known }
}

/** Σ weight × share ÷ Σ weight. */
function weighted(pairs: readonly (readonly [weight: string, share: string])[]): string {
  const sum = pairs.reduce((total, [weight, share]) => total.plus(parseDecimal(weight).times(share)), new Decimal(0))
  const all = pairs.reduce((total, [weight]) => total.plus(weight), new Decimal(0))
  const share = quotient(sum, all, places)
  return isBlank(share) ? '0' : toDecimalText(share)
}

export type MeasuredGoal = {
  readonly from: string | null
  readonly goal: string | null
  readonly direction: 'floor' | 'ceiling'
}

/**
 * The share of the way from where it started to the goal, between 0 and 1; null where it cannot be said: no goal is stated, or a ceiling
 * without a start is not reached yet.
 */
export function shareOfGoal({ from, goal, direction }: MeasuredGoal, value: string | null): string | null {
  if (goal === null || value === null) return null
  const [to, now] = [parseDecimal(goal), parseDecimal(value)]
  const reached = direction === 'floor' ? now.gte(to) : now.lte(to)
  if (reached) return '1'
  if (direction === 'ceiling' && from === null) return null
  const start = new Decimal(from ?? '0')
  const share = quotient(now.minus(start), to.minus(start), places)
  if (isBlank(share)) return null
  if (share.lt(0)) return '0'
  return share.gte(1) ? null : toDecimalText(share)
}
