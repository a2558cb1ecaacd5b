// The names of the rules that callers know by this file; each stands in `rules/`.
export { clocksOf, lightOf, nextDue } from './rules/clocks.ts'
export {
  type CaseAct,
  type CaseFacts,
  type ClockFrame,
  extendingAct,
  nearDays,
  type OfferedAct,
  openingAct,
  type Truth,
} from './rules/model.ts'
export { availableActs } from './rules/offers.ts'
export { isFinal, stateAfter, stateOf, wayTo } from './rules/state.ts'
