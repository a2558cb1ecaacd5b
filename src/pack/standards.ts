import { type Blank, blank, isBlank } from '#base/blank.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { invariant } from '#base/invariant.ts'
import { compare, convert, multiply, type Quantity, quantity, subtract } from '#base/quantity.ts'
import { createMembership } from './classes.ts'
import { evaluateCondition, evaluateFormula, type Given, type Missing } from './formula/evaluate.ts'
import type { Formula } from './formula/node.ts'
import { listDocs } from './lookup.ts'
import type { Programme, ProgrammeStandard } from './programme.ts'
import type { StandardRow } from './schema/standard.ts'

/** What is known of a project on a parcel: measures, facts, its industry and place, and figures that move. */
export type LandGiven = Given & {
  /** The figure that a relative row is compared with, in the unit of the row. */
  readonly relativeOf?: (row: StandardRow) => Quantity | Blank
  /** What people found about rows that are words alone. */
  readonly statedOf?: (row: StandardRow) => boolean | undefined
}

/** `not_stated`: the source leaves the amount open, so nobody can say. `not_asked`: the row is not for this project. */
export type RowAnswer = 'met' | 'unmet' | 'unknown' | 'not_stated' | 'not_asked' | 'waived'

/** What a row asks: one amount, or both ends of a range. */
export type Ends = { readonly low?: Quantity; readonly high?: Quantity }
export type Asked = Ends | Blank

/** A row with what it asks, what there is, and how they stand to each other. */
export type RowOutcome = {
  readonly row: StandardRow
  readonly answer: RowAnswer
  readonly value: Quantity | Blank
  readonly asked: Asked
  /** The easing by which less is asked. */
  readonly eased?: string
  /** How much is missing, or too much, in the unit of the row. */
  readonly shortfall?: Quantity
  readonly missing: readonly Missing[]
}

/** Whose rows are judged, with their formulas by text. */
export type RowFormulas = Pick<ProgrammeStandard, 'id' | 'formulas'>

export type StandardOutcome = {
  readonly answer: 'yes' | 'no' | 'unknown'
  readonly rows: readonly RowOutcome[]
  /** Names that were missing for the answer, rows among them. */
  readonly because: readonly string[]
  /** Exceptions that people may decide on, with whether their condition holds. */
  readonly exceptions: readonly { readonly id: string; readonly answer: 'yes' | 'no' | 'unknown' }[]
}

export type StandardQuestion = {
  readonly on: PlainDate
  /** Classes of the industry, `taxonomy/class`; only standards of every industry when left out. */
  readonly industries?: readonly string[]
  /** The place and those that it lies in. */
  readonly places?: readonly string[]
  /** The use of the land, by its id; only standards of every use when left out. */
  readonly use?: string
  readonly kind?: ProgrammeStandard['kind']
}

/** The standards in force for an industry in a place on a day: those that name it before those that hold everywhere. Listings only when asked for. */
export function standardsFor(programme: Programme, question: StandardQuestion): readonly ProgrammeStandard[] {
  const { on, industries = [], places = [], use, kind } = question
  const belongs = createMembership(programme)
  const inForce = listDocs(programme, 'standards').filter((one) => {
    if (kind === undefined ? one.kind === 'listing' : one.kind !== kind) return false
    if ((one.from !== undefined && on < one.from) || (one.to !== undefined && on > one.to)) return false
    if (one.places?.some((place) => places.includes(place)) === false) return false
    if (one.uses !== undefined && (use === undefined || !one.uses.includes(use))) return false
    if (one.not_industries !== undefined && belongs(industries, one.not_industries) === true) return false
    return one.industries === undefined || belongs(industries, one.industries) === true
  })
  const closeness = (one: ProgrammeStandard) =>
    (one.places === undefined ? 0 : 2) + (one.industries === undefined ? 0 : 1)
  return inForce.toSorted((a, b) => closeness(b) - closeness(a))
}

/** How a project stands to a standard: every row, and the answer of the whole. Rows of exceptions that were granted are waived. */
export function assessStandard(
  standard: ProgrammeStandard,
  given: LandGiven,
  granted: readonly string[] = [],
): StandardOutcome {
  const waived = waivedBy(standard, granted)
  const rows = standard.rows.map((row) => assessRow(standard, row, given, waived.has(row.id)))
  const answers = new Map(rows.map(({ row, answer }) => [row.id, answer]))
  const around: Given = {
    ...given,
    factOf: (name) => {
      const answer = answers.get(name)
      return answer === undefined ? given.factOf?.(name) : { holds: holdsOf(answer) }
    },
  }
  const exceptions = (standard.exceptions ?? []).map(({ id, when }) => ({
    id,
    answer: when === undefined ? ('yes' as const) : evaluateCondition(parsed(standard, when), around).answer,
  }))
  if (standard.meets !== undefined) {
    const { answer, because } = evaluateCondition(parsed(standard, standard.meets), around)
    return { answer, rows, because: because.map(({ name }) => name), exceptions }
  }
  const binding = rows.filter(({ row }) => row.nature === 'normative')
  const open = binding.filter((one) => holdsOf(one.answer) === undefined).map(({ row }) => row.id)
  const answer = binding.some((one) => one.answer === 'unmet') ? 'no' : open.length > 0 ? 'unknown' : 'yes'
  return { answer, rows, because: answer === 'unknown' ? open : [], exceptions }
}

