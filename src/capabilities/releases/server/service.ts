// The front door: what other capabilities and the app may call.

export { publishedPeriod } from './declared.ts'
export { publishPopulation } from './publish.ts'
export {
  type Asking,
  type Published,
  type PublishedCell,
  type PublishedFigures,
  publishedFigures,
  toCited,
} from './published.ts'
export type { StoredEdition } from './store.ts'
