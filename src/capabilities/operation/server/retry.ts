import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { House } from '#kit/server/house.ts'
import type { JobShown } from '../contract.ts'
import { findJob } from './state.ts'

/**
 * Puts a job that failed back into the queue; the act says who did so. Problems: `not_found`; `wrong_state` for a job that did not fail, or that
 * the queue has let go of since.
 */
export async function retryJob(house: House, actor: Actor, id: string): Promise<JobShown> {
  const job = await findJob(house, id)
  if (job === undefined) throw new Problem('not_found', { details: { kind: 'job', id } })
  if (job.state !== 'failed') throw new Problem('wrong_state', { details: { reason: 'operation.not_failed' } })
  await house.record.withActor(actor, async (tx) => {
    await recordAct(tx, { name: 'operation.job_retried', subject: { kind: 'job', id }, detail: { job: job.name } })
    if (!(await house.jobs.retry(tx, job.name, id)))
      throw new Problem('wrong_state', { details: { reason: 'operation.job_forgotten' } })
  })
  return (await findJob(house, id)) ?? job
}
