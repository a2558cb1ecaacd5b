import { Decimal } from '#base/decimal.ts'
import type { ReturnDetail, ReturnSummary, SavedReturn } from '#capabilities/returns/contract.ts'
import type { Person } from './person.ts'

/** A return that waits for its last approval, with one value changed by so much. */
export type Waiting = {
  readonly id: string
  readonly enterprise: string
  readonly town: string
  revision: number
  readonly added: string
}

/** Returns of one form and period that stand approved, as many as asked for. */
export async function approvedReturns(
  person: Person,
  { form, period, many }: { form: string; period: string; many: number },
): Promise<ReturnSummary[]> {
  const found: ReturnSummary[] = []
  for (let page = 1; found.length < many; page += 1) {
    const { rows } = await person.get<{ rows: ReturnSummary[] }>(
      `/api/returns?form=${form}&period=${period}&state=approved&page=${page}&pageSize=200`,
    )
    if (rows.length === 0) break
    found.push(...rows.filter(({ town }) => town !== undefined))
  }
  return found.slice(0, many)
}

/** Corrects one value of an approved return and leads it, act by act, to where only the last approval is missing. */
export async function correctUntilApproval(
  person: Person,
  summary: Pick<ReturnSummary, 'id' | 'subject' | 'town'>,
  { indicator, add }: { indicator: string; add: number },
): Promise<Waiting> {
  let shown = await act(person, await shownOf(person, summary.id), 'correct')
  const cells = shown.parts.flatMap(({ lines }) => lines.flatMap((line) => line.cells))
  const typed = cells.filter((cell) => cell.indicator === indicator && cell.derived === undefined && cell.grey !== true)
  const changed = typed
    .filter(({ span }) => span === 'this' || span === 'cumulative')
    .map(({ key, text }) => [key, new Decimal(text === '' ? 0 : text).plus(add).toFixed()] as const)
  if (!changed.some(([key]) => key === `${indicator}:this`)) throw new Error(`${indicator} cannot be typed`)
  const { revision } = await person.send<SavedReturn>('PATCH', `/api/returns/${summary.id}/cells`, {
    revision: shown.revision,
    cells: Object.fromEntries(changed),
  })
  shown = await act(person, { ...(await shownOf(person, summary.id)), revision }, 'submit')
  while (!shown.acts.some(({ act: id }) => id === 'approve')) {
    const next = shown.acts.find(({ act: id }) => id === 'pass')
    if (next === undefined) throw new Error(`return ${summary.id} is ${shown.state} and cannot be approved`)
    shown = await act(person, shown, next.act)
  }
  return {
    id: summary.id,
    enterprise: summary.subject,
    town: summary.town ?? '',
    revision: shown.revision,
    added: String(add),
  }
}

export async function approve(person: Person, waiting: Waiting): Promise<void> {
  const shown = await person.send<ReturnDetail>('POST', `/api/returns/${waiting.id}/acts/approve`, {
    revision: waiting.revision,
  })
  waiting.revision = shown.revision
}

const shownOf = (person: Person, id: string): Promise<ReturnDetail> => person.get<ReturnDetail>(`/api/returns/${id}`)

async function act(person: Person, shown: ReturnDetail, name: string): Promise<ReturnDetail> {
  const open = shown.checks.filter(({ severity, outcome }) => severity === 'soft' && outcome === 'fails')
  const answers =
    name === 'submit' ? { answers: Object.fromEntries(open.map(({ id }) => [id, 'measured and right'])) } : {}
  return person.send<ReturnDetail>('POST', `/api/returns/${shown.id}/acts/${name}`, {
    revision: shown.revision,
    ...answers,
    ...(name === 'correct' ? { reason: 'measuring how fresh figures are' } : {}),
  })
}
