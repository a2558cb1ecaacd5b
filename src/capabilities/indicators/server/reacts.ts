import type { House } from '#kit/server/house.ts'
import { refreshDimensions } from './dimensions.ts'

const registerActs = [
  'enterprises.created',
  'enterprises.edited',
  'enterprises.imported',
  'enterprises.import_undone',
  'population.loaded',
]

/** Who is expected to report follows the register. */
export function indicatorsReacts(house: House): void {
  for (const act of registerActs) house.acts.onAct(act, 'indicators.dimensions', () => refreshDimensions(house))
}