function holdsOf(answer: RowAnswer): boolean | undefined {
  return answer === 'unknown' || answer === 'not_stated' ? undefined : answer !== 'unmet'
}

function waivedBy(standard: ProgrammeStandard, granted: readonly string[]): ReadonlySet<string> {
  const ways = (standard.exceptions ?? []).filter(({ id }) => granted.includes(id))
  return new Set(ways.flatMap(({ waives }) => waives ?? standard.rows.map(({ id }) => id)))
}

function parsed(standard: RowFormulas, text: string): Formula {
  const formula = standard.formulas[text]
  invariant(formula !== undefined, `standard ${standard.id} was checked with its formulas`)
  return formula
}

const places = 8
const nothing = blank('not_applicable')

/** How a project stands to one row. */
export function assessRow(standard: RowFormulas, row: StandardRow, given: LandGiven, waived = false): RowOutcome {
  const silent = { row, value: nothing, asked: nothing, missing: [] }
  if (row.where !== undefined) {
    const { answer, because } = evaluateCondition(parsed(standard, row.where), given)
    if (answer === 'no') return { ...silent, answer: 'not_asked' }
    if (answer === 'unknown') return { ...silent, answer: waived ? 'waived' : 'unknown', missing: because }
  }
  if (row.measure === undefined || row.unit === undefined) {
    const stated = given.statedOf?.(row)
    const answer = stated === undefined ? 'unknown' : stated ? 'met' : 'unmet'
    const missing: Missing[] = stated === undefined ? [{ name: row.id, reason: 'not_reported' }] : []
    return { ...silent, answer: waived ? 'waived' : answer, missing }
  }
  const measured = evaluateFormula(parsed(standard, row.measure), given, { unit: row.unit, scale: places })
  const { asked, eased, missing } = askedOf(standard, row, given)
  const outcome = {
    row,
    value: measured.value,
    asked,
    missing: [...measured.missing, ...missing],
    ...(eased === undefined ? {} : { eased }),
  }
  if (waived) return { ...outcome, answer: 'waived' }
  if (row.amount !== undefined && 'not_stated' in row.amount) return { ...outcome, answer: 'not_stated' }
  if (isBlank(measured.value) || isBlank(asked)) return { ...outcome, answer: 'unknown' }
  const shortfall = shortfallOf(measured.value, asked)
  return shortfall === undefined ? { ...outcome, answer: 'met' } : { ...outcome, answer: 'unmet', shortfall }
}

function shortfallOf(value: Quantity, { low, high }: Ends): Quantity | undefined {
  if (low !== undefined && compare(value, low) < 0) return subtract(low, value)
  if (high !== undefined && compare(value, high) > 0) return subtract(value, high)
  return undefined
}

type Wanted = { readonly asked: Asked; readonly eased?: string; readonly missing: readonly Missing[] }

/** What a row asks of this project: its amount, less where an easing holds. */
function askedOf(standard: RowFormulas, row: StandardRow, given: LandGiven): Wanted {
  const { amount, unit = 'one', kind } = row
  if (amount === undefined || 'not_stated' in amount) return { asked: nothing, missing: [] }
  if ('low' in amount)
    return { asked: { low: quantity(amount.low, unit), high: quantity(amount.high, unit) }, missing: [] }
  const whole = wholeOf(standard, row, given)
  if (isBlank(whole.value)) return { asked: whole.value, missing: whole.missing }
  for (const { id, when, share } of row.eases ?? []) {
    const { answer, because } = evaluateCondition(parsed(standard, when), given)
    if (answer === 'unknown') return { asked: blank(because[0]?.reason ?? 'not_reported'), missing: because }
    if (answer === 'yes') return { asked: ends(kind, part(whole.value, share)), eased: id, missing: [] }
  }
  return { asked: ends(kind, whole.value), missing: [] }
}

function ends(kind: StandardRow['kind'], amount: Quantity): Ends {
  if (kind === 'at_least') return { low: amount }
  return kind === 'at_most' ? { high: amount } : { low: amount, high: amount }
}

function part(whole: Quantity, share: string): Quantity {
  return convert(multiply(whole, quantity(share, 'percent')), whole.unit)
}

/** The amount of a row before anything is eased. */
function wholeOf(
  standard: RowFormulas,
  row: StandardRow,
  given: LandGiven,
): { value: Quantity | Blank; missing: readonly Missing[] } {
  const { amount, unit = 'one' } = row
  if (amount !== undefined && 'value' in amount) return { value: quantity(amount.value, unit), missing: [] }
  if (amount !== undefined && 'formula' in amount)
    return evaluateFormula(parsed(standard, amount.formula), given, { unit, scale: places })
  if (amount === undefined || !('relative' in amount)) return { value: nothing, missing: [] }
  const figure = given.relativeOf?.(row) ?? blank('not_reported')
  if (isBlank(figure)) return { value: figure, missing: [{ name: row.id, reason: figure.blank }] }
  const share = amount.relative.share
  return { value: share === undefined ? convert(figure, unit) : part(convert(figure, unit), share), missing: [] }
}
