import { type ImportRow, type ImportProblem, linesTwice, plainWord, refusal } from '#base/import-sheet.ts'
import type { Decision } from '#base/decision.ts'
import type { ProgrammeIndicator } from '#pack/programme.ts'
import type { ImportLine } from '#capabilities/enterprises/contract.ts'
import type { CellContent } from './cells.ts'
import { collectsFor, notApplicable } from './import-columns.ts'

export type KnownFirm = {
  readonly id: string
  readonly name: string
  readonly creditCode: string | null
  readonly town: string
  readonly base: string | null
}

/** What one line writes: only cells that are new or differ, by indicator. */
export type ValuesWrite = {
  readonly enterprise: string
  readonly label: string
  readonly period: string
  readonly values: Readonly<Record<string, string>>
}

export type ValuesPlanContext = {
  readonly firms: readonly KnownFirm[]
  readonly indicators: readonly ProgrammeIndicator[]
  /** What stands, by `enterprise period`, then by `indicator:this`. */
  readonly standing: ReadonlyMap<string, ReadonlyMap<string, CellContent>>
  readonly may: (firm: KnownFirm) => Decision
}

type Planned = { readonly line: ImportLine; readonly write: ValuesWrite | null }

/** The enterprise each line means, for those that mean exactly one. */
export function firmsOfRows(rows: readonly ImportRow[], firms: readonly KnownFirm[]): Map<ImportRow, KnownFirm> {
  const find = firmFinder(firms)
  return new Map(
    rows.flatMap((row) => {
      const firm = find(row, [])
      return firm === undefined ? [] : [[row, firm] as const]
    }),
  )
}

/** What a file of values would do, line by line. */
export function planValues(rows: readonly ImportRow[], context: ValuesPlanContext): Planned[] {
  const find = firmFinder(context.firms)
  const twice = linesTwice(
    rows,
    ({ values }) => `${values.credit_code ?? plainWord(values.enterprise ?? '')}|${values.period}`,
  )
  return rows.map((row) => {
    const problems = [...row.problems]
    const firm = find(row, problems)
    const other = twice.get(row.line)
    if (other !== undefined) {
      problems.push(
        refusal({
          where: row.where,
          field: 'period',
          code: 'import.line_twice',
          found: row.values.period ?? null,
          expected: `line ${other}`,
        }),
      )
    }
    if (row.values.period === undefined && !row.problems.some((problem) => problem.column === 'period')) {
      problems.push(refusal({ where: row.where, field: 'period', code: 'import.missing_value' }))
    }
    if (firm === undefined || problems.length > 0) return settled(row, { firm, problems, changes: [], write: null })
    return planLine(row, firm, context)
  })
}

function planLine(row: ImportRow, firm: KnownFirm, { indicators, standing, may }: ValuesPlanContext): Planned {
  const period = row.values.period ?? ''
  const problems: ImportProblem[] = []
  if (!may(firm).allowed)
    problems.push(refusal({ where: row.where, field: 'enterprise', code: 'import.out_of_reach', found: firm.name }))
  const before = standing.get(`${firm.id} ${period}`) ?? new Map<string, CellContent>()
  const values: Record<string, string> = {}
  const changes: ImportLine['changes'] = []
  let given = 0
  for (const indicator of indicators) {
    const said = row.values[indicator.id]
    if (said === undefined) continue
    given += 1
    if (!collectsFor(indicator, period)) {
      const expected = indicator.periods.join(', ')
      problems.push(
        refusal({
          where: row.where,
          field: indicator.id,
          code: 'observations.other_period_kind',
          found: period,
          expected,
        }),
      )
      continue
    }
    const now = textOf(before.get(`${indicator.id}:this`))
    const next = said ?? notApplicable
    if (now === next) continue
    values[indicator.id] = next
    changes.push({ field: indicator.id, before: now, after: next })
  }
  if (given === 0 && problems.length === 0)
    problems.push(refusal({ where: row.where, field: 'period', code: 'observations.no_values' }))
  const write =
    changes.length === 0 || problems.length > 0 ? null : { enterprise: firm.id, label: firm.name, period, values }
  return settled(row, { firm, problems, changes, write })
}

/** A stored content as a cell of a file says it; null when nothing stands. */
export function textOf(content: CellContent | undefined): string | null {
  if (content === undefined || 'withdrawn' in content) return null
  return 'value' in content ? content.value : notApplicable
}

type Settled = {
  readonly firm: KnownFirm | undefined
  readonly problems: ImportProblem[]
  readonly changes: ImportLine['changes']
  readonly write: ValuesWrite | null
}

function settled(row: ImportRow, { firm, problems, changes, write }: Settled): Planned {
  const label = `${firm?.name ?? row.values.enterprise ?? row.values.credit_code ?? ''} · ${row.values.period ?? ''}`
  const fresh = changes.every((change) => change.before === null)
  const outcome = problems.length > 0 ? 'refused' : changes.length === 0 ? 'unchanged' : fresh ? 'created' : 'changed'
  return {
    line: {
      line: row.line,
      outcome,
      label,
      subject: firm?.id ?? null,
      changes: outcome === 'refused' ? [] : changes,
      problems,
    },
    write,
  }
}

function firmFinder(firms: readonly KnownFirm[]): (row: ImportRow, problems: ImportProblem[]) => KnownFirm | undefined {
  const byCode = new Map(firms.flatMap((firm) => (firm.creditCode === null ? [] : [[firm.creditCode, firm] as const])))
  const byName = new Map<string, KnownFirm[]>()
  for (const firm of firms) byName.set(plainWord(firm.name), [...(byName.get(plainWord(firm.name)) ?? []), firm])
  return ({ values, where }, problems) => {
    if (values.credit_code !== undefined && values.credit_code !== null) {
      const firm = byCode.get(values.credit_code)
      if (firm === undefined)
        problems.push(
          refusal({ where, field: 'credit_code', code: 'import.unknown_enterprise', found: values.credit_code }),
        )
      return firm
    }
    if (values.enterprise === undefined || values.enterprise === null) {
      problems.push(
        refusal({ where, field: 'credit_code', code: 'import.missing_value', expected: '统一社会信用代码 / 企业名称' }),
      )
      return undefined
    }
    const same = byName.get(plainWord(values.enterprise)) ?? []
    if (same.length === 1) return same[0]
    const code = same.length === 0 ? 'import.unknown_enterprise' : 'import.name_not_unique'
    problems.push(refusal({ where, field: 'enterprise', code, found: values.enterprise }))
    return undefined
  }
}
