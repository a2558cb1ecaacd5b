import { system } from '#base/decision.ts'
import type { Period } from '#base/period.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { reviewActFrom } from '../rules/review.ts'
import { bulkCells } from './bulk.ts'
import { actOnReturn, getForm, openReturn, saveCells, workflowOf } from './lifecycle.ts'
import type { Return } from './store.ts'

/** A return of the last period that the population left out, with what it would say. */
export type LeftOut = { readonly subject: string; readonly amounts: readonly (number | null)[] }

/** How many wait at the first stage and at each further one; one is sent back, one is being filled in; the others stay out. */
const perStage = 4

type Leading = { readonly house: House; readonly tx: Transaction; readonly form: string }

/** Leads the first few of the returns that were left out to each stage of the workflow, so that whoever reviews finds something waiting. */
export async function submitSome(
  house: House,
  asked: { readonly form: string; readonly period: Period; readonly left: readonly LeftOut[] },
): Promise<void> {
  const cells = bulkCells(house, asked.form)
  const stages = stagesOf(house, asked.form)
  for (const [at, { subject, amounts }] of asked.left.slice(0, perStage * stages + 2).entries()) {
    await house.record.asSystem(async (tx) => {
      const { id } = await openReturn(house, tx, { form: asked.form, subject, period: asked.period, actor: system })
      const filled = cells.map(
        (cell, i) => [`${cell.indicator}:${cell.span}`, amounts[i] === null ? '' : String(amounts[i])] as const,
      )
      const saved = await saveCells(house, tx, { id, revision: 1, cells: Object.fromEntries(filled), actor: system })
      if (saved.issues.length > 0 || saved.checks.some((check) => check.outcome === 'fails')) return
      if (at === perStage * stages + 1) return
      const one = await actOnReturn(house, tx, { id, act: 'submit', revision: saved.revision, actor: system })
      if (at === perStage * stages) await sendBack({ house, tx, form: asked.form }, one)
      else await passStages({ house, tx, form: asked.form }, one, Math.floor(at / perStage))
    })
  }
}

/** How many states a return waits in for a reviewer. */
function stagesOf(house: House, form: string): number {
  const workflow = workflowOf(house.programme(), getForm(house.programme(), form))
  return workflow.states.filter((state) => reviewActFrom(workflow, state.id) !== undefined).length
}

async function passStages({ house, tx, form }: Leading, submitted: Return, stages: number): Promise<void> {
  const workflow = workflowOf(house.programme(), getForm(house.programme(), form))
  let one = submitted
  for (let stage = 0; stage < stages; stage += 1) {
    const next = workflow.acts.find(
      (act) =>
        act.id !== 'approve' &&
        act.from.includes(one.state) &&
        reviewActFrom(workflow, act.to) !== undefined &&
        act.reason !== 'required',
    )
    if (next === undefined) return
    one = await actOnReturn(house, tx, { id: one.id, act: next.id, revision: one.revision, actor: system })
  }
}

async function sendBack({ house, tx, form }: Leading, one: Return): Promise<void> {
  const workflow = workflowOf(house.programme(), getForm(house.programme(), form))
  if (!workflow.acts.some((act) => act.id === 'send_back' && act.from.includes(one.state))) return
  const reason = '与上期相差较大，请核实 Differs much from the period before; please verify'
  await actOnReturn(house, tx, { id: one.id, act: 'send_back', revision: one.revision, actor: system, reason })
}
