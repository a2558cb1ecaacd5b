import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'

export const Level = z.enum(['ok', 'degraded', 'failing'])
export type Level = z.infer<typeof Level>

/** One part of the house: how it is, why, and what was measured, by the names of the metrics. */
export const PartShown = z.object({
  id: z.string(),
  level: Level,
  cause: z.string().optional(),
  measures: z.record(z.string(), z.number()),
})
export type PartShown = z.infer<typeof PartShown>

/** Long work: its name, never its data. */
export const JobShown = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  done: z.string().describe('How far it is, in pieces of its own'),
  total: z.string().nullable(),
  queuedAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  problem: z.string().nullable().describe('Code of the problem that ended it'),
})
export type JobShown = z.infer<typeof JobShown>

export const Operation = z.object({
  version: z.string(),
  runtime: z.string().describe('The Node that runs it'),
  startedAt: z.string(),
  memoryBytes: z.number(),
  packs: z.array(z.string()),
  record: z.object({ version: z.string(), ours: z.boolean().describe('Started by this program') }),
  mirror: z.object({ engine: z.string() }),
  backup: z.object({ at: z.string().nullable(), isSet: z.boolean() }),
  level: Level,
  parts: z.array(PartShown),
  jobs: z.array(JobShown).describe('Those that wait, run or failed, then the last that are done'),
})
export type Operation = z.infer<typeof Operation>

export const operationContract = {
  show: endpoint.route({ method: 'GET', path: '/operation' }).meta({ may: 'operation.see' }).output(Operation),
  retryJob: endpoint
    .route({ method: 'POST', path: '/operation/jobs/{id}/retry' })
    .meta({ may: 'operation.repair' })
    .input(z.object({ id: z.uuid() }))
    .output(JobShown),
}
