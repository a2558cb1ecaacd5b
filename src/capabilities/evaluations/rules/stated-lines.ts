import { isDecimalText } from '#base/decimal.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'

export type KnownUnit = { readonly unit: string; readonly name: string }
export type StatedRow = { unit: string; name: string; value: string | boolean }

type Line = { readonly text: string; readonly where: string }

/** A fact of whoever is listed, by name or id, one a line; of all others it does not hold, if that was said. @throws Problem invalid_input by line */
export function statedFacts(
  name: string,
  text: string,
  { units, restIsNo }: { units: readonly KnownUnit[]; restIsNo: boolean },
): StatedRow[] {
  const find = finderOf(units)
  const issues: ProblemIssue[] = []
  const holding = new Set<string>()
  for (const line of linesOf(text)) {
    const unit = find(line, issues)
    if (unit !== undefined) holding.add(unit)
  }
  refuse(issues)
  const others = restIsNo ? units.filter(({ unit }) => !holding.has(unit)) : []
  return [
    ...[...holding].map((unit) => ({ unit, name, value: true })),
    ...others.map(({ unit }) => ({ unit, name, value: false })),
  ]
}

/** Amounts of an input: a name or id and a number on each line, apart by a comma or tab. @throws Problem invalid_input by line */
export function statedAmounts(name: string, text: string, units: readonly KnownUnit[]): StatedRow[] {
  const find = finderOf(units)
  const issues: ProblemIssue[] = []
  const rows = linesOf(text).flatMap(({ text: line, where }): StatedRow[] => {
    const found = /^(.*?)[,，\t]\s*(\S+)\s*$/.exec(line)
    const [, who = line, amount = ''] = found ?? []
    const value = amount.replaceAll(',', '').replace('−', '-')
    if (!isDecimalText(value)) {
      issues.push({ text: 'evaluations.not_an_amount', where, found: amount })
      return []
    }
    const unit = find({ text: who.trim(), where }, issues)
    return unit === undefined ? [] : [{ unit, name, value }]
  })
  refuse(issues)
  return rows
}

function linesOf(text: string): Line[] {
  return text
    .split('\n')
    .map((line, at) => ({ text: line.trim(), where: `line ${at + 1}` }))
    .filter((line) => line.text !== '')
}

function finderOf(units: readonly KnownUnit[]): (line: Line, issues: ProblemIssue[]) => string | undefined {
  const known = new Map(units.flatMap(({ unit, name }) => [[name, unit] as const, [unit, unit] as const]))
  return ({ text, where }, issues) => {
    const unit = known.get(text)
    if (unit === undefined) issues.push({ text: 'evaluations.unknown_unit', where, found: text })
    return unit
  }
}

function refuse(issues: readonly ProblemIssue[]): void {
  if (issues.length > 0) throw new Problem('invalid_input', { issues: issues.slice(0, 100) })
}
