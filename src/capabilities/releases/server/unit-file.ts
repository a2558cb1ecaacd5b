import { Problem, type ProblemIssue } from '#base/problem.ts'
import { readCsv } from '#kit/server/csv.ts'
import { type CrossedCell, crossedTable, margin, type Unit } from '../rules/crossed.ts'
import type { Parameters } from '../rules/sensitivity.ts'

/** Which columns of a file of units make the table, and by which measures it is protected. */
export type UnitFileAsked = {
  readonly by: readonly string[]
  readonly value: string
  readonly parameters: Parameters
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/
const issuesListed = 100

/**
 * The safe table of a CSV file with one unit a row. A row whose value is empty is a unit without a value and does not count.
 * @throws Problem invalid_input with every line that is wrong, unreadable_file
 */
export async function protectUnitFile(bytes: Uint8Array, asked: UnitFileAsked): Promise<CrossedCell[]> {
  return crossedTable(await readUnits(bytes, asked), asked.by.length, asked.parameters)
}

async function readUnits(bytes: Uint8Array, { by, value }: UnitFileAsked): Promise<Unit[]> {
  const { header, rows } = await readCsv(bytes)
  const wanted = [...by, value]
  refuse(
    wanted.flatMap((name, i): ProblemIssue[] => {
      const where = 'line 1'
      if (wanted.indexOf(name) < i) return [{ text: 'releases.column_twice', where, found: name }]
      return header.includes(name)
        ? []
        : [{ text: 'releases.no_column', where, found: name, expected: header.join(', ') }]
    }),
  )
  const keyAt = by.map((name) => header.indexOf(name))
  const valueAt = header.indexOf(value)
  const issues: ProblemIssue[] = []
  const units = rows.flatMap(({ line, values }): Unit[] => {
    const where = `line ${line}`
    const amount = (values[valueAt] ?? '').trim()
    const keys = keyAt.map((at) => (values[at] ?? '').trim())
    if (keys.includes(margin)) issues.push({ text: 'releases.margin_as_class', where, found: margin })
    if (amount === '') return []
    if (number.test(amount)) return [{ keys, amount }]
    issues.push({ text: 'releases.not_a_number', where, found: amount.slice(0, 60) })
    return []
  })
  refuse(issues)
  if (units.length === 0) refuse([{ text: 'releases.no_units', where: 'line 1' }])
  return units
}

function refuse(issues: readonly ProblemIssue[]): void {
  if (issues.length > 0)
    throw new Problem('invalid_input', { issues: issues.slice(0, issuesListed), details: { found: issues.length } })
}
