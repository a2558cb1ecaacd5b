import { addDays, type PlainDate } from '#base/plain-date.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import { type CaseAct, type ClockFrame, type DueStep, expiryStep } from './model.ts'
import { dayAfter, type Run, runsOf, type Span, type Timer } from './runs.ts'

/**
 * Everything that should have been done by the day of the frame because of a due date: reminders before it, what happens when it has
 * passed, escalation after it; each with its own day and a key under which it is done once. What lay in the past when its due date was
 * set, is left out when it comes before the due date.
 */
export function dueSteps(workflow: ProgrammeWorkflow, acts: readonly CaseAct[], frame: ClockFrame): DueStep[] {
  return stepsOf(workflow, acts, frame).filter(({ day }) => day <= frame.today)
}

/** The earliest day, past or to come, of a step that was not done yet. */
export function nextStepDay(
  workflow: ProgrammeWorkflow,
  acts: readonly CaseAct[],
  frame: ClockFrame & { readonly done: ReadonlySet<string> },
): PlainDate | undefined {
  return stepsOf(workflow, acts, frame).find(({ key }) => !frame.done.has(key))?.day
}

/** All steps of all runs, by day; each key once. */
function stepsOf(workflow: ProgrammeWorkflow, acts: readonly CaseAct[], frame: ClockFrame): DueStep[] {
  const byKey = new Map<string, DueStep>()
  for (const run of runsOf(workflow, acts, frame)) {
    for (const span of run.spans) {
      for (const step of stepsOfSpan(run, span, frame)) {
        const known = byKey.get(step.key)
        if (known === undefined || (step.running && !known.running)) byKey.set(step.key, step)
      }
    }
  }
  return [...byKey.values()].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.key < b.key ? -1 : 1))
}

function stepsOfSpan({ timer }: Run, span: Span, frame: ClockFrame): DueStep[] {
  const { due, endedOn } = span
  const expiry =
    timer.onExpiry === undefined
      ? []
      : [stepOf(timer, span, { step: expiryStep, day: addDays(due, 1), does: timer.onExpiry })]
  const declared = timer.steps.flatMap(({ days, does, to }) => {
    const day = days === 0 ? due : dayAfter(timer, due, { days, frame }).due
    const isOver = days < 0 && day < span.setOn
    return isOver ? [] : [{ ...stepOf(timer, span, { step: `${days}:${does}`, day, does }), ...(to ? { to } : {}) }]
  })
  return [...declared, ...expiry].filter(({ day }) => endedOn === undefined || day <= endedOn)
}

function stepOf(
  timer: Timer,
  { due, endedOn }: Span,
  { step, day, does }: { step: string; day: PlainDate; does: string },
): DueStep {
  return {
    clock: timer.id,
    due,
    step,
    key: `${timer.id} ${due} ${step}`,
    day,
    does,
    ...(timer.unit === undefined ? {} : { unit: timer.unit }),
    running: endedOn === undefined,
  }
}
