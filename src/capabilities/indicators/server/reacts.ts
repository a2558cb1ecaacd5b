import type { House } from '#kit/server/house.ts'
import { refreshDimensions } from './dimensions.ts'

const registerActs = [
  'enterprises.created',
  'enterprises.edited',
  'enterprises.imported',
  'enterprises.import_undone',
  'enterprises.rung_entered',
  'enterprises.rung_ended',
  'enterprises.rung_withdrawn',
  'population.loaded',
]

/** Who is expected to report, and who stands on which rung, follows the register. */
export function indicatorsReacts(house: House): void {
  for (const act of registerActs) house.acts.onAct(act, 'indicators.dimensions', () => refreshDimensions(house))
}
