import { z } from 'zod'
import { Citation, Words } from './values.ts'

/** Anything YAML can say; an example's kind decides what it must be. */
export const Plain: z.ZodType<PlainValue> = z.lazy(() =>
  z.union([z.string(), z.boolean(), z.null(), z.array(Plain), z.record(z.string(), Plain)]),
)
export type PlainValue = string | boolean | null | PlainValue[] | { [key: string]: PlainValue }

/** `examples/<id>.yaml`: a situation and what must come out of it. Runs with the tests. */
export const Example = z.strictObject({
  name: Words,
  kind: z.enum([
    'formula',
    'condition',
    'check',
    'target_path',
    'working_days',
    'workflow',
    'crosswalk',
    'unit',
    'duty',
    'slip',
    'evaluation',
    'standard',
    'land_rule',
  ]),
  given: z.record(z.string(), Plain).describe('the situation'),
  expect: z.record(z.string(), Plain).describe('what must come out of it'),
  note: Words.optional(),
  source: Citation.optional(),
})
export type Example = z.output<typeof Example>
