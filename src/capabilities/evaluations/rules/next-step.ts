import { type Decision, refused } from '#base/decision.ts'

/** What of a run decides over its next step. */
export type RunStanding = {
  readonly units: number
  readonly openObjections: number
  readonly windows: readonly { readonly of: 'inputs' | 'results'; readonly until: string; readonly isOpen: boolean }[]
  readonly results: readonly { readonly state: 'running' | 'done' | 'failed' }[]
  readonly acts: readonly OfferedStep[]
}

/** A step that the workflow offers, and whether the asker may take it. */
export type OfferedStep = { readonly act: string; readonly to: string; readonly decision: Decision }

/** A scheme as far as it says what has to be shown in public. */
type Publicity = { readonly publicity?: unknown }

/** What holds a step back besides the right to take it, so that a button says so before it is pressed. */
export function heldBack(run: RunStanding, step: OfferedStep, scheme?: Publicity): Decision {
  if (!step.decision.allowed) return step.decision
  const reason = reasonAgainst(run, step.to, scheme)
  if (reason === undefined) return step.decision
  const [text, found] = reason
  return refused(text, found === undefined ? undefined : { found })
}

function reasonAgainst(run: RunStanding, to: string, scheme?: Publicity): [string, string?] | undefined {
  const isRunning = run.results.some(({ state }) => state === 'running')
  const hasResult = run.results.some(({ state }) => state === 'done')
  if (to === 'inputs_public' || to === 'frozen') {
    if (run.units === 0) return ['evaluations.no_units']
  }
  if (to === 'frozen')
    return isShown(run, 'inputs') || !mustShow(scheme, 'inputs') ? waiting(run, 'inputs') : ['evaluations.inputs_first']
  if (to === 'computed') return isRunning ? ['evaluations.computing'] : undefined
  if (to !== 'public' && to !== 'final') return undefined
  if (isRunning) return ['evaluations.computing']
  if (!hasResult) return ['evaluations.no_result']
  return to === 'final' ? waiting(run, 'results') : undefined
}

function waiting(run: RunStanding, of: 'inputs' | 'results'): [string, string] | undefined {
  const open = run.windows.find((window) => window.of === of && window.isOpen)
  if (open !== undefined) return ['evaluations.window_open', open.until]
  return run.openObjections > 0 ? ['evaluations.objections_open', String(run.openObjections)] : undefined
}

function isShown(run: RunStanding, of: 'inputs' | 'results'): boolean {
  return run.windows.some((window) => window.of === of)
}

function mustShow(scheme: Publicity | undefined, of: 'inputs' | 'results'): boolean {
  const { publicity } = scheme ?? {}
  return Array.isArray(publicity) && publicity.some((one: { of?: unknown }) => one.of === of)
}

/** The step that the run waits for, the first by which it goes on: that button stands out. */
export function nextStep(run: RunStanding): string {
  const hasResult = run.results.some(({ state }) => state === 'done')
  const order = ['frozen', 'inputs_public', ...(hasResult ? ['final', 'public', 'computed'] : ['computed'])]
  const open = run.acts.filter((step) => heldBack(run, step).allowed)
  const forward = order.flatMap((to) => open.find((step) => step.to === to) ?? [])
  return forward[0]?.act ?? ''
}
