import { z } from 'zod'

/** Why there is no value. A declared zero is a value; a blank is never 0. */
export const blankReasons = [
  'not_reported',
  'not_applicable',
  'suppressed',
  'zero_denominator',
  'not_yet_due',
  'not_released',
] as const

export const BlankReason = z.enum(blankReasons).describe('Why there is no value')
export type BlankReason = z.infer<typeof BlankReason>

export const Blank = z.object({ blank: BlankReason }).describe('No value, and why')
export type Blank = z.infer<typeof Blank>

export function blank(reason: BlankReason): Blank {
  return { blank: reason }
}

export function isBlank<Value>(value: Value | Blank): value is Blank {
  return typeof value === 'object' && value !== null && 'blank' in value
}
