import { findAttribute } from '../formula/attributes.ts'
import { isFunctionName } from '../formula/node.ts'

/** Whether a name means something of its own in formulas. */
export function isReserved(name: string): boolean {
  return isFunctionName(name) || findAttribute(name) !== undefined || ['and', 'or', 'not', 'in'].includes(name)
}
