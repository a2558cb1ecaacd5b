// Runs in a thread of its own: evaluates many units while everybody else is served.
import { runThread } from '#kit/server/threads.ts'
import { computeResult, computeStability } from './computing.ts'
import type { Evaluated, EvaluateTask } from './evaluate-words.ts'

runThread<EvaluateTask, Evaluated>(async ({ data, say }) => {
  if (data.kind === 'stability') return say({ kind: 'kept', kept: computeStability(data, data.draws) })
  const computed = computeResult(data, (units, done, total) => say({ kind: 'units', units, done, total }))
  say({ kind: 'computed', computed })
})
