import { z } from 'zod'
import { Decision } from '#base/decision.ts'
import { endpoint } from '#base/endpoint.ts'
import { Figure } from '#base/figure.ts'
import { Text } from '#base/text.ts'
import { Id, Name, Named } from './words.ts'

export const ParcelFirm = z.object({
  enterprise: z.object({ id: Id, name: z.string() }),
  area: z.string().nullable().describe('Part of the parcel in m2; null: all of it.'),
  figures: z.array(Figure).nullable().describe('One for each indicator; null: not for this reader.'),
  grade: z
    .object({ run: Id, schemeName: Text, period: z.string(), grade: Text.nullable(), isFinal: z.boolean() })
    .nullable()
    .describe('Of the latest run that was made public; null: none, or not for this reader.'),
})
export type ParcelFirm = z.infer<typeof ParcelFirm>

export const ParcelFirms = z.object({
  day: z.string(),
  period: z.string().nullable().describe('The latest year with figures; null: there is none.'),
  indicators: z.array(Named.extend({ unit: z.string(), scale: z.number().int() })),
  rows: z.array(ParcelFirm),
  left: z.number().int().describe('Firms that are not looked at, since a parcel shows so many at most.'),
  whole: z
    .array(Figure)
    .nullable()
    .describe('Ratios of the sums over all firms; null: there are fewer than two, or one is not for this reader.'),
  maySeeFigures: Decision,
  maySeeGrades: Decision,
})
export type ParcelFirms = z.infer<typeof ParcelFirms>

export const firmsContract = {
  parcelFirms: endpoint
    .route({
      method: 'GET',
      path: '/land/parcels/{id}/firms',
      summary: 'The firms on a parcel with figures per mu and grades, as far as the reader may see them',
    })
    .meta({ may: 'land.see' })
    .input(z.object({ id: Id }))
    .output(ParcelFirms),
  parcelFirmsLineage: endpoint
    .route({
      method: 'GET',
      path: '/land/parcels/{id}/firms/lineage',
      summary: 'The firms behind a ratio of sums of a parcel',
    })
    .meta({ may: 'land.see' })
    .input(z.object({ id: Id, indicator: Name }))
    .output(
      z.object({
        rows: z.array(
          z.object({
            id: z.string(),
            title: z.string(),
            detail: Text,
            value: Figure.shape.value,
            period: z.string(),
            to: z.string(),
          }),
        ),
        total: z.number().int(),
      }),
    ),
}
