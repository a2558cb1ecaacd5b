import { z } from 'zod'
import { Words } from './values.ts'

/** `sources/<id>.yaml`: a document that values cite. */
export const Source = z.strictObject({
  title: Words,
  number: z.string().min(1).describe('document number').optional(),
  issuer: z
    .union([Words, z.string().min(1)])
    .describe('who issued it')
    .optional(),
  date: z
    .string()
    .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/)
    .describe('when it was issued: a year, month or date')
    .optional(),
  status: z.enum(['published', 'draft', 'excerpt', 'reprint', 'illustrative']).describe('how far it can be relied on'),
  file: z.string().min(1).describe('the file the text was read from').optional(),
  url: z.string().min(1).optional(),
  note: Words.optional(),
})
export type Source = z.output<typeof Source>
