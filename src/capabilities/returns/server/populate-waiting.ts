import { system } from '#base/decision.ts'
import type { Period } from '#base/period.ts'
import type { House } from '#kit/server/house.ts'
import { bulkCells } from './bulk.ts'
import { actOnReturn, openReturn, saveCells } from './lifecycle.ts'

/** A return of the last period that the population left out, with what it would say. */
export type LeftOut = { readonly subject: string; readonly amounts: readonly (number | null)[] }

const mostSubmitted = 8

/** Hands in the first few of the returns that were left out, so that whoever reviews finds something waiting; the others stay out. */
export async function submitSome(
  house: House,
  asked: { readonly form: string; readonly period: Period; readonly left: readonly LeftOut[] },
): Promise<void> {
  const cells = bulkCells(house, asked.form)
  for (const { subject, amounts } of asked.left.slice(0, mostSubmitted)) {
    await house.record.asSystem(async (tx) => {
      const { id } = await openReturn(house, tx, { form: asked.form, subject, period: asked.period, actor: system })
      const filled = cells.map(
        (cell, i) => [`${cell.indicator}:${cell.span}`, amounts[i] === null ? '' : String(amounts[i])] as const,
      )
      const saved = await saveCells(house, tx, { id, revision: 1, cells: Object.fromEntries(filled), actor: system })
      if (saved.issues.length > 0 || saved.checks.some((check) => check.outcome === 'fails')) return
      await actOnReturn(house, tx, { id, act: 'submit', revision: saved.revision, actor: system })
    })
  }
}
