import type { Language, Text } from '#base/text.ts'
import { cellName, type WriteCell, type WriteSheet } from '#kit/server/workbook.ts'
import type { ProgrammeForm } from '#pack/programme.ts'
import type { CellDefinition, PartDefinition } from '../rules/form-cells.ts'
import { cellFormula, sheetChecks } from '../rules/workbook/cell-formulas.ts'
import { spanHeads, unitText } from '../rules/workbook/wide-sheet.ts'
import { checkSigns } from './upload-write.ts'

/** The heads before the columns of values. */
export const lineHeads = {
  code: { zh: '序号', en: 'No.' },
  name: { zh: '指标名称', en: 'Indicator' },
  indicator: { zh: '指标代码', en: 'Code' },
  unit: { zh: '计量单位', en: 'Unit' },
} as const satisfies Record<string, Text>

export const sheetName: Text = { zh: '填报', en: 'Return' }
export const firstValueColumn = 4

export type SheetContent = {
  readonly language: Language
  readonly title: string
  /** Number of the return, form and period: they tell on upload whether the file belongs here. */
  readonly return: string
  readonly form: string
  readonly period: string
  readonly respondent: string
  readonly parts: readonly PartDefinition[]
  readonly definition: ProgrammeForm
  readonly cells: Readonly<Record<string, string>>
  readonly last: ReadonlyMap<string, string>
  /** What is wrong, by key of the cell. */
  readonly marks: ReadonlyMap<string, string>
  readonly synthetic: boolean
}

/** A return as a sheet: pale cells to fill, everything else locked, computed cells as formulas, what is wrong marked in place. */
export function returnSheet(content: SheetContent): WriteSheet {
  const { language, parts, marks } = content
  const say = (text: Text) => text[language]
  const rows: (WriteCell | string | null)[][] = [
    [{ value: content.title, look: 'title' }],
    [
      say({ zh: '报表编号', en: 'Return' }),
      { value: content.return, look: 'quiet' },
      say({ zh: '表', en: 'Form' }),
      { value: content.form, look: 'quiet' },
    ],
    [
      say({ zh: '填报单位', en: 'Respondent' }),
      { value: content.respondent, look: 'quiet' },
      say({ zh: '报告期', en: 'Period' }),
      { value: content.period, look: 'quiet' },
    ],
    [{ value: say(content.synthetic ? syntheticNote : fillNote), look: 'quiet' }],
  ]
  const rules: NonNullable<WriteSheet['rules']>[number][] = []
  const cells = parts.flatMap((part) => part.lines.flatMap((line) => line.cells))
  const at = placesOf(parts, rows.length)
  for (const part of parts) {
    rows.push([], [{ value: say(part.name), look: 'heading' }])
    const heads = [
      ...Object.values(lineHeads),
      ...part.columns.map((span) => spanHeads[span]),
      { zh: '上一期', en: 'Period before' },
    ]
    rows.push(heads.map((head) => ({ value: say(head), look: 'heading' })))
    const first = rows.length
    for (const line of part.lines) {
      rows.push([
        { value: line.code, look: 'label' },
        {
          value: `${say(line.indicator.name)}${line.compulsory ? ' *' : ''}`,
          look: 'label',
          ...(line.help === undefined ? {} : { note: say(line.help) }),
        },
        { value: line.indicator.id, look: 'quiet' },
        { value: unitText(line.indicator.unit, language), look: 'label' },
        ...line.cells.map((cell) =>
          valueCell(content, cell, { mark: marks.get(cell.key), formula: cellFormula(cell, cells, at) }),
        ),
        { value: content.last.get(line.cells[0]?.key ?? '') ?? '', look: 'quiet' },
      ])
    }
    const last = cellName(rows.length - 1, firstValueColumn + part.columns.length - 1)
    rules.push({
      range: `${cellName(first, firstValueColumn)}:${last}`,
      allow: { number: {} },
      message: { title: say({ zh: '应为数字', en: 'A number, please' }), text: say(fillNote) },
    })
  }
  const signs = { hard: say(checkSigns.hard), soft: say(checkSigns.soft) }
  const checks = sheetChecks(content.definition, cells, { at, signs })
  if (checks.length > 0) rows.push([], [{ value: say({ zh: '审核关系', en: 'Checks' }), look: 'heading' }])
  for (const { message, formula } of checks) {
    rows.push([null, { value: say(message), look: 'label' }, null, null, { value: null, formula, look: 'check' }])
  }
  return {
    name: say(sheetName),
    widths: [8, 36, 22, 18, 18, 18, 18, 18, 18],
    rows,
    freeze: { rows: 0, columns: 2 },
    protect: true,
    rules,
  }
}

