import { nearest } from '#base/nearest.ts'
import type { BranchOutcome, Workflow, WorkflowAct, WorkflowBranch } from '../schema/workflow.ts'
import type { Checked, CheckContext } from './context.ts'

/** A workflow while it is checked, with what can be reached in it, and where its faults are reported. */
export type Shape = {
  readonly content: Workflow
  readonly id: string
  readonly context: CheckContext
  readonly stateIds: readonly string[]
  readonly actIds: readonly string[]
  readonly finals: readonly string[]
  readonly reached: ReadonlySet<string>
  /** Branches with the place where they are written. */
  readonly branches: readonly { readonly branch: WorkflowBranch; readonly state: string; readonly path: Path }[]
  /** What is filled in, of acts and of outcomes, with its place. */
  readonly fillings: readonly { readonly one: WorkflowAct | BranchOutcome; readonly path: Path }[]
  report(path: Path, issue: Fault): void
  /** Reports a word that is none of the expected ones, with the nearest right one. */
  expect(path: Path, text: string, asked: { readonly found: string; readonly among: readonly string[] }): boolean
}

export type Path = readonly (string | number)[]

type Fault = { text: string; found?: string; expected?: string; nearest?: string }

export function shapeOf(workflow: Checked<'workflows'>, context: CheckContext): Shape {
  const { content, id } = workflow
  const { states, acts, initial } = content
  const branches = states.flatMap((state, at) =>
    (state.branches ?? []).map((branch, index) => ({
      branch,
      state: state.id,
      path: ['states', at, 'branches', index] as const,
    })),
  )
  const report = (path: Path, issue: Fault) => context.report(workflow, path, issue)
  return {
    content,
    id,
    context,
    stateIds: states.map((state) => state.id),
    actIds: acts.map((act) => act.id),
    finals: states.filter((state) => state.final === true).map((state) => state.id),
    reached: closureOf([initial], acts),
    branches,
    fillings: [
      ...acts.map((one, at) => ({ one, path: ['acts', at] as const })),
      ...branches.flatMap(({ branch, path }) =>
        branch.outcomes.map((one, at) => ({ one, path: [...path, 'outcomes', at] as const })),
      ),
    ],
    report,
    expect(path, text, { found, among }) {
      if (among.includes(found)) return true
      const near = nearest(found, among)
      report(path, { text, found, expected: among.join(', '), ...(near === undefined ? {} : { nearest: near }) })
      return false
    },
  }
}

/** The states that can be reached from some states, these included; never through the given walls. */
export function closureOf(
  from: readonly string[],
  acts: readonly Pick<WorkflowAct, 'from' | 'to'>[],
  walls: ReadonlySet<string> = new Set(),
): Set<string> {
  const reached = new Set(from.filter((state) => !walls.has(state)))
  // A set grows while it is walked: states found later are walked too.
  for (const state of reached) {
    for (const act of acts) if (act.from.includes(state) && !walls.has(act.to)) reached.add(act.to)
  }
  return reached
}
