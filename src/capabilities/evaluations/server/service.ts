// The front door: what other capabilities and the app may call.

export type { Frozen, KeptUnit } from './model.ts'
export { type Rerun, rerunSealed, sealResult } from './sealed.ts'
export { releasedGrades } from './released-grades.ts'
