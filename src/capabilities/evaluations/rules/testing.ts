import { checkSchemeFile } from '#pack/scheme-file.ts'
import type { ProblemIssue } from '#base/problem.ts'
import { evaluate } from './evaluate.ts'
import type {
  CheckedScheme,
  EvaluationShown,
  FactColumn,
  GivenBaselines,
  InputColumn,
  UnitShown,
  Units,
} from './model.ts'
import { showEvaluation } from './shown.ts'

/** A scheme written in a test; what is wrong with it fails the test. */
export function schemeOf(text: string): CheckedScheme {
  const { scheme, problems } = checkSchemeFile({ path: 'schemes/tested.yaml', text })
  if (scheme === undefined) throw new Error(JSON.stringify(problems, null, 1))
  return scheme
}

/** What is wrong with a scheme, each as `line text found`. */
export function faultsOf(text: string): string[] {
  const { problems } = checkSchemeFile({ path: 'schemes/tested.yaml', text })
  return problems.map(({ where, text: said, found = '' }: ProblemIssue) =>
    `${where.split(':')[1]} ${said} ${found}`.trim(),
  )
}

export type Row = Readonly<Record<string, string | boolean>>

/** Units written one by one: amounts as text, reasons of blanks as words, facts as yes or no. */
export function unitsOf(rows: Readonly<Record<string, Row>>): Units {
  const ids = Object.keys(rows)
  const names = [...new Set(Object.values(rows).flatMap(Object.keys))]
  const column = (name: string) => ids.map((id) => rows[id]?.[name])
  const isFact = (name: string) => column(name).some((value) => typeof value === 'boolean')
  const inputs = names
    .filter((name) => !isFact(name))
    .map((name): [string, InputColumn] => [
      name,
      column(name).map((value) => (value as string | undefined) ?? 'not_reported'),
    ])
  const facts = names.filter(isFact).map((name): [string, FactColumn] => [name, column(name) as boolean[]])
  return { ids, inputs: Object.fromEntries(inputs), facts: Object.fromEntries(facts) }
}

/** The whole result of a scheme over units, as it would be kept. */
export function resultOf(
  scheme: string,
  rows: Readonly<Record<string, Row>>,
  given: GivenBaselines = {},
): EvaluationShown {
  return showEvaluation(evaluate(schemeOf(scheme), unitsOf(rows), given))
}

/** One unit of a result. */
export function unitIn({ units }: EvaluationShown, id: string): UnitShown {
  const found = units.find((unit) => unit.id === id)
  if (found === undefined) throw new Error(`there is no unit ${id}`)
  return found
}

export const roundedTo = (places: number, text: string | null | undefined) => Number(text ?? 'NaN').toFixed(places)

const words = (zh: string) => `{ zh: ${zh}, en: ${zh} }`

/** A small scheme over one input, `x`, and one criterion of the same name; parts are replaced by what the test is about. */
export function smallScheme(parts: Readonly<Record<string, string>> = {}): string {
  const usual = {
    total: '100',
    inputs: `[{ id: x, name: ${words('x')}, unit: one, domain: administrative }]`,
    groups: `[{ id: all, name: ${words('all')}, weights: { c: 100 } }]`,
    criteria: `[${criterion({})}]`,
    ranking: '{ ties: [], still_tied: better }',
    grades: '[A 20 floor, rest B]',
    quota: '{ borders: each, counted: all, back_fill: false }',
    source: 'invented 1',
  }
  const all = {
    name: words('tested'),
    status: 'illustrative',
    subject: 'enterprise',
    period: 'year',
    ...usual,
    ...parts,
  }
  return Object.entries(all)
    .filter(([, text]) => text !== '')
    .map(([key, text]) => `${key}: ${key === 'grades' ? gradesOf(text) : text}`)
    .join('\n')
}

/** `[A 20 floor, rest B, D 5 ceil]` in the words of the pack language; anything else as it is. */
function gradesOf(text: string): string {
  if (text.includes('{')) return text
  const grades = text
    .slice(1, -1)
    .split(', ')
    .map((one) => {
      const [first = '', second = '', third = ''] = one.split(' ')
      if (first === 'rest') return `{ id: ${second}, name: ${words(second)}, rest: true }`
      if (first === 'outside') return `{ id: ${second}, name: ${words(second)}, outside: true }`
      if (second === 'from') return `{ id: ${first}, name: ${words(first)}, at_least: ${third} }`
      if (second === '') return `{ id: ${first}, name: ${words(first)} }`
      return `{ id: ${first}, name: ${words(first)}, share: ${second}, whole: ${third} }`
    })
  return `[${grades.join(', ')}]`
}

/** A criterion in the words of the pack language. */
export function criterion(parts: Readonly<Record<string, string>>): string {
  const usual = {
    id: 'c',
    is: 'x',
    unit: 'one',
    better: 'higher',
    baseline: '{ kind: fixed, value: 100 }',
    score: '{ kind: ratio }',
    negative: 'zero',
    blank: '{ missing: zero }',
  }
  const all: Record<string, string> = { name: words('c'), ...usual, ...parts }
  return `{ ${Object.entries(all)
    .filter(([, text]) => text !== '')
    .map(([key, text]) => `${key}: ${text}`)
    .join(', ')} }`
}

/** So many units in a line: u001 has the largest `x`. */
export function lineOf(count: number, more: (at: number) => Row = () => ({})): Record<string, Row> {
  const ids = Array.from({ length: count }, (_, at) => `u${String(at + 1).padStart(3, '0')}`)
  return Object.fromEntries(ids.map((id, at) => [id, { x: String(count - at), ...more(at + 1) }]))
}
