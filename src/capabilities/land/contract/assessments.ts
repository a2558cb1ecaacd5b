import { z } from 'zod'
import { Decision } from '#base/decision.ts'
import { endpoint } from '#base/endpoint.ts'
import { AreaShape, Position } from '#base/geo/geometry.ts'
import { Named } from '#base/named.ts'
import { Text } from '#base/text.ts'
import { Day, Id, Name, Paging, Revision, Said } from './words.ts'

/** How an assessment stands on the day it is looked at. */
export const standings = ['holds', 'expiring', 'lapsed', 'replaced', 'not_yet'] as const
export const Standing = z
  .enum(standings)
  .describe('holds; expiring: soon to end; lapsed; replaced by the one that follows; not_yet: approved later.')
export type Standing = z.infer<typeof Standing>

export const AssessmentSummary = z.object({
  id: Id,
  kind: Name,
  kindName: Text,
  name: z.string(),
  place: Named,
  area: z.string().nullable().describe('m2 on the ellipsoid; null where positions are only approximate.'),
  approximate: z.boolean(),
  schematic: z.boolean(),
  synthetic: z.boolean(),
  body: z.string(),
  number: z.string().nullable(),
  approvedOn: Day,
  validUntil: Day.nullable().describe('Last valid day; null where none is stated.'),
  daysLeft: z
    .number()
    .int()
    .nullable()
    .describe('Days after today on which it still holds; null where no end is stated.'),
  standing: Standing,
  uses: z.number().int().describe('How many times somebody drew on it.'),
  case: Id.nullable().describe('The case of its expiry.'),
})
export type AssessmentSummary = z.infer<typeof AssessmentSummary>

export const userKinds = ['project', 'supply', 'enterprise'] as const

export const AssessmentUse = z.object({
  id: Id,
  assessment: Id,
  parcel: Id,
  parcelCode: z.string().nullable().describe('Null for a parcel that the reader does not see.'),
  userKind: z.enum(userKinds),
  name: z.string(),
  enterprise: Id.nullable(),
  supply: Id.nullable(),
  usedOn: Day,
  share: z.string().describe('Share of the parcel that this assessment covers, exact.'),
  note: z.string().nullable(),
  by: z.string(),
  at: z.iso.datetime(),
})
export type AssessmentUse = z.infer<typeof AssessmentUse>

const FileShown = z.object({ id: Id, name: z.string(), bytes: z.number().int(), address: z.string() })

export const AssessmentDetail = AssessmentSummary.extend({
  geometry: AreaShape,
  crs: z.string(),
  unit: Named.nullable(),
  conclusion: z.string().nullable(),
  conditions: z.string().nullable(),
  files: z.array(FileShown),
  replaces: Id.nullable(),
  successor: Id.nullable(),
  ledger: z.array(AssessmentUse).describe('Latest first, at most five hundred.'),
  revision: z.number().int(),
  enteredBy: z.string(),
  enteredAt: z.iso.datetime(),
  may: z.object({ edit: Decision, use: Decision }),
})
export type AssessmentDetail = z.infer<typeof AssessmentDetail>

const Words = z.string().trim().max(4000).nullable()
const Title = z.string().trim().min(1).max(300)

/** What may be put right later; kind, ground and approval stay as they were approved. */
export const AssessmentWords = z.object({
  name: Title,
  body: Title.describe('Who approved it.'),
  unit: Name.nullable().describe('Organisation that answers for it and renews it.'),
  number: z.string().trim().max(200).nullable().describe('Number of the document.'),
  validUntil: Day.nullable(),
  conclusion: Words,
  conditions: Words.describe('What projects that draw on it must keep.'),
  files: z.array(Id).max(50).describe('Documents that were sent before.'),
})
export type AssessmentWords = z.infer<typeof AssessmentWords>

export const AssessmentFields = AssessmentWords.extend({
  kind: Name,
  place: Name,
  geometry: AreaShape,
  crs: z.string().max(40).default('EPSG:4490').describe('Reference system in which it was given.'),
  approximate: z.boolean().default(false),
  schematic: z.boolean().default(false),
  approvedOn: Day,
})
export type AssessmentFields = z.infer<typeof AssessmentFields>

export const coverageAnswers = ['yes', 'partly', 'no', 'unknown'] as const
export const KindCoverage = z.object({
  kind: Name,
  name: Text,
  answer: z.enum(coverageAnswers),
  share: z.string().nullable().describe('Share of the parcel that is covered, exact, rounded down; null: unknown.'),
  missing: z.string().nullable().describe('m2 that nothing covers; null: unknown.'),
  why: z
    .enum(['no_shape', 'approximate', 'approximate_assessment'])
    .nullable()
    .describe('Why it is unknown: the parcel has no shape, or only an approximate one, or the assessment has.'),
  assessments: z.array(z.object({ id: Id, name: z.string(), validUntil: Day.nullable(), synthetic: z.boolean() })),
})
export type KindCoverage = z.infer<typeof KindCoverage>

