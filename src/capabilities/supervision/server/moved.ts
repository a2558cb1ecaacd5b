import type { Actor } from '#base/decision.ts'
import type { Case } from '#capabilities/workflows/server/service.ts'

/** One act that the engine has performed on a case. */
export type MovedCase = {
  readonly before?: Case
  readonly after: Case
  readonly act: string
  readonly actor: Actor
  readonly at: Date
  readonly reason?: string
  readonly fields?: Readonly<Record<string, string>>
  readonly unit?: string
}
