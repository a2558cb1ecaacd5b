import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'
import { Amount, Clause, Day, FileShown, Id, Name, Named, Said } from './words.ts'

export const StandingShown = z.object({
  checklist: Name,
  item: Name,
  meant: Text.describe('What is meant.'),
  name: Text,
  state: z.enum(['stands', 'in_progress', 'missing', 'not_stated']),
  since: z.string().nullable().describe('Since when it stands, or is missing; null: not stated.'),
  asOf: z.string().nullable().describe('The day for which the source says it.'),
  document: z.string().nullable(),
  clause: Clause.nullable(),
  references: z
    .array(z.object({ kind: z.string(), id: z.string(), name: Text }))
    .describe('What of the programme it is.'),
  words: Text.nullable(),
  evidence: z.string().nullable(),
  files: z.array(FileShown),
  isFrom: z.enum(['pack', 'record', 'nothing']).describe('From the programme, recorded by an act, or from nowhere.'),
  history: z.array(
    z.object({
      id: Id,
      state: z.enum(['stands', 'in_progress', 'missing']),
      since: z.string().nullable(),
      document: z.string().nullable(),
      words: z.string(),
      at: z.string(),
      by: z.string().nullable(),
    }),
  ),
})
export type StandingShown = z.infer<typeof StandingShown>

export const BaseSheet = z.object({
  base: Named,
  checklists: z.array(Named),
  items: z.array(StandingShown),
  stands: z.number().int(),
  of: z.number().int(),
  complete: z.boolean(),
  may: z.object({ record: z.boolean() }),
})
export type BaseSheet = z.infer<typeof BaseSheet>

export const Post = z.object({
  post: Text,
  holder: Text.nullable().describe('Who holds it, as a post elsewhere; null: not stated.'),
  clause: Clause.nullable(),
})
export const Body = z.object({
  id: Name,
  name: Text,
  kind: z.string(),
  base: Named.nullable(),
  parent: Named.nullable(),
  posts: z.array(Post),
  members: z.array(Named),
  liaison: z.boolean().describe('It names a liaison officer.'),
  from: z.string().nullable(),
  to: z.string().nullable(),
  successors: z.array(Named),
  clause: Clause.nullable(),
})
export type Body = z.infer<typeof Body>

export const MoneyLine = z.object({
  source: Name,
  name: Text,
  period: z.string().nullable(),
  amount: z.string().nullable().describe('Exact decimal; null: not stated.'),
  received: z.string().nullable().describe('What came in, as recorded.'),
  clause: Clause.nullable(),
})
export type MoneyLine = z.infer<typeof MoneyLine>

/** Sums of what is stated, and what is missing of them. */
export const MoneySum = z.object({
  unit: z.string(),
  need: z.string().nullable(),
  needStated: z.number().int(),
  works: z.number().int(),
  bySource: z.array(z.object({ source: Name, name: Text, amount: z.string().nullable(), stated: z.number().int() })),
  gap: z.string().nullable().describe('Need less all sources; null where either is not stated of every work.'),
})
export type MoneySum = z.infer<typeof MoneySum>

export const WorkSummary = z.object({
  id: Name,
  name: Text,
  kind: z.string(),
  kindName: Text,
  base: Named,
  owner: z.array(Named).describe('Empty: not stated.'),
  lead: z.array(Named),
  assist: z.array(Named),
  stage: z.string().describe('planned, preparing, drafted, approved, building, done, stopped or not_stated.'),
  stageName: Text,
  stageOf: z.enum(['pack', 'record']),
  asOf: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  need: z.string().nullable().describe('Sum of what is stated; null: nothing is.'),
  needIsWhole: z.boolean().describe('Whether all of it is stated.'),
  money: z.string().nullable(),
  unit: z.string(),
  milestones: z.number().int(),
  reached: z.number().int(),
  lastProgress: z.object({ on: Day, words: z.string() }).nullable(),
  clause: Clause.nullable(),
  isIllustrative: z.boolean(),
})
export type WorkSummary = z.infer<typeof WorkSummary>

