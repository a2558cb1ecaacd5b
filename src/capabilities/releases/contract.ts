import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'
import { suppressionReasons } from './rules/sensitivity.ts'

const Id = z.string().min(1).max(100)

/** Which edition a figure was taken from. */
export const ReleaseCited = z.object({
  id: z.uuid().describe('The edition.'),
  release: Id,
  name: Text,
  period: z.string(),
  edition: z.number().int(),
  publishedAt: z.string(),
})
export type ReleaseCited = z.infer<typeof ReleaseCited>

export const Edition = ReleaseCited.extend({
  publishedBy: z.string().nullable(),
  asOf: z.string().describe('What was known at this moment.'),
  shown: z.number().int(),
  suppressed: z.number().int(),
  isLatest: z.boolean(),
})
export type Edition = z.infer<typeof Edition>

export const ReleaseParameters = z.object({
  frequency: z.number().int(),
  dominance: z.object({ units: z.number().int(), percent: z.number() }),
  pPercent: z.number(),
})

/** A release as the pack declares it, with the periods that could be published. */
export const DeclaredRelease = z.object({
  release: Id,
  name: Text,
  note: Text.nullable(),
  source: z.string(),
  indicators: z.array(z.object({ id: Id, name: Text, unit: z.string(), scale: z.number().int() })),
  tables: z.array(z.array(z.object({ grouping: z.string(), name: Text }))),
  parameters: ReleaseParameters,
  periods: z
    .array(z.object({ period: z.string(), editions: z.number().int() }))
    .describe('Those with values, the latest first.'),
})
export type DeclaredRelease = z.infer<typeof DeclaredRelease>

export const ReleasedCell = z.object({
  cell: z
    .string()
    .describe('What is asked of its respondents, such as `industry=plan-fields/emerging&place=kite`; empty for all.'),
  names: z.array(Text),
  amounts: z
    .array(z.string().nullable())
    .describe('One for each indicator; null where suppressed or where nobody reports.'),
  reasons: z.array(z.enum(suppressionReasons).nullable()),
})
export type ReleasedCell = z.infer<typeof ReleasedCell>

export const ReleasedTable = z.object({
  indicators: z.array(z.object({ id: Id, name: Text, unit: z.string(), scale: z.number().int() })),
  cells: z.array(ReleasedCell),
})
export type ReleasedTable = z.infer<typeof ReleasedTable>

const Asked = z.object({ release: Id, period: z.string().max(10) })

export const releasesContract = {
  list: endpoint
    .route({ method: 'GET', path: '/releases', summary: 'What may be published, and what has been' })
    .meta({ may: 'indicators.see' })
    .output(z.object({ declared: z.array(DeclaredRelease), editions: z.array(Edition), synthetic: z.boolean() })),
  get: endpoint
    .route({ method: 'GET', path: '/releases/{id}', summary: 'One edition with its cells' })
    .meta({ may: 'indicators.see' })
    .input(z.object({ id: z.uuid() }))
    .output(
      z.object({ edition: Edition, parameters: ReleaseParameters, table: ReleasedTable, synthetic: z.boolean() }),
    ),
  preview: endpoint
    .route({
      method: 'GET',
      path: '/releases/{release}/periods/{period}',
      summary: 'What a publication would show and suppress',
    })
    .meta({ may: 'releases.publish' })
    .input(Asked)
    .output(
      z.object({
        release: Id,
        name: Text,
        period: z.string(),
        edition: z.number().int().describe('The number it would have.'),
        shown: z.number().int(),
        suppressed: z.number().int(),
        isNew: z.boolean().describe('False: nothing has changed since the last edition.'),
        table: ReleasedTable,
      }),
    ),
  publish: endpoint
    .route({
      method: 'POST',
      path: '/releases',
      summary: 'Publish a release for a period; what is published stays as it is',
    })
    .meta({ may: 'releases.publish' })
    .input(Asked.extend({ edition: z.number().int().min(1).describe('The number that the preview named.') }))
    .output(Edition),
}
