import { z } from 'zod'
import { Citation, ConditionText, Id, permissionPattern, ref, UnitText, Whole, Words } from './values.ts'

const Permission = z.string().regex(permissionPattern).describe('a permission, <capability>.<verb>')

/** The roles that organisations have in a case. */
export const partyRoles = ['lead', 'assist', 'decide'] as const
export type PartyRole = (typeof partyRoles)[number]

/** The kinds of what is filled in with an act. */
export const fieldTypes = ['text', 'number', 'date', 'share', 'choice'] as const
export type FieldType = (typeof fieldTypes)[number]

/** What conditions of a workflow may ask of the case itself: how many branches wait, were refused, how many sub-cases are open. */
export const caseFacts = ['open_branches', 'refused_branches', 'open_subcases'] as const
export type CaseFactName = (typeof caseFacts)[number]

/** Days before (-3) or after (5, +5) a due date. */
const SignedDays = z
  .string()
  .regex(/^[+-]?\d{1,4}$/)
  .meta({ expects: 'whole', editor: ['integer', 'string'] })
  .describe('days of the kind that the clock counts: -3 is before the due date, 5 or +5 after it, 0 on it')
  .transform(Number)

const Counting = z.enum(['working', 'calendar'])

const Receivers = z
  .array(z.string().min(1))
  .min(1)
  .describe('lead, assist, decide, opener, assignee, or a permission: whoever holds it in reach')

export const WorkflowField = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/)
    .describe('a name that conditions may use: a–z, 0–9 and _'),
  name: Words,
  type: z.enum(fieldTypes).describe('share: a percentage from 0 to 100'),
  unit: UnitText.describe('of a number').optional(),
  choices: z
    .array(z.strictObject({ id: z.string().regex(/^[a-z0-9][a-z0-9_]*$/), name: Words }))
    .min(1)
    .describe('of a choice; a condition asks <field>_is_<choice>')
    .optional(),
  required: z.boolean().optional(),
  note: Words.optional(),
})
export type WorkflowField = z.output<typeof WorkflowField>

export const WorkflowFile = z.strictObject({
  id: Id,
  name: Words,
  required: z.boolean().optional(),
  types: z
    .array(z.string().regex(/^[a-z0-9]{1,8}$/))
    .min(1)
    .describe('endings that are accepted: pdf, docx, jpg …; any by default')
    .optional(),
  max_mb: Whole.describe('of each file').optional(),
  note: Words.optional(),
})
export type WorkflowFile = z.output<typeof WorkflowFile>

const filling = {
  fields: z.array(WorkflowField).min(1).describe('what is filled in with it').optional(),
  files: z.array(WorkflowFile).min(1).describe('what is attached to it').optional(),
}

export const ClockStep = z.strictObject({
  days: SignedDays,
  does: z.string().min(1).describe('notify, or an act'),
  to: Receivers.optional(),
})
export type ClockStep = z.output<typeof ClockStep>

export const BranchOutcome = z.strictObject({
  id: Id,
  name: Words,
  good: z.boolean().describe('false: the branch counts as refused'),
  reason: z.enum(['required', 'optional']).optional(),
  ...filling,
})
export type BranchOutcome = z.output<typeof BranchOutcome>

export const WorkflowBranch = z.strictObject({
  id: Id,
  name: Words,
  may: Permission,
  unit: z
    .union([
      z.strictObject({
        party: z.enum(partyRoles),
        each: z.boolean().describe('true: one branch for each organisation of the party').optional(),
      }),
      z.strictObject({ organisations: z.array(ref('organisations')).min(1) }),
    ])
    .describe('who works on it'),
  outcomes: z.array(BranchOutcome).min(1).describe('an outcome is the act <branch>.<outcome>'),
  days: Whole.describe('its own time from entering the state').optional(),
  count: Counting.optional(),
  on_expiry: z.string().min(1).describe('notify, or one of its outcomes').optional(),
  steps: z.array(ClockStep).min(1).optional(),
  note: Words.optional(),
})
export type WorkflowBranch = z.output<typeof WorkflowBranch>

