import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'
import { Day, FileShown, Id, Moved, Name, Named, Paging, Performed, Said, Version } from './words.ts'

export const SlipLevel = z.object({
  id: Name,
  name: Text,
  colour: z.string().describe('blue, yellow, orange or red, as the pack says.'),
  days: z.number().int().nullable().describe('Days to reply; null: whoever issues it says until when.'),
  count: z.enum(['working', 'calendar']).nullable(),
  to: z.array(z.enum(['lead', 'assist', 'leader'])),
  may: z.boolean().describe('Whether I may issue it by hand.'),
  next: Name.nullable().describe('The level that follows when it is not met.'),
  when: z.string().nullable().describe('The condition under which it is issued by rule; null: by hand alone.'),
  byHand: Text.nullable().describe('When it is issued by hand.'),
})
export type SlipLevel = z.infer<typeof SlipLevel>

export const SlipSummary = z.object({
  id: Id,
  number: z.string(),
  level: Name,
  levelName: Text,
  colour: z.string(),
  task: Id,
  taskTitle: Text,
  recipient: Named,
  issuedOn: Day,
  deadline: Day,
  originalDeadline: Day,
  isByRule: z.boolean(),
  state: z.string(),
  stateName: Text,
  final: z.boolean(),
  isLate: z.boolean().describe('Not replied by the deadline in force, or replied after it.'),
  met: z.boolean().nullable().describe('Null: not decided.'),
})
export type SlipSummary = z.infer<typeof SlipSummary>

export const SlipDetail = SlipSummary.extend({
  case: Id,
  version: z.number().int(),
  issuer: Text.describe('The body that issues it.'),
  issuedBy: z.string().nullable().describe('Null: issued by rule.'),
  reason: Text.describe('Why it was issued: the light in words, or what was said by hand.'),
  demand: Text.describe('What is asked for.'),
  reply: z
    .object({ at: z.string(), by: z.string().nullable(), text: z.string(), files: z.array(FileShown) })
    .nullable(),
  decision: z.object({ at: z.string(), by: z.string().nullable(), met: z.boolean(), reason: z.string() }).nullable(),
  withdrawn: z.object({ at: z.string(), by: z.string().nullable(), reason: z.string() }).nullable(),
  escalatedFrom: z.object({ id: Id, number: z.string() }).nullable(),
  escalatedTo: z.object({ id: Id, number: z.string() }).nullable(),
  may: z.object({ reply: z.boolean(), decide: z.boolean(), withdraw: z.boolean() }),
})
export type SlipDetail = z.infer<typeof SlipDetail>

export const slipsContract = {
  slipLevels: endpoint
    .route({
      method: 'GET',
      path: '/supervision/slip-levels',
      summary: 'Levels of slips, and when they are issued by rule',
    })
    .meta({ may: 'supervision.see' })
    .input(z.object({}))
    .output(z.object({ levels: z.array(SlipLevel), mayIssue: z.boolean() })),
  slipList: endpoint
    .route({ method: 'GET', path: '/supervision/slips', summary: 'Slips within reach, open ones first' })
    .meta({ may: 'supervision.see' })
    .input(
      z.object({
        task: Id.optional(),
        level: Name.optional(),
        unit: Name.optional(),
        open: z.enum(['yes', 'no']).optional(),
        ...Paging,
      }),
    )
    .output(z.object({ total: z.number().int(), items: z.array(SlipSummary) })),
  slipShow: endpoint
    .route({ method: 'GET', path: '/supervision/slips/{id}', summary: 'One slip as the document that was issued' })
    .meta({ may: 'supervision.see' })
    .input(z.object({ id: Id }))
    .output(SlipDetail),
  slipIssue: endpoint
    .route({ method: 'POST', path: '/supervision/slips', summary: 'Issue a slip by hand' })
    .meta({ may: 'supervision.issue' })
    .input(
      z.object({
        task: Id,
        level: Name,
        recipient: Name.optional().describe('By default the first lead unit.'),
        deadline: Day.optional().describe('By default as the level says; needed where it says none.'),
        reason: Said,
        demand: Said,
      }),
    )
    .output(z.object({ id: Id, number: z.string() })),
  slipReply: endpoint
    .route({ method: 'POST', path: '/supervision/slips/{id}/reply', summary: 'Reply to a slip' })
    .meta({ may: 'supervision.reply' })
    .input(z.object({ id: Id, expectedVersion: Version, text: Said, files: z.array(z.uuid()).max(50).default([]) }))
    .output(Moved),
  slipDecide: endpoint
    .route({
      method: 'POST',
      path: '/supervision/slips/{id}/decision',
      summary: 'Met, or not met: then the next level is issued',
    })
    .meta({ may: 'supervision.decide' })
    .input(z.object({ id: Id, expectedVersion: Version, met: z.boolean(), reason: Said }))
    .output(Moved.extend({ next: z.object({ id: Id, number: z.string() }).nullable() })),
  slipWithdraw: endpoint
    .route({
      method: 'POST',
      path: '/supervision/slips/{id}/withdrawal',
      summary: 'Withdraw a slip with a reason; it stays on record',
    })
    .meta({ may: 'supervision.issue' })
    .input(z.object({ id: Id, expectedVersion: Version, reason: Said }))
    .output(Moved),
  slipAct: endpoint
    .route({ method: 'POST', path: '/supervision/slips/{id}/acts/{act}', summary: 'Another step of a slip' })
    .meta({ may: 'supervision.see' })
    .input(z.object({ id: Id, act: Name, ...Performed }))
    .output(Moved.extend({ next: z.object({ id: Id, number: z.string() }).nullable() })),
}
