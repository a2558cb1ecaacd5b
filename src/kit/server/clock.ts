import type { PlainDate } from '#base/plain-date.ts'
import { toPlainDate } from '#base/plain-date.ts'

/** Where the time comes from; tests hand in a clock that stands still. */
export type Clock = {
  /** The present instant. */
  now(): Date
  /** The present date in an IANA time zone. */
  today(timeZone: string): PlainDate
}

const clockFrom = (now: () => Date): Clock => ({ now, today: (timeZone) => toPlainDate(now(), timeZone) })

/** The clock of the machine. */
export const systemClock: Clock = clockFrom(() => new Date())

/** A clock that a test sets and moves. */
export function settableClock(start: Date): Clock & { set(instant: Date): void; advance(milliseconds: number): void } {
  let current = new Date(start)
  return {
    ...clockFrom(() => new Date(current)),
    set(instant) {
      current = new Date(instant)
    },
    advance(milliseconds) {
      current = new Date(current.getTime() + milliseconds)
    },
  }
}
