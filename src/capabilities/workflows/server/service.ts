// The front door of workflows: what other capabilities may call.
export {
  type ActToPerform,
  type Case,
  type CaseHouse,
  type CaseView,
  caseOf,
  type Extension,
  extendClock,
  findCase,
  findCaseOf,
  findWorkflow,
  frameOf,
  getWorkflow,
  listRunningClocks,
  type NewCase,
  openCase,
  openCases,
  performAct,
  resourceOf,
} from './cases.ts'
export { wayTo } from '../rules.ts'
export { expireClocks } from './expiry.ts'
export { type NewNotice, noticesAbout, notify, settleNotices } from './notices.ts'
export { caseDetailOf } from './present.ts'
