// Runs in a thread of its own: evaluates many units while everybody else is served.
import { runThread } from '#kit/server/threads.ts'
import { computeResult } from './computing.ts'
import type { Evaluated, EvaluateTask } from './evaluate-words.ts'

runThread<EvaluateTask, Evaluated>(async ({ data, say }) => {
  const computed = computeResult(data, (units, done, total) => say({ kind: 'units', units, done, total }))
  say({ kind: 'computed', computed })
})
