import type { Span } from '#base/period.ts'
import type { Language, Text } from '#base/text.ts'
import { unitName } from '#base/unit.ts'
import { cellName, type WriteCell, type WriteSheet } from '#kit/server/workbook.ts'
import type { PartDefinition } from '../rules/form-cells.ts'

/** The heads of the columns of a form, as printed and as read. */
export const spanHeads: Readonly<Record<Span, Text>> = {
  this: { zh: '本期', en: 'This period' },
  cumulative: { zh: '累计', en: 'Cumulative' },
  last_year: { zh: '上年同期', en: 'Same period last year' },
  cumulative_last_year: { zh: '上年累计', en: 'Cumulative last year' },
}

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
  readonly cells: Readonly<Record<string, string>>
  readonly last: ReadonlyMap<string, string>
  /** What is wrong, by key of the cell. */
  readonly marks: ReadonlyMap<string, string>
  readonly synthetic: boolean
}

/** The unit as the workbook prints it: name and code, such as 万元 CNY_10k. */
export function unitText(unit: string, language: Language): string {
  return `${unitName(unit, language)} ${unit}`
}

/** A return as a sheet: white cells to fill, everything else locked, what is wrong marked in place. */
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
        ...line.cells.map((cell) => inputCell(content, cell.key, marks.get(cell.key))),
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
  zh: '只填白色单元格，按所列计量单位填数字；确为零填 0，不适用填“不适用”。',
  en: 'Fill the white cells only, numbers in the unit of the line; 0 for a true zero, n/a where it does not apply.',
}
const syntheticNote: Text = {
  zh: `合成数据，非真实单位。${fillNote.zh}`,
  en: `Synthetic data, no real enterprise. ${fillNote.en}`,
}

function inputCell({ cells }: SheetContent, key: string, mark: string | undefined): WriteCell {
  const text = cells[key] ?? ''
  const look = mark === undefined ? 'input' : 'error'
  const note = mark === undefined ? {} : { note: mark }
  return /^-?\d+(\.\d+)?$/.test(text)
    ? { value: null, decimal: text, look, ...note }
    : { value: text === '' ? null : text, look, ...note }
}