const fillNote: Text = {
  zh: '只填浅黄色单元格（灰色不填，自动计算），按所列计量单位填数字；确为零填 0，不适用填“不适用”。',
  en: 'Fill the pale yellow cells only (grey ones are computed or left empty), numbers in the unit of the line; 0 for a true zero, n/a where it does not apply.',
}
const syntheticNote: Text = {
  zh: `合成数据，非真实单位。${fillNote.zh}`,
  en: `Synthetic data, no real enterprise. ${fillNote.en}`,
}

/** Where each cell will stand, before the sheet is written: parts begin with an empty row, a title and heads. */
function placesOf(parts: readonly PartDefinition[], above: number): (key: string) => string | undefined {
  const places = new Map<string, string>()
  let row = above
  for (const part of parts) {
    row += 3
    for (const line of part.lines) {
      line.cells.forEach((cell, column) => {
        if (cell.grey !== true) places.set(cell.key, cellName(row, firstValueColumn + column))
      })
      row += 1
    }
  }
  return (key) => places.get(key)
}

/** The file address of a cell, for links from the list of problems. */
export function placeOfCell(parts: readonly PartDefinition[], key: string): string | undefined {
  return placesOf(parts, headRows)(key)
}

const headRows = 4

type Valued = { readonly mark: string | undefined; readonly formula: string | undefined }

function valueCell({ cells }: SheetContent, cell: CellDefinition, { mark, formula }: Valued): WriteCell {
  const marked = mark === undefined ? {} : { look: 'error' as const, note: mark }
  if (cell.grey === true) return { value: null, look: 'locked' }
  if (formula !== undefined) return { value: null, formula, look: 'derived', ...marked }
  const text = cells[cell.key] ?? ''
  const look = cell.derived === undefined ? 'input' : 'derived'
  return /^-?\d+(\.\d+)?$/.test(text)
    ? { value: null, decimal: text, look, ...marked }
    : { value: text === '' ? null : text, look, ...marked }
}

export type ListedProblem = { readonly place: string | undefined; readonly name: string; readonly sentence: string }

/** What is wrong, in front of a workbook that is sent back: each with a link to its cell. */
export function returnProblems(problems: readonly ListedProblem[], language: Language): WriteSheet {
  const say = (text: Text) => text[language]
  return {
    name: say(problemsName),
    widths: [18, 40, 90],
    rows: [
      [{ value: say({ zh: '须改正之处', en: 'What is to be put right' }), look: 'title' }],
      [
        { zh: '单元格', en: 'Cell' },
        { zh: '指标', en: 'Indicator' },
        { zh: '问题', en: 'Problem' },
      ].map((head): WriteCell => ({ value: say(head), look: 'heading' })),
      ...problems.map(({ place, name, sentence }): WriteCell[] => {
        const link = place === undefined ? undefined : `${say(sheetName)}!${place}`
        return [
          link === undefined ? { value: '', look: 'label' } : { value: link, link, look: 'link' },
          { value: name, look: 'label' },
          { value: sentence, look: 'error' },
        ]
      }),
    ],
    freeze: { rows: 2 },
  }
}

export const problemsName: Text = { zh: '问题清单', en: 'Problems' }
