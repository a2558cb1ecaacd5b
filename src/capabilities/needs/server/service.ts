// The front door of needs: what other capabilities and the app may call.
export { type NewNeed, stateNeedsInBulk } from './state.ts'
