// The front door: what other capabilities and the app may call.

export { refreshDimensions } from './dimensions.ts'
export { askFigures } from './figures.ts'
export { latestPeriods } from './latest.ts'
export { figureOf } from '../rules/figure-cells.ts'
