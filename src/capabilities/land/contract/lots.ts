import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'
import { Amount, Name } from './words.ts'

/** A class of readiness, as the programme names it. */
export const ReadinessClass = z.object({
  id: Name,
  name: Text,
  words: Text,
  existing: z.boolean().describe('Ground that is built on already.'),
})
export type ReadinessClass = z.infer<typeof ReadinessClass>

export const LandUse = z.object({ id: Name, name: Text, industrial: z.boolean(), newIndustry: z.boolean() })
export type LandUse = z.infer<typeof LandUse>

export const LandWords = z.object({
  readiness: z.array(ReadinessClass).describe('In the order of the programme: the readiest first.'),
  uses: z.array(LandUse),
  blocks: z
    .object({ unit: z.string(), from: z.array(Amount) })
    .nullable()
    .describe('Sizes from which contiguous ground is a block of its own.'),
})
export type LandWords = z.infer<typeof LandWords>

export const lotsContract = {
  landWords: endpoint
    .route({ method: 'GET', path: '/land/words', summary: 'Classes of readiness and uses of land of the programme' })
    .meta({ may: 'land.see' })
    .output(LandWords),
}
