import type { Span } from '#base/period.ts'
import type { ReturnDetail } from '#capabilities/returns/contract.ts'

/** A form as the server sends it: what is filled in, and the conditions as text. */
export type SentForm = Required<Pick<ReturnDetail, 'parts' | 'rule'>>

const spans: readonly Span[] = ['this', 'cumulative', 'last_year', 'cumulative_last_year']
const ofGroup = 10
const typedOfGroup = 8

/**
 * A form of `rows` × 4 cells. Of ten rows eight are typed, one is their sum and one carries the sum on from ten rows to the next, so that
 * an edit of the first row reaches a fifth of a column. Five checks for every ten rows, half of them read another column.
 */
export function generatedForm(rows: number): SentForm {
  const groups = rows / ofGroup
  const lines = Array.from({ length: rows }, (_, at) => lineOf(at))
  const parts = Array.from({ length: Math.ceil(groups / 5) }, (_, part) => ({
    id: `part${part}`,
    name: { zh: `第 ${part + 1} 部分`, en: `Part ${part + 1}` },
    columns: [...spans],
    lines: lines.slice(part * 5 * ofGroup, (part + 1) * 5 * ofGroup),
  }))
  const checks = Array.from({ length: groups }, (_, group) => checksOf(group)).flat()
  return { parts, rule: { checks, peers: [], outside: { values: {}, register: {}, peers: {} } } }
}

/** `r0`, `r1`, …: the indicator of a row. */
const rowName = (group: number, at: number): string => `r${group * ofGroup + at}`

/** The formula of a computed row; undefined for one that is typed. */
function formulaOf(row: number): string | undefined {
  const [group, at] = [Math.floor(row / ofGroup), row % ofGroup]
  const sum = rowName(group, typedOfGroup)
  if (at === typedOfGroup) return Array.from({ length: typedOfGroup }, (_, i) => rowName(group, i)).join(' + ')
  if (at < typedOfGroup) return undefined
  return group === 0 ? `2 * ${sum}` : `${rowName(group - 1, at)} + ${sum}`
}

function lineOf(row: number): SentForm['parts'][number]['lines'][number] {
  const formula = formulaOf(row)
  const name = { zh: `第 ${row + 1} 行`, en: `Row ${row + 1}` }
  return {
    indicator: `r${row}`,
    code: row + 1,
    name,
    definition: name,
    unit: 'CNY_1k',
    unitName: { zh: '千元', en: 'thousand yuan' },
    scale: 0,
    compulsory: formula === undefined,
    cells: spans.map((span, column) => ({
      key: `r${row}:${span}`,
      indicator: `r${row}`,
      span,
      text: formula === undefined ? String(((row * 37 + column * 11) % 90) + 10) : '',
      last: String((row * 31) % 100),
      ...(formula === undefined ? { compulsory: true } : { derived: { formula } }),
    })),
  }
}

function checksOf(group: number): SentForm['rule']['checks'] {
  const [first, sum, carried] = [rowName(group, 0), rowName(group, typedOfGroup), rowName(group, typedOfGroup + 1)]
  const hard = (name: string, require: string) => ({
    id: `${name}${group}`,
    severity: 'hard' as const,
    require,
    message: { zh: name, en: name },
  })
  return [
    hard('part', `${first} <= ${sum}`),
    hard('carried', `${carried} >= ${sum}`),
    hard('cumulative', `cumulative(${sum}) >= ${sum} - 500 CNY_1k`),
    hard('growth', `abs(${sum} - last_year(${sum})) <= 0.5 * last_year(${sum})`),
    hard('positive', `min(${rowName(group, 1)}, ${rowName(group, 2)}) > 12 CNY_1k`),
  ]
}

/** The same form for survey-core: questions to type, expressions, and the checks as values that it computes. */
export function surveyOf({ parts, rule }: SentForm): { json: object; data: Record<string, number> } {
  const data: Record<string, number> = {}
  const pages = parts.map((part) => ({
    name: part.id,
    elements: part.lines.flatMap((line) =>
      line.cells.map((cell) => {
        const name = nameIn(cell.indicator, cell.span)
        if (cell.derived === undefined) {
          data[name] = Number(cell.text)
          return { type: 'text', inputType: 'number', name }
        }
        return { type: 'expression', name, expression: inBraces(cell.derived.formula ?? '', cell.span) }
      }),
    ),
  }))
  const calculatedValues = rule.checks.map(({ id, require }) => ({
    name: id,
    includeIntoResult: true,
    expression: `iif(${inBraces(require, 'this')}, 1, 0)`,
  }))
  return { json: { pages, calculatedValues }, data }
}

export function nameIn(indicator: string, span: Span): string {
  return `${indicator}_${span}`
}

/** A condition as survey-core writes it: names in braces, units left out. */
function inBraces(text: string, span: Span): string {
  return text
    .replaceAll(' CNY_1k', '')
    .replaceAll(/cumulative\((r\d+)\)/g, '{$1_cumulative}')
    .replaceAll(/last_year\((r\d+)\)/g, '{$1_last_year}')
    .replaceAll(/(?<![{\w])(r\d+)\b/g, `{$1_${span}}`)
}
