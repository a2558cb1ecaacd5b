import { z } from 'zod'
import { permissionPattern, ref, Words } from './values.ts'

/** `roles/<id>.yaml`: what a role may do, and how far. */
export const Role = z.strictObject({
  name: Words,
  demo: ref('organisations').describe('where the demo account of this role belongs').optional(),
  administrator: z
    .enum(['system', 'security', 'audit'])
    .describe('one of the three administrators: nobody is two of them, and only two of security together make one')
    .optional(),
  note: Words.optional(),
  permissions: z
    .array(
      z.strictObject({
        may: z.string().regex(permissionPattern).describe('a permission, <capability>.<verb>'),
        scope: z.enum(['all', 'place', 'organisation']),
      }),
    )
    .min(1),
})
export type Role = z.output<typeof Role>