export const WorkflowState = z.strictObject({
  id: Id,
  name: Words,
  final: z.boolean().optional(),
  branches: z.array(WorkflowBranch).min(1).describe('what several units do at once while the case is here').optional(),
  note: Words.optional(),
})
export type WorkflowState = z.output<typeof WorkflowState>

export const WorkflowAct = z.strictObject({
  id: Id,
  name: Words,
  from: z.array(Id).min(1),
  to: Id,
  may: Permission.describe('the permission it needs'),
  party: z
    .enum([...partyRoles, 'opener'])
    .describe('only the units of that party, or the person who opened the case')
    .optional(),
  reason: z.enum(['required', 'optional']).optional(),
  requires: z.array(ConditionText).describe('what must hold before it').optional(),
  ...filling,
  bulk: z.boolean().describe('may be done for many cases at once').optional(),
  aside: z.literal(true).describe('may be done, but no case waits for it: it puts nothing on a desk').optional(),
  opens: ref('workflows').describe('a sub-case by that workflow').optional(),
  note: Words.optional(),
})
export type WorkflowAct = z.output<typeof WorkflowAct>

export const WorkflowClock = z.strictObject({
  id: Id,
  name: Words,
  starts: z
    .union([
      z.strictObject({ state: Id }),
      z.strictObject({ act: Id }),
      z.strictObject({ due: z.literal(true) }),
      z.literal('due'),
    ])
    .transform((start): { state: string } | { act: string } | { due: true } =>
      start === 'due' ? { due: true } : start,
    )
    .describe('when it starts: on entering a state, with an act, or at the due date'),
  days: Whole,
  count: Counting,
  stops: z.array(Id).describe('states in which it no longer runs; by default the final ones').optional(),
  pauses: z
    .array(Id)
    .min(1)
    .describe('states whose days do not count: the due date moves by as many days of its kind')
    .optional(),
  extends: z
    .strictObject({
      at_most_days: Whole.describe('all extensions together, in days of its kind').optional(),
      times: Whole.describe('how often').optional(),
      may: Permission.describe('instead of workflows.extend').optional(),
    })
    .describe('how far it may be extended; without it as often as needed')
    .optional(),
  on_expiry: z.string().min(1).describe('what happens when it runs out: an act, or a notice').optional(),
  steps: z.array(ClockStep).min(1).describe('what happens before and after the due date').optional(),
})
export type WorkflowClock = z.output<typeof WorkflowClock>

export const WorkflowAnnouncement = z.strictObject({
  on: z.string().min(1).describe('an act, a state, a branch, or a clock that runs out'),
  to: Receivers,
  by: z.array(z.enum(['app', 'mail', 'webhook'])).min(1),
})
export type WorkflowAnnouncement = z.output<typeof WorkflowAnnouncement>

/** `workflows/<id>.yaml`: states, acts, clocks. The state of a case is computed from the list of its acts. */
export const Workflow = z.strictObject({
  name: Words,
  subject: z.string().min(1).describe('what moves through it: return, project …'),
  parties: z
    .array(z.enum(partyRoles))
    .min(1)
    .describe('the parties that its cases have besides whoever opened them')
    .optional(),
  initial: Id,
  states: z.array(WorkflowState).min(1),
  acts: z.array(WorkflowAct).min(1),
  clocks: z.array(WorkflowClock).optional(),
  announces: z.array(WorkflowAnnouncement).min(1).optional(),
  subcases: z
    .array(ref('workflows'))
    .min(1)
    .describe('workflows of cases that may be opened beneath; a workflow may name itself')
    .optional(),
  note: Words.optional(),
  source: Citation.optional(),
})
export type Workflow = z.output<typeof Workflow>
