import { blank, isBlank } from '#base/blank.ts'
import { parseDecimal, toDecimalText } from '#base/decimal.ts'
import { invariant } from '#base/invariant.ts'
import type { PlainDate } from '#base/plain-date.ts'
import type { Text } from '#base/text.ts'
import { createMembership } from '#pack/classes.ts'
import { evaluateCondition, evaluateFormula, type Given } from '#pack/formula/evaluate.ts'
import type { Formula } from '#pack/formula/node.ts'
import { parseFormula } from '#pack/formula/parse.ts'
import { clauseOf, textOf, written } from '#pack/naming.ts'
import type { Programme, ProgrammeStandard } from '#pack/programme.ts'
import { assessRow, type LandGiven, type RowOutcome, standardsFor } from '#pack/standards.ts'
import type { KeptRow, KeptStandardRow, RowAmount } from '../contract/indicators.ts'
import { sayRow } from './row-words.ts'

/** For which ground and which industry rows are drawn, and on which day. */
type DrawQuestion = {
  readonly on: PlainDate
  readonly industry: string
  /** The place, all that contain it, and its base. */
  readonly places: readonly string[]
  readonly use?: string
}

export type Drawn = { readonly standards: readonly ProgrammeStandard[]; readonly rows: readonly KeptRow[] }

/**
 * The rows of the control standards in force: of two that speak of the same, the closer one holds. What depends on place and industry
 * alone is settled here; what depends on the project stays as the standard says it.
 */
export function drawRows(programme: Programme, question: DrawQuestion): Drawn {
  const { on, industry, places, use } = question
  const standards = standardsFor(programme, {
    on,
    industries: [industry],
    places,
    kind: 'control',
    ...(use === undefined ? {} : { use }),
  })
  const given = givenOf(programme, question)
  const named = namesOf(programme)
  const rows: KeptRow[] = []
  for (const standard of standards)
    for (const row of standard.rows) {
      if (rows.some(({ row: taken }) => isSame(taken, row))) continue
      const settled = settle(standard, row, { ...given, named })
      if (settled === undefined) continue
      rows.push({
        row: settled,
        words: sayRow(settled),
        standard: standard.id,
        clause: clauseOf(programme, row.source),
        how: 'stated',
        stated: null,
        reason: null,
      })
    }
  return { standards, rows }
}

type Row = ProgrammeStandard['rows'][number]

/** Two rows speak of the same when they are named alike, or measure the same at the same time. */
function isSame(taken: Pick<Row, 'id' | 'kind' | 'measure' | 'when'>, row: Row): boolean {
  if (taken.id === row.id) return true
  return taken.measure !== undefined && taken.measure === row.measure && timeOf(taken.when) === timeOf(row.when)
}

function timeOf(when: Row['when']): string {
  return 'once' in when ? when.once : Object.keys(when).join()
}

/** What is known before there is a project: where the ground lies and which industry it is for. */
function givenOf(programme: Programme, { industry, places }: DrawQuestion): Given {
  const belongs = createMembership(programme)
  const facts = new Set((programme.land?.facts ?? []).map(({ id }) => id))
  return {
    valueOf: () => blank('not_reported'),
    factOf: (name) => (facts.has(name) ? { holds: undefined } : undefined),
    isIn: (attribute, classes) => {
      if (attribute === 'industry') return belongs([industry], classes)
      return attribute === 'place' || attribute === 'base' || attribute === 'town'
        ? classes.some((one) => places.includes(one))
        : undefined
    },
  }
}

const places = 8

/** The row as it is asked here; undefined when it is not asked here at all. */
function settle(
  standard: ProgrammeStandard,
  row: Row,
  { named, ...given }: Given & { readonly named: (name: string) => Text },
): KeptStandardRow | undefined {
  const { where, ...rest } = row
  const asked = where === undefined ? 'yes' : evaluateCondition(formulaOf(standard, where), given).answer
  if (asked === 'no') return undefined
  const settled: KeptStandardRow = { ...rest, ...(asked === 'yes' ? {} : { where }) }
  const { amount } = row
  if (amount === undefined || !('formula' in amount) || row.unit === undefined) return settled
  const { value, missing } = evaluateFormula(formulaOf(standard, amount.formula), given, {
    unit: row.unit,
    scale: places,
  })
  if (!isBlank(value)) return { ...settled, amount: { value: plain(value.value) } }
  return { ...settled, amount: { ...amount, unknown: [...new Set(missing.map(({ name }) => name))].map(named) } }
}

