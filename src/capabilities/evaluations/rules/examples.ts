import type { BlankReason } from '#base/blank.ts'
import { Decimal } from '#base/decimal.ts'
import { Problem } from '#base/problem.ts'
import { quantity } from '#base/quantity.ts'
import { createMembership } from '#pack/classes.ts'
import { attributes, findAttribute } from '#pack/formula/attributes.ts'
import type { Given } from '#pack/formula/evaluate.ts'
import { findDoc, getDoc, listDocs } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { ExampleRun } from '#pack/run-examples.ts'
import type { PlainValue } from '#pack/schema/example.ts'
import { isRecord } from '#pack/schema-walk.ts'
import { evaluate } from './evaluate.ts'
import { measuresOf } from './measures.ts'
import type { CheckedScheme, EvaluationShown, GivenBaselines, UnitShown, Units } from './model.ts'
import { showEvaluation } from './shown.ts'

type Fields = Readonly<Record<string, PlainValue>>
type Rows = Readonly<Record<string, Fields>>

/** Runs the examples of evaluations: what the scheme makes of the units, compared with what the pack expects, digit by digit. */
export function runEvaluationExamples(programme: Programme): ExampleRun[] {
  return listDocs(programme, 'examples')
    .filter(({ kind }) => kind === 'evaluation')
    .map((example) => {
      const expected = example.expect as Fields
      const found = fitted(outcomeOrRefusal(example.given as Fields, programme), expected) as Fields
      return { id: example.id, result: same(found, expected) ? 'as_expected' : 'differs', found, expected }
    })
}

/** What was refused is an outcome too: `refused` says by which sentence, or by which code where there is none. */
function outcomeOrRefusal(given: Fields, programme: Programme): Fields {
  try {
    return outcomeOf(given, programme)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { refused: error.issues[0]?.text ?? error.code }
  }
}

/** The result in the words of an example: units with scores and reasons by criterion, grades by group, levers by unit. */
function outcomeOf(given: Fields, programme: Programme): Fields {
  const scheme = getDoc(programme, 'schemes', String(given.scheme))
  const rows = rowsOf(given)
  const shown = showEvaluation(
    evaluate(scheme, unitsOf(rows, scheme, programme), fieldsOf(given.baselines) as GivenBaselines),
  )
  return {
    units: Object.fromEntries(shown.units.map((unit) => [unit.id, wordsOf(unit)])),
    grades: Object.fromEntries(
      shown.groups.map(({ group, grades }) => [
        group,
        Object.fromEntries(grades.map(({ grade, units }) => [grade, String(units)])),
      ]),
    ),
    measures: measuresIn(shown, { scheme, rows, years: fieldsOf(given.years) }),
  }
}

function wordsOf(unit: UnitShown): Fields {
  const { id: _id, scores, quotaGrade, reasons, ...rest } = unit
  const byCriterion = (pick: (score: UnitShown['scores'][number]) => PlainValue) =>
    Object.fromEntries(scores.map((score) => [score.criterion, pick(score)]))
  return {
    ...rest,
    rank: rest.rank === null ? null : String(rest.rank),
    quota_grade: quotaGrade,
    scores: byCriterion(({ score }) => score),
    values: byCriterion(({ value }) => value),
    baselines: byCriterion(({ baseline }) => baseline),
    reasons: byCriterion(({ reason }) => reason),
    because: reasons.map(({ code }) => code),
  }
}

function measuresIn(
  { units }: EvaluationShown,
  { scheme, rows, years }: { scheme: CheckedScheme; rows: Rows; years: Fields },
): Fields {
  return Object.fromEntries(
    units.map(({ id, grade }) => {
      const standing = { grade: grade ?? '', years: Number(years[id] ?? 1) }
      const levers = measuresOf(scheme, standing, givenOf(rows[id] ?? {}, scheme))
      return [
        id,
        Object.fromEntries(levers.map((one) => [one.lever, { value: one.value, amount: one.amount?.value ?? null }])),
      ]
    }),
  )
}

function givenOf(row: Fields, { inputs }: CheckedScheme): Given {
  return {
    valueOf: ({ name }) => {
      const written = row[name]
      const unit = inputs.find(({ id }) => id === name)?.unit ?? 'one'
      return isAmount(written) ? quantity(written, unit) : { blank: (written ?? 'not_reported') as BlankReason }
    },
    factOf: (name) => (typeof row[name] === 'boolean' ? { holds: row[name] } : undefined),
  }
}

