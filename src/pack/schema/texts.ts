import { z } from 'zod'

/** `texts/zh.yaml`, `texts/en.yaml`: words of the pages that this programme says differently, by text key. */
export const Texts = z.record(z.string().regex(/^[a-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*$/), z.string().min(1))
export type Texts = z.output<typeof Texts>
