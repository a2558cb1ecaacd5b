import { blankReasons } from '#base/blank.ts'
import { nearest } from '#base/nearest.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { attributes } from '#pack/formula/attributes.ts'
import { attributesOf, namesOf } from '#pack/formula/dependencies.ts'
import type { CheckedScheme, FactColumn, InputColumn, Units } from './model.ts'

/** A table of units as it stands in a file: a header, and rows with the line they begin on. */
export type UnitRows = {
  readonly header: readonly string[]
  readonly rows: readonly { readonly line: number; readonly values: readonly string[] }[]
}

export type ReadUnits = {
  readonly units: Units
  /** Facts and inputs without a column: no for everybody, or not reported by anybody. */
  readonly assumed: readonly { readonly name: string; readonly as: 'no' | 'not_reported' }[]
  /** Columns that the scheme does not know. */
  readonly ignored: readonly string[]
}

const issuesListed = 100
const yes = new Set(['yes', 'true', '1', '是'])
const no = new Set(['no', 'false', '0', '否'])
const number = /^-?\d+(\.\d+)?$/
const mostCharacters = 40

/**
 * Units from a table with one unit a row. Columns are named as the inputs and facts of the scheme, the attributes that its conditions
 * ask (`above_scale`, `industry`: classes parted by spaces) and `id`; without `id` the first other column names the unit. An empty cell was not
 * reported, or is not known; a reason of a blank may stand instead of a number. What criteria and groups read must have a column.
 * @throws Problem invalid_input with line and column of everything that cannot be read
 */
export function readUnits(scheme: CheckedScheme, { header, rows }: UnitRows): ReadUnits {
  const inputs = scheme.inputs.map(({ id }) => id)
  const asked = [...new Set(Object.values(scheme.formulas).flatMap(({ tree }) => attributesOf(tree)))]
  const flags = asked.filter((name) => attributes[name].over === 'flag')
  const facts = [...(scheme.facts ?? []).map(({ id }) => id), ...flags]
  const classes = asked.filter((name) => attributes[name].over !== 'flag')
  const known = new Set<string>([...inputs, ...facts, ...classes, 'industry'])
  const idAt = header.includes('id') ? header.indexOf('id') : header.findIndex((name) => !known.has(name))
  refuse(columnIssues(scheme, header, [...inputs, ...facts, ...classes]))
  const issues: ProblemIssue[] = []
  const column = <Value>(name: string, read: (text: string) => Value | undefined, text: string) => {
    const at = header.indexOf(name)
    return rows.map(({ line, values }) => {
      const written = (values[at] ?? '').trim()
      const value = read(written)
      if (value === undefined) issues.push({ text, where: `line ${line}, ${name}`, found: written.slice(0, 60) })
      return value as Value
    })
  }
  const has = (name: string) => header.includes(name)
  const ids = idsOf(rows, idAt, issues)
  const units: Units = {
    ids,
    inputs: byName(inputs.filter(has), (name): InputColumn => column(name, amountOf, 'evaluations.not_a_number')),
    facts: byName(facts, (name): FactColumn => {
      if (!has(name)) return rows.map(() => false)
      return column(name, factOf, 'evaluations.not_yes_or_no').map((said) => (said === 'open' ? undefined : said))
    }),
    classes: byName([...new Set([...classes, 'industry'])].filter(has), (name) =>
      column(name, classesOf, '').map((held) => (held.length === 0 ? undefined : held)),
    ),
    ...(has('industry') ? { industry: column('industry', classesOf, '').map(([first]) => first) } : {}),
  }
  refuse(issues)
  if (rows.length === 0) refuse([{ text: 'evaluations.no_units', where: 'line 1' }])
  const absent = (names: readonly string[], as: 'no' | 'not_reported') =>
    names.filter((name) => !has(name)).map((name) => ({ name, as }))
  return {
    units,
    assumed: [...absent(inputs, 'not_reported'), ...absent(facts, 'no')],
    ignored: header.filter((name, at) => at !== idAt && !known.has(name)),
  }
}

function byName<Column>(names: readonly string[], make: (name: string) => Column): Record<string, Column> {
  return Object.fromEntries(names.map((name) => [name, make(name)]))
}

function classesOf(text: string): string[] {
  return text.split(/[\s;]+/).filter((one) => one !== '')
}

/** An exact decimal, or why there is none; undefined: neither. */
function amountOf(text: string): string | undefined {
  if (text === '') return 'not_reported'
  const isBlank = (blankReasons as readonly string[]).includes(text)
  return isBlank || (number.test(text) && text.length <= mostCharacters) ? text : undefined
}

function factOf(text: string): boolean | 'open' | undefined {
  if (text === '') return 'open'
  const word = text.toLowerCase()
  return yes.has(word) ? true : no.has(word) ? false : undefined
}

function idsOf(rows: UnitRows['rows'], at: number, issues: ProblemIssue[]): string[] {
  const lines = new Map<string, number>()
  return rows.map(({ line, values }) => {
    const id = at < 0 ? `line ${line}` : (values[at] ?? '').trim()
    const before = lines.get(id)
    if (id === '') issues.push({ text: 'evaluations.unit_without_id', where: `line ${line}` })
    else if (before !== undefined)
      issues.push({ text: 'evaluations.unit_twice', where: `line ${line}`, found: id, expected: `line ${before}` })
    lines.set(id, line)
    return id
  })
}

/** A column must not stand twice, and what criteria, groups and population read must be there. */
function columnIssues(scheme: CheckedScheme, header: readonly string[], columns: readonly string[]): ProblemIssue[] {
  const texts = [
    ...scheme.criteria.map(({ is }) => is),
    ...scheme.groups.map(({ where }) => where),
    scheme.population?.where,
  ]
  const needed = new Set(
    texts.flatMap((text) => {
      const tree = text === undefined ? undefined : scheme.formulas[text]?.tree
      return tree === undefined ? [] : [...namesOf(tree), ...attributesOf(tree)]
    }),
  )
  const twice = header.filter((name, at) => header.indexOf(name) < at && columns.includes(name))
  const missing = columns.filter((name) => needed.has(name) && !header.includes(name))
  return [
    ...twice.map((found) => ({ text: 'evaluations.column_twice', where: 'line 1', found })),
    ...missing.map((found) => {
      const near = nearest(found, header)
      const issue = { text: 'evaluations.no_column', where: 'line 1', found, expected: header.join(', ') }
      return near === undefined ? issue : { ...issue, nearest: near }
    }),
  ]
}

function refuse(issues: readonly ProblemIssue[]): void {
  if (issues.length > 0)
    throw new Problem('invalid_input', { issues: issues.slice(0, issuesListed), details: { found: issues.length } })
}