const Issue = z.object({
  text: z.string(),
  where: z.string(),
  found: z.string().optional(),
  expected: z.string().optional(),
})

export const ReadShapesOfFile = z.object({
  crs: z.object({ code: z.string(), name: Text, approximate: z.boolean() }).nullable(),
  question: z
    .object({
      why: z.enum(['zone', 'order', 'contradiction']),
      choices: z.array(z.object({ crs: z.string(), order: z.enum(['east_first', 'north_first']), name: Text })),
    })
    .nullable(),
  problems: z.array(Issue).describe('Of the file as a whole; with any of them nothing of it can be taken.'),
  notes: z.array(Issue),
  shapes: z.array(
    z.object({
      position: z.number().int(),
      label: z.string(),
      area: z.string().nullable(),
      geometry: AreaShape.nullable().describe('Null where something stands in the way.'),
      drawn: z.array(z.array(z.array(Position))).describe('What can be drawn of one with faults.'),
      faults: z.array(Issue.extend({ at: Position.nullable() })),
    }),
  ),
  left: z.number().int().describe('Shapes beyond those shown.'),
})
export type ReadShapesOfFile = z.infer<typeof ReadShapesOfFile>

export const AssessmentKindShown = z.object({
  id: Name,
  name: Text,
  years: z.number().int().nullable().describe('How long it holds, as the programme says; null: not stated.'),
  words: Text.nullable().describe('What the programme says instead of years.'),
})
export type AssessmentKindShown = z.infer<typeof AssessmentKindShown>

export const assessmentsContract = {
  assessmentList: endpoint
    .route({ method: 'GET', path: '/land/assessments', summary: 'Regional assessments, those that end first on top' })
    .meta({ may: 'land.see' })
    .input(
      z.object({
        kind: Name.optional(),
        place: Name.optional(),
        standing: Standing.optional(),
        text: z.string().max(100).optional().describe('Part of the name or number.'),
        ...Paging,
      }),
    )
    .output(
      z.object({
        total: z.number().int(),
        items: z.array(AssessmentSummary),
        kinds: z.array(AssessmentKindShown),
        mayAdd: Decision,
      }),
    ),
  assessmentShow: endpoint
    .route({ method: 'GET', path: '/land/assessments/{id}', summary: 'One assessment with its ledger of uses' })
    .meta({ may: 'land.see' })
    .input(z.object({ id: Id }))
    .output(AssessmentDetail),
  assessmentAdd: endpoint
    .route({
      method: 'POST',
      path: '/land/assessments',
      summary: 'Enter an assessment; refused with the place of every fault of its shape',
    })
    .meta({ may: 'land.set' })
    .input(AssessmentFields)
    .output(AssessmentDetail),
  assessmentCorrect: endpoint
    .route({ method: 'PUT', path: '/land/assessments/{id}', summary: 'Put right what was entered of an assessment' })
    .meta({ may: 'land.set' })
    .input(z.object({ id: Id, revision: Revision, fields: AssessmentWords }))
    .output(AssessmentDetail),
  assessmentUse: endpoint
    .route({
      method: 'POST',
      path: '/land/assessments/{id}/uses',
      summary: 'Draw on an assessment for a parcel, free of charge; refused where it lapsed or does not cover it',
    })
    .meta({ may: 'land.supply' })
    .input(
      z.object({
        id: Id,
        parcel: Id,
        userKind: z.enum(userKinds),
        name: Title.optional().describe('The project in words; left out for an enterprise of the register.'),
        enterprise: Id.optional(),
        supply: Id.optional(),
        usedOn: Day,
        note: Said.optional(),
      }),
    )
    .output(AssessmentUse),
  coverageShow: endpoint
    .route({
      method: 'GET',
      path: '/land/parcels/{parcel}/coverage',
      summary: 'What is assessed over a parcel, kind by kind, and which uses were made of it',
    })
    .meta({ may: 'land.see' })
    .input(z.object({ parcel: Id, on: Day.optional().describe('Today when left out.') }))
    .output(
      z.object({
        on: Day,
        kinds: z.array(KindCoverage),
        uses: z.array(AssessmentUse.extend({ assessmentName: z.string().nullable(), kindName: Text.nullable() })),
        mayUse: Decision,
      }),
    ),
}
