import type { Person } from '../e2e/person.ts'

/** What a client was told about one return, and what it asked last without hearing the end of it. */
export type KnownReturn = {
  readonly id: string
  revision: number
  version: number
  state: string
  approvedVersion: number | undefined
  /** Texts of the cells of the version that is being written or was written last. */
  cells: Record<string, string>
  /** Acts of the case as they were acknowledged, oldest first. */
  acts: string[]
  inFlight: string | undefined
}

/** The parts of the answer to `GET /api/returns/{id}` that matter here. */
export type ShownReturn = {
  id: string
  revision: number
  version: number
  state: string
  approvedVersion?: number
  shownVersion: number
  parts: { lines: { cells: { key: string; text: string; last?: string; grey?: boolean; derived?: object }[] }[] }[]
  checks: { id: string; severity: 'hard' | 'soft'; outcome: 'holds' | 'fails' | 'unknown'; reason?: string }[]
  timeline: { act: string; to: string }[]
}

/** The cells that somebody fills in; what is computed of them follows. */
export const filledIn = ({ parts }: ShownReturn) =>
  parts.flatMap(({ lines }) =>
    lines.flatMap(({ cells }) => cells.filter(({ grey, derived }) => grey !== true && derived === undefined)),
  )

export const cellsOf = (shown: ShownReturn): Record<string, string> =>
  Object.fromEntries(filledIn(shown).map(({ key, text }) => [key, text]))

/** What is known of a return as it is shown now. */
export function knownFrom(shown: ShownReturn): KnownReturn {
  return {
    id: shown.id,
    revision: shown.revision,
    version: shown.version,
    state: shown.state,
    approvedVersion: shown.approvedVersion,
    cells: cellsOf(shown),
    acts: shown.timeline.map(({ act }) => act),
    inFlight: undefined,
  }
}

/**
 * What was acknowledged and is not there, or is there and was never asked. An act whose answer was not heard may have happened
 * whole or not at all. Afterwards the ledger holds what is there.
 */
export async function compareReturn(person: Person, known: KnownReturn): Promise<string[]> {
  const shown = await person.get<ShownReturn>(`/api/returns/${known.id}`)
  const now = knownFrom(shown)
  const mayBeNext = known.inFlight !== undefined && now.revision === known.revision + 1
  const faults: string[] = []
  const expect = (what: string, found: unknown, expected: unknown): void => {
    const [a, b] = [JSON.stringify(found), JSON.stringify(expected)]
    if (a !== b)
      faults.push(
        `return ${known.id}: ${what} is ${a}, acknowledged was ${b}${known.inFlight ? ` (in flight: ${known.inFlight})` : ''}`,
      )
  }
  if (!mayBeNext) {
    expect('revision', now.revision, known.revision)
    expect('state', now.state, known.state)
    expect('version', now.version, known.version)
    expect('approved version', now.approvedVersion ?? null, known.approvedVersion ?? null)
    expect('acts', now.acts, known.acts)
    for (const [key, text] of Object.entries(known.cells)) expect(`cell ${key}`, now.cells[key] ?? '', text)
  } else {
    expect('acts before the one in flight', now.acts.slice(0, known.acts.length), known.acts)
    // The case of a return that came with the population is opened with its first act.
    const most = known.acts.length === 0 ? 5 : known.acts.length + 1
    if (now.acts.length > most) faults.push(`return ${known.id}: more acts than were asked for`)
  }
  Object.assign(known, { ...now, id: known.id, inFlight: undefined })
  return faults
}
