import type { Computed, ComputeTask, Kept, UnitsTold } from './computing.ts'

/** What the thread is asked. */
export type EvaluateTask =
  | ({ readonly kind: 'result' } & ComputeTask)
  | ({ readonly kind: 'stability'; readonly draws: number } & ComputeTask)

/** What it says: units as they are drawn up, and then the end. */
export type Evaluated =
  | { readonly kind: 'units'; readonly units: UnitsTold; readonly done: number; readonly total: number }
  | { readonly kind: 'computed'; readonly computed: Computed }
  | { readonly kind: 'kept'; readonly kept: Kept }
