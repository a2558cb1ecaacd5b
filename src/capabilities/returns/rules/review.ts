import type { ProgrammeAct, ProgrammeWorkflow } from '#pack/programme.ts'

/** Whether cells may be written in this state: where the workflow lets a return be submitted. */
export function isEditable(workflow: ProgrammeWorkflow, state: string): boolean {
  return workflow.acts.some((act) => act.id === 'submit' && act.from.includes(state))
}

/**
 * The acts by which reviewers let a return pass, stage after stage, up to approval: they begin and end where nothing is written, and
 * ask for no reason. The stages themselves are words of the programme.
 */
export function reviewActs(workflow: ProgrammeWorkflow): ProgrammeAct[] {
  const isFinal = (id: string) => workflow.states.some((state) => state.id === id && state.final === true)
  return workflow.acts.filter(
    (act) =>
      act.id !== 'submit' &&
      act.id !== 'withdraw' &&
      act.reason !== 'required' &&
      !isEditable(workflow, act.to) &&
      act.from.every((state) => !isEditable(workflow, state) && !isFinal(state)),
  )
}

/** The act that `bulk` performs from each state: approval where it is open to it, else the next stage. */
export function reviewActFrom(workflow: ProgrammeWorkflow, state: string): ProgrammeAct | undefined {
  const open = reviewActs(workflow).filter((act) => act.from.includes(state))
  return open.find((act) => act.id === 'approve') ?? open[0]
}
