import { z } from 'zod'
import { Claim, ref, Words } from './values.ts'

/** `contradictions/<id>.yaml`: where sources disagree; both stand, side by side. */
export const Contradiction = z.strictObject({
  name: Words,
  about: z.union([Words, z.string().min(1)]),
  statements: z.array(z.union([ref('statements'), Claim])).min(2),
  note: Words.optional(),
})
export type Contradiction = z.output<typeof Contradiction>
