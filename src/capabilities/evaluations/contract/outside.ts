import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'
import { FigureQuery, FigureTable } from '#capabilities/indicators/contract.ts'
import { Name, Said } from './words.ts'

const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

export const Finding = z.object({
  about: z.string().trim().min(1).max(300).describe('A target, an indicator, a measure.'),
  finding: Said,
  weight: z.enum(['note', 'weakness', 'fault']),
  recommendation: z.string().trim().max(4000).default(''),
})
export type Finding = z.infer<typeof Finding>

export const ReportShown = z.object({
  id: z.uuid(),
  dated: Day,
  title: z.string(),
  summary: z.string(),
  findings: z.array(Finding),
  hash: z.string(),
  filedAt: z.string(),
  filedBy: z.string().nullable(),
})
export type ReportShown = z.infer<typeof ReportShown>

export const HandoverSummary = z.object({
  id: z.uuid(),
  body: z.string(),
  bodyName: Text,
  purpose: z.string(),
  at: z.string(),
  by: z.string().nullable(),
  hash: z.string(),
  pack: z.string().describe('Hash of the programme whose targets were handed over.'),
  isOfCurrentPlan: z.boolean().describe('False: the plan has been revised since; the old targets stay here.'),
  reports: z.number().int(),
})
export type HandoverSummary = z.infer<typeof HandoverSummary>

export const HandoverDetail = HandoverSummary.extend({
  figures: FigureTable,
  targets: z.array(z.record(z.string(), z.unknown())).describe('Targets as they stood, in the words of the pack.'),
  items: z.array(ReportShown),
  mayReport: z.boolean(),
})
export type HandoverDetail = z.infer<typeof HandoverDetail>

export const outsideContract = {
  handoverList: endpoint
    .route({ method: 'GET', path: '/handovers', summary: 'Figures that were handed to outside bodies, within reach' })
    .meta({ may: 'evaluations.see' })
    .output(z.object({ items: z.array(HandoverSummary) })),
  handoverCreate: endpoint
    .route({
      method: 'POST',
      path: '/handovers',
      summary: 'Freeze figures and targets and hand them to an outside body',
    })
    .meta({ may: 'evaluations.run' })
    .input(z.object({ body: Name.describe('An organisation.'), purpose: Said, query: FigureQuery }))
    .output(z.object({ id: z.uuid(), hash: z.string() })),
  handoverShow: endpoint
    .route({ method: 'GET', path: '/handovers/{id}', summary: 'What was handed over, and the reports on it' })
    .meta({ may: 'evaluations.see' })
    .input(z.object({ id: z.uuid() }))
    .output(HandoverDetail),
  reportFile: endpoint
    .route({ method: 'POST', path: '/handovers/{id}/reports', summary: 'File a dated report with its findings' })
    .meta({ may: 'evaluations.report' })
    .input(
      z.object({
        id: z.uuid(),
        dated: Day,
        title: z.string().trim().min(1).max(300),
        summary: z.string().trim().max(20_000).default(''),
        findings: z.array(Finding).min(1).max(200),
      }),
    )
    .output(z.object({ id: z.uuid(), hash: z.string() })),
}