/** What people call the measures and facts of land; what nobody named stays as it is written. */
function namesOf({ land }: Programme): (name: string) => Text {
  const names = new Map([...(land?.measures ?? []), ...(land?.facts ?? [])].map(({ id, name }) => [id, textOf(name)]))
  return (name) => names.get(name) ?? attributes[name] ?? written(name)
}

const attributes: Readonly<Record<string, Text>> = {
  place: { zh: '所在地区', en: 'the place' },
  town: { zh: '所在镇街', en: 'the town' },
  base: { zh: '所属基地', en: 'the base' },
  industry: { zh: '产业', en: 'the industry' },
}

function plain(text: string): string {
  return toDecimalText(parseDecimal(text))
}

function formulaOf(standard: ProgrammeStandard, text: string): Formula {
  const formula = standard.formulas[text]
  invariant(formula !== undefined, `standard ${standard.id} was checked with its formulas`)
  return formula
}

/** How a kept row stands to what is known of a project: with nothing but the row itself, so also when the pack has long changed. */
export function judgeKept({ row, how }: Pick<KeptRow, 'row' | 'how'>, given: LandGiven, waived = false): RowOutcome {
  if (how === 'left_out') {
    const nothing = blank('not_applicable')
    return { row, answer: 'not_asked', value: nothing, asked: nothing, missing: [] }
  }
  return assessRow({ id: row.id, formulas: formulasOf(row) }, row, given, waived)
}

const known = new WeakMap<KeptStandardRow, Readonly<Record<string, Formula>>>()

function formulasOf(row: KeptStandardRow): Readonly<Record<string, Formula>> {
  const found = known.get(row)
  if (found !== undefined) return found
  const texts = [
    row.measure,
    row.where,
    row.amount !== undefined && 'formula' in row.amount ? row.amount.formula : undefined,
    ...(row.eases ?? []).map(({ when }) => when),
  ].filter((text) => text !== undefined)
  const formulas = Object.fromEntries(texts.map((text) => [text, parseFormula(text)]))
  known.set(row, formulas)
  return formulas
}

/** The rows that are asked: all but those that were left out. */
export function askedRows(rows: readonly KeptRow[]): KeptRow[] {
  return rows.filter(({ how }) => how !== 'left_out')
}

export type Comparison = 'same' | 'stricter' | 'looser' | 'unclear'

/** Whether an amount, in the unit of the row, asks more or less than the one before. What the standard leaves open only becomes stricter. */
export function compareAmounts(kind: KeptStandardRow['kind'], before: RowAmount, after: RowAmount): Comparison {
  if (JSON.stringify(before) === JSON.stringify(after)) return 'same'
  if ('not_stated' in before) return 'not_stated' in after ? 'same' : 'stricter'
  if ('value' in before && 'value' in after) return compareEnds(kind, before.value, after.value)
  if ('low' in before && 'low' in after) return compareRanges(before, after)
  if ('relative' in before && 'relative' in after)
    return compareEnds(kind, before.relative.share ?? '100', after.relative.share ?? '100')
  return 'unclear'
}

function compareEnds(kind: KeptStandardRow['kind'], before: string, after: string): Comparison {
  const more = parseDecimal(after).comparedTo(parseDecimal(before))
  if (more === 0) return 'same'
  if (kind === 'at_least') return more > 0 ? 'stricter' : 'looser'
  if (kind === 'at_most') return more < 0 ? 'stricter' : 'looser'
  return 'unclear'
}

type Range = { readonly low: string; readonly high: string }

function compareRanges(before: Range, after: Range): Comparison {
  const low = parseDecimal(after.low).comparedTo(parseDecimal(before.low))
  const high = parseDecimal(after.high).comparedTo(parseDecimal(before.high))
  if (low === 0 && high === 0) return 'same'
  return low >= 0 && high <= 0 ? 'stricter' : 'looser'
}
