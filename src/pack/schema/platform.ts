import { z } from 'zod'
import { Citation, ClassRef, DateText, dateRange, ref, Words } from './values.ts'

export const platformKinds = [
  'platform',
  'database',
  'monitoring',
  'testing',
  'research',
  'system',
  'alliance',
] as const
export const platformStates = ['planned', 'building', 'running', 'ended', 'not_stated'] as const
export const dispositions = ['built_here', 'linked', 'tracked'] as const

/** `platforms/<id>.yaml`: a platform or database that a document names, who has it, how far it is. */
export const Platform = z.strictObject({
  name: Words,
  kind: z.enum(platformKinds),
  owner: z
    .union([
      z.strictObject({ organisations: z.array(ref('organisations')).min(1) }),
      z.strictObject({ not_stated: z.literal(true), words: Words.optional() }),
    ])
    .describe('who has it: organisations, or not stated'),
  field: ClassRef.describe('the industry it serves').optional(),
  about: Words.describe('what it is for, in our words'),
  state: z
    .strictObject({ is: z.enum(platformStates), as_of: DateText.optional(), note: Words.optional() })
    .describe('how far it is, as the source says it'),
  disposition: z
    .enum(dispositions)
    .describe(
      'built_here: a page of this house does its work; linked: it is elsewhere and can be reached; tracked: only watched',
    ),
  page: z
    .string()
    .regex(/^\/[a-z0-9/_-]*$/)
    .describe('the page of this house that does its work')
    .optional(),
  link: z
    .string()
    .regex(/^https:\/\/[^\s]+$/)
    .describe('where it can be reached')
    .optional(),
  ...dateRange,
  note: Words.optional(),
  source: Citation,
})
export type Platform = z.output<typeof Platform>
