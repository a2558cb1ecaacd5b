import type { PlainDate } from '#base/plain-date.ts'
import type { Programme } from '#pack/programme.ts'
import type { Acts } from './acts.ts'
import type { Clock } from './clock.ts'
import type { RecordStore } from './db.ts'
import type { Facts } from './facts.ts'
import type { Files } from './files.ts'
import type { Jobs } from './jobs.ts'
import type { Log } from './log.ts'
import type { Looks } from './looks.ts'
import type { Metrics } from './metrics.ts'
import type { Settings } from './settings.ts'
import type { Uses } from './uses.ts'
import type { Watch } from './watch.ts'

/** The programme with the content hash it is stored under. */
export type ProgrammeInForce = Programme & { readonly hash: string }

/** What every capability receives: the engines and techniques of the house, and the programme it runs. */
export type House = {
  readonly settings: Settings
  /** PostgreSQL: what happened. */
  readonly record: RecordStore
  /** The mirror: what can be recomputed from the record. */
  readonly facts: Facts
  /** The programme in force; an upgrade changes the answer, so ask each time. */
  readonly programme: () => ProgrammeInForce
  readonly acts: Acts
  readonly jobs: Jobs
  readonly files: Files
  readonly metrics: Metrics
  /** How every part of the house is. */
  readonly watch: Watch
  /** Who takes out what, counted by day. */
  readonly uses: Uses
  /** Who looked at values of single respondents and data of people. */
  readonly looks: Looks
  readonly clock: Clock
  readonly log: Log
}

/** The present date where the programme is. */
export function todayOf(house: Pick<House, 'programme' | 'clock'>): PlainDate {
  return house.clock.today(house.programme().timeZone)
}
