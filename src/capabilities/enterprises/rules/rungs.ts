import type { RungStay } from '../contract.ts'

/** What a stay on a rung says, without who said it when. */
export type Stay = Pick<RungStay, 'rung' | 'from' | 'to' | 'reason' | 'endReason'>

export type StayRefusal =
  | { readonly code: 'import.ends_before_it_begins'; readonly found: string; readonly expected: string }
  | { readonly code: 'enterprises.rung_already'; readonly found: string; readonly expected: string }

/** Two stays that say the same, on whatever ground. */
export function stayKey({ rung, from, to }: Pick<Stay, 'rung' | 'from' | 'to'>): string {
  return `${rung} ${from} ${to ?? ''}`
}

/** Whether a stay fits beside the others: an enterprise stands on a rung once at a time, on other rungs as it may. */
export function checkStay(stay: Stay, others: readonly Stay[]): StayRefusal | undefined {
  const { rung, from, to } = stay
  if (to !== null && to <= from) return { code: 'import.ends_before_it_begins', found: to, expected: `> ${from}` }
  const meeting = others.find(
    (other) => other.rung === rung && (to === null || other.from < to) && (other.to === null || from < other.to),
  )
  return meeting === undefined
    ? undefined
    : { code: 'enterprises.rung_already', found: rung, expected: `${meeting.from} – ${meeting.to ?? ''}`.trim() }
}

/** The rungs it stands on on a day, in the order of their addresses. */
export function rungsOn(stays: readonly Stay[], day: string): string[] {
  return stays
    .filter(({ from, to }) => from <= day && (to === null || day < to))
    .map(({ rung }) => rung)
    .sort()
}

/** That from a day on it stands on these rungs and no others. */
export type RungsAsked = { readonly rungs: readonly string[]; readonly day: string; readonly ground: string }

/**
 * The stays when from a day on exactly these rungs hold: others end there, missing ones begin there. What began on that very day and is
 * not named is taken back.
 */
export function stayOnly(
  stays: readonly Stay[],
  { rungs, day, ground }: RungsAsked,
): { readonly stays: Stay[] } | { readonly refused: StayRefusal } {
  const standing = new Set(rungsOn(stays, day))
  const named = new Set(rungs)
  const kept = stays.flatMap((stay): Stay[] => {
    const holds = stay.from <= day && (stay.to === null || day < stay.to)
    if (!holds || named.has(stay.rung)) return [stay]
    return stay.from === day ? [] : [{ ...stay, to: day, endReason: ground }]
  })
  for (const rung of rungs.filter((each) => !standing.has(each))) {
    const stay = { rung, from: day, to: null, reason: ground, endReason: null }
    const refused = checkStay(stay, kept)
    if (refused !== undefined) return { refused }
    kept.push(stay)
  }
  return { stays: kept }
}
