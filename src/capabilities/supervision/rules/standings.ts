import type { StandingShown } from '../contract/bases.ts'

export type StandingState = StandingShown['state']

/** What the programme says of an item of a place. */
export type StatedStanding = { readonly stands: boolean | 'not_stated'; readonly since?: string | undefined }

/** What was recorded by an act. */
export type RecordedStanding = {
  readonly number: number
  readonly state: Exclude<StandingState, 'not_stated'>
  readonly since: string
}

/** Where an item stands: the last act counts before the programme; of neither, it is not stated. */
export function standingOf(
  stated: StatedStanding | undefined,
  recorded: readonly RecordedStanding[],
): { readonly state: StandingState; readonly since: string | null; readonly isFrom: StandingShown['isFrom'] } {
  const last = recorded.toSorted((a, b) => a.number - b.number).at(-1)
  if (last !== undefined) return { state: last.state, since: last.since, isFrom: 'record' }
  if (stated === undefined) return { state: 'not_stated', since: null, isFrom: 'nothing' }
  const state = stated.stands === 'not_stated' ? 'not_stated' : stated.stands ? 'stands' : 'missing'
  return { state, since: stated.since ?? null, isFrom: 'pack' }
}
