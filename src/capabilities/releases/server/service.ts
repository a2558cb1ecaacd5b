// The front door: what other capabilities and the app may call.

export { publishedPeriod } from './declared.ts'
export { publishPopulation } from './publish.ts'
export { type PublishedCell, type PublishedFigures, publishedFigures, toCited } from './published.ts'
