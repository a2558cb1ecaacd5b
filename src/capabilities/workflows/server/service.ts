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
  type NewCase,
  openCase,
  openCases,
  performAct,
  resourceOf,
} from './cases.ts'
export { caseDetailOf } from './present.ts'
