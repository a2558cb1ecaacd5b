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
export { type Assignment, assignCase } from './assign.ts'
export { type CasesAsked, type DeskAsked, deskOf, listCases } from './desk.ts'
export { type CaseFile, listCaseFiles, openCaseFile } from './files.ts'
export { type Announcement, announce } from './messages.ts'
export { expireClocks, redateCases } from './expiry.ts'
export { type NewNotice, noticesAbout, notify, settleNotices } from './notices.ts'
export {
  act,
  type Acting,
  actTo,
  type AskedAct,
  type Deadline,
  deadlineClock,
  deadlineOf,
  fieldsFor,
  filesFor,
  openOwned,
  type OwnedOpening,
  stateName,
  viewOf,
} from './owned.ts'
export { type Moved, ownSubject, type SubjectOwner } from './owners.ts'
export { caseDetailOf } from './present.ts'
export { lightOf } from '../rules/clocks.ts'
export { isFinal, wayTo } from '../rules/state.ts'
export type { CaseClock, CaseState, Parties, Truth } from '../rules/model.ts'
