import { findCycle } from './context.ts'
import type { Shape } from './workflow-shape.ts'

/** Sub-cases end somewhere: a workflow may stand beneath itself, as tasks do, but never beneath one that stands beneath it. */
export function checkSubcases({ content, id, context, report }: Shape): void {
  const { subcases = [], acts } = content
  for (const [at, { opens }] of acts.entries()) {
    if (opens !== undefined && !subcases.includes(opens))
      report(['acts', at, 'opens'], { text: 'workflow.opens_unlisted', found: opens, expected: 'subcases' })
  }
  const cycle = findCycle(id, (one) =>
    (context.find('workflows', one)?.content.subcases ?? []).filter((below) => below !== one),
  )
  if (cycle !== undefined) report(['subcases'], { text: 'pack.cycle', found: cycle.join(' → ') })
}
