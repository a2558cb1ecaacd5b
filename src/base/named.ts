import { z } from 'zod'
import { Text } from './text.ts'

/** An id with its name. */
export const Named = z.object({ id: z.string(), name: Text })
export type Named = z.infer<typeof Named>

/** Where a document of the pack says it. */
export const Clause = z
  .object({
    source: z.string(),
    clause: z.string().describe('As the programme writes it, such as III.2.'),
    title: Text,
  })
  .describe('The document and the clause that it was taken from.')
export type Clause = z.infer<typeof Clause>
