import { z } from 'zod'
import { blankReasons } from '#base/blank.ts'
import { DecimalText } from '#base/decimal.ts'
import { endpoint, holds } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'
import { importContract } from '#capabilities/enterprises/contract.ts'
import { valueStatuses } from './rules/cells.ts'

export const dataDomains = ['statistical', 'administrative', 'declared'] as const
export type DataDomain = (typeof dataDomains)[number]

export const SpanName = z.enum(['this', 'cumulative', 'last_year', 'cumulative_last_year'])

/** One value of one indicator about one subject for one period, with where it came from. */
export const Observation = z.object({
  subjectKind: z.string(),
  subject: z.string(),
  indicator: z.string(),
  span: SpanName,
  period: z.string(),
  value: holds('micro', DecimalText).optional().describe('In the unit of the indicator; absent when blank.'),
  blank: z.enum(blankReasons).optional(),
  status: z.enum(valueStatuses).optional(),
  unit: z.string(),
  domain: z.enum(dataDomains),
  kind: z.string().describe('return, file, withdrawal, reclassification, population, generated or imputation'),
  source: z.string().describe('Id of the return or of the import.'),
  sourceVersion: z.number().int().describe('Version of the return, or line of the file.'),
  batch: z.string(),
  knownAt: z.iso.datetime(),
  by: z.string().describe('Who wrote it, by id.'),
  superseded: z.boolean().describe('A later row took its place.'),
})
export type Observation = z.infer<typeof Observation>

export const MirrorState = z.object({
  ready: z.boolean().describe('False while it is built for the first time.'),
  rebuilding: z.boolean(),
  engine: z.enum(['duckdb', 'postgres']),
  tables: z.array(z.object({ name: z.string(), rows: z.string() })),
  waiting: z.number().int().describe('Batches of the record that it does not hold yet.'),
  applied: z.number().int(),
})
export type MirrorState = z.infer<typeof MirrorState>

export const SeriesCell = z.object({
  period: z.string(),
  value: holds('micro', z.string()).optional(),
  blank: z.string().optional(),
  status: z.string().optional(),
})

export const SubjectSeries = z.object({
  periodKind: z.enum(['month', 'quarter', 'half_year', 'year']),
  indicators: z.array(
    z.object({
      indicator: z.string(),
      name: Text,
      unit: z.string(),
      scale: z.number().int(),
      span: SpanName,
      domain: z.enum(dataDomains),
      cells: z.array(SeriesCell),
    }),
  ),
})
export type SubjectSeries = z.infer<typeof SubjectSeries>

export const observationsContract = {
  subjectShow: endpoint
    .route({
      method: 'GET',
      path: '/observations/{subjectKind}/{subject}',
      summary: 'What is known about one subject, by period; single values',
    })
    .meta({ may: 'observations.see_micro', looks: 'micro' })
    .input(
      z.object({
        subjectKind: z.string().max(64),
        subject: z.string().max(64),
        from: z.string().max(12).optional().describe('First period or year shown.'),
        to: z.string().max(12).optional(),
      }),
    )
    .output(z.array(SubjectSeries)),
  history: endpoint
    .route({
      method: 'GET',
      path: '/observations/{subjectKind}/{subject}/{period}',
      summary: 'Every row ever recorded for a subject and period, newest first',
    })
    .meta({ may: 'observations.see_micro', looks: 'micro' })
    .input(
      z.object({
        subjectKind: z.string().max(64),
        subject: z.string().max(64),
        period: z.string().max(12),
        indicator: z.string().max(64).optional(),
      }),
    )
    .output(z.array(Observation)),
  mirrorShow: endpoint
    .route({ method: 'GET', path: '/observations/mirror', summary: 'How far the mirror is' })
    .meta({ may: 'observations.import' })
    .output(MirrorState),
  imports: importContract('/observations', 'observations.import'),
}
