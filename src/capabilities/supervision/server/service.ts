// The front door of supervision: what other capabilities and the app may call.
export { listBodies } from './bases.ts'
export { issueByRule } from './slip-clock.ts'
export { askByRhythm } from './information.ts'
export { adoptTasks } from './adopt.ts'