export const WorkDetail = WorkSummary.extend({
  about: Text,
  note: Text.nullable(),
  stageWords: Text.nullable(),
  needs: z.array(z.object({ period: z.string().nullable(), amount: z.string().nullable(), clause: Clause.nullable() })),
  sources: z.array(MoneyLine),
  gap: z.string().nullable().describe('Need less all money; null where either is not wholly stated.'),
  list: z.array(
    z.object({
      id: Name,
      name: Text,
      due: z.string().nullable(),
      reachedOn: Day.nullable(),
      evidence: z.string().nullable(),
      isOverdue: z.boolean(),
      clause: Clause.nullable(),
    }),
  ),
  progress: z.array(
    z.object({
      id: Id,
      on: Day,
      milestone: Name.nullable(),
      stage: z.string().nullable(),
      words: z.string(),
      evidence: z.string().nullable(),
      money: z.object({ source: Name, amount: z.string() }).nullable(),
      at: z.string(),
      by: z.string().nullable(),
    }),
  ),
  targets: z.array(Named),
  tasks: z.array(z.object({ id: Id, number: z.string(), title: Text })),
  may: z.object({ record: z.boolean() }),
})
export type WorkDetail = z.infer<typeof WorkDetail>

export const basesContract = {
  headquarters: endpoint
    .route({
      method: 'GET',
      path: '/supervision/headquarters',
      summary: 'Headquarters, teams, posts and liaison officers',
    })
    .meta({ may: 'supervision.see' })
    .input(z.object({}))
    .output(z.object({ items: z.array(Body) })),
  baseSheets: endpoint
    .route({ method: 'GET', path: '/supervision/bases', summary: 'The seven ones of every base' })
    .meta({ may: 'supervision.see' })
    .input(z.object({}))
    .output(z.object({ items: z.array(BaseSheet) })),
  baseSheetShow: endpoint
    .route({
      method: 'GET',
      path: '/supervision/bases/{base}',
      summary: 'The seven ones of one base with their history, and its bodies',
    })
    .meta({ may: 'supervision.see' })
    .input(z.object({ base: Name }))
    .output(BaseSheet.extend({ bodies: z.array(Body), works: z.array(WorkSummary) })),
  standingRecord: endpoint
    .route({
      method: 'POST',
      path: '/supervision/bases/{base}/standings',
      summary: 'Record what stands now, with its evidence; what was recorded before stays',
    })
    .meta({ may: 'supervision.record' })
    .input(
      z.object({
        base: Name,
        checklist: Name.optional().describe('Needed where a base has more than one.'),
        item: Name,
        state: z.enum(['stands', 'in_progress', 'missing']),
        since: Day,
        document: z.string().trim().max(300).optional(),
        evidence: z.string().trim().max(1000).optional(),
        words: Said,
      }),
    )
    .output(z.object({ id: Id })),
  workList: endpoint
    .route({ method: 'GET', path: '/supervision/works', summary: 'Works with need against money by source' })
    .meta({ may: 'supervision.see' })
    .input(z.object({ base: Name.optional(), kind: Name.optional(), unit: Name.optional() }))
    .output(z.object({ items: z.array(WorkSummary), money: MoneySum, kinds: z.array(Named) })),
  workShow: endpoint
    .route({ method: 'GET', path: '/supervision/works/{id}', summary: 'One work: milestones, money, progress' })
    .meta({ may: 'supervision.see' })
    .input(z.object({ id: Name }))
    .output(WorkDetail),
  workRecord: endpoint
    .route({
      method: 'POST',
      path: '/supervision/works/{id}/progress',
      summary: 'Record progress of a work with its evidence',
    })
    .meta({ may: 'supervision.record' })
    .input(
      z.object({
        id: Name,
        on: Day,
        words: Said,
        milestone: Name.optional().describe('The milestone that was reached.'),
        stage: Name.optional(),
        evidence: z.string().trim().max(1000).optional(),
        money: z.object({ source: Name, amount: Amount }).optional().describe('What came in, in the unit of the work.'),
      }),
    )
    .output(z.object({ id: Id })),
}