/**
 * The units of an example: `line` makes so many, named 1, 2, 3 … from the best to the worst value of one input; `units` names more or
 * says what is different about those; `with` is common to all.
 */
function rowsOf(given: Fields): Rows {
  const common = fieldsOf(given.with)
  const line = fieldsOf(given.line)
  const size = Number(line.units ?? 0)
  const rows = new Map<string, Fields>()
  for (let at = 1; at <= size; at++) rows.set(String(at), { ...common, [String(line.input)]: String(size - at + 1) })
  for (const [id, own] of Object.entries(fieldsOf(given.units)))
    rows.set(id, { ...(rows.get(id) ?? common), ...fieldsOf(own) })
  return Object.fromEntries(rows)
}

/** By column: amounts and reasons of blanks are inputs, yes and no are facts, lists are classes or places that the unit is in. */
function unitsOf(rows: Rows, { inputs }: CheckedScheme, programme: Programme): Units {
  const ids = Object.keys(rows)
  const column = (name: string) => ids.map((id) => rows[id]?.[name])
  const others = new Set(Object.values(rows).flatMap(Object.keys))
  for (const { id } of inputs) others.delete(id)
  const isOfClasses = (name: string) => column(name).some((value) => Array.isArray(value))
  const above = classesAbove(programme)
  const columns = <Value>(names: readonly string[], read: (value: PlainValue | undefined) => Value) =>
    Object.fromEntries(names.map((name): [string, Value[]] => [name, column(name).map(read)]))
  return {
    ids,
    inputs: columns(
      inputs.map(({ id }) => id),
      (value) => (typeof value === 'string' ? value : 'not_reported'),
    ),
    facts: columns(
      [...others].filter((name) => !isOfClasses(name)),
      (value) => (typeof value === 'boolean' ? value : undefined),
    ),
    classes: Object.fromEntries(
      [...others]
        .filter(isOfClasses)
        .map((name) => [name, column(name).map((value) => (Array.isArray(value) ? above(name, value) : undefined))]),
    ),
  }
}

/** All classes, or places, of the programme that somebody of these is in. */
function classesAbove(programme: Programme): (attribute: string, held: readonly PlainValue[]) => string[] {
  const membership = createMembership(programme)
  const all = Object.values(programme.taxonomies).flatMap(({ id, classes }) => classes.map((one) => `${id}/${one.id}`))
  return (attribute, held) => {
    const name = findAttribute(attribute)
    if (name === undefined || attributes[name].over !== 'place')
      return all.filter((one) => membership(held.map(String), [one]))
    const found = new Set(held.map(String))
    // A set grows while it is walked: what lies above is walked too.
    for (const place of found) {
      const above = findDoc(programme, 'places', place)?.parent
      if (above !== undefined) found.add(above)
    }
    return [...found]
  }
}

function fieldsOf(value: PlainValue | undefined): Fields {
  return isRecord(value) ? (value as Fields) : {}
}

const number = /^-?\d+(\.(\d+))?$/

function isAmount(value: PlainValue | undefined): value is string {
  return typeof value === 'string' && number.test(value)
}

/** What was found of what is expected: the same keys, numbers at the digits of the expectation. Lists hold at least what is expected. */
function fitted(found: PlainValue | undefined, expected: PlainValue): PlainValue {
  if (isRecord(expected)) {
    const keys = Object.keys(expected).length === 0 ? Object.keys(fieldsOf(found)) : Object.keys(expected)
    return Object.fromEntries(keys.map((key) => [key, fitted(fieldsOf(found)[key], (expected as Fields)[key] ?? null)]))
  }
  if (Array.isArray(expected))
    return Array.isArray(found) ? found.filter((one) => expected.includes(one)) : (found ?? null)
  if (isAmount(found) && isAmount(expected))
    return new Decimal(found).toDecimalPlaces(number.exec(expected)?.[2]?.length ?? 0, Decimal.ROUND_HALF_UP).toFixed()
  return found ?? null
}

function same(found: PlainValue, expected: PlainValue): boolean {
  if (isRecord(found) && isRecord(expected)) {
    const [a, b] = [found as Fields, expected as Fields]
    const keys = new Set([...Object.keys(a), ...Object.keys(b)])
    return [...keys].every((key) => same(a[key] ?? null, b[key] ?? null))
  }
  if (isAmount(found) && isAmount(expected)) return new Decimal(found).eq(expected)
  return JSON.stringify(found) === JSON.stringify(expected)
}
