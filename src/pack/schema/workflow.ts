import { z } from 'zod'
import { Citation, ConditionText, Id, permissionPattern, Whole, Words } from './values.ts'

export const WorkflowState = z.strictObject({
  id: Id,
  name: Words,
  final: z.boolean().optional(),
  note: Words.optional(),
})
export type WorkflowState = z.output<typeof WorkflowState>

export const WorkflowAct = z.strictObject({
  id: Id,
  name: Words,
  from: z.array(Id).min(1),
  to: Id,
  may: z.string().regex(permissionPattern).describe('the permission it needs'),
  reason: z.enum(['required', 'optional']).optional(),
  requires: z.array(ConditionText).describe('what must hold before it').optional(),
  note: Words.optional(),
})
export type WorkflowAct = z.output<typeof WorkflowAct>

export const WorkflowClock = z.strictObject({
  id: Id,
  name: Words,
  starts: z
    .union([z.strictObject({ state: Id }), z.strictObject({ due: z.literal(true) }), z.literal('due')])
    .transform((start): { state: string } | { due: true } => (start === 'due' ? { due: true } : start))
    .describe('when it starts: on entering a state, or at the due date'),
  days: Whole,
  count: z.enum(['working', 'calendar']),
  stops: z.array(Id).describe('states in which it no longer runs; by default the final ones').optional(),
  on_expiry: z.string().min(1).describe('what happens when it runs out: an act, or a notice').optional(),
})
export type WorkflowClock = z.output<typeof WorkflowClock>

/** `workflows/<id>.yaml`: states, acts, clocks. The state of a case is computed from the list of its acts. */
export const Workflow = z.strictObject({
  name: Words,
  subject: z.string().min(1).describe('what moves through it: return, project …'),
  initial: Id,
  states: z.array(WorkflowState).min(1),
  acts: z.array(WorkflowAct).min(1),
  clocks: z.array(WorkflowClock).optional(),
  note: Words.optional(),
  source: Citation.optional(),
})
export type Workflow = z.output<typeof Workflow>
