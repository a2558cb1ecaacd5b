import { toCreditCode } from '#base/credit-code.ts'
import { type CellReading, type ImportColumn, readText, type WrongHead } from '#base/import-sheet.ts'
import { isPeriod, periodKind } from '#base/period.ts'
import { parseUnit, sameDimension, unitCodes, unitName } from '#base/unit.ts'
import type { Programme, ProgrammeIndicator } from '#pack/programme.ts'
import { checkValue } from './check-batch.ts'

/** What a cell that does not apply holds; an empty cell leaves what is known as it is. */
export const notApplicable = 'n/a'

/** The indicators that come in by files about enterprises, in the order of their ids. */
export function fileIndicators(programme: Programme): ProgrammeIndicator[] {
  return Object.values(programme.indicators).filter(
    (indicator) =>
      indicator.kind === 'reported' && indicator.source_kind === 'file' && indicator.subject === 'enterprise',
  )
}

/** The columns of a file of values, in the order of the template: who, which period, then one column for each indicator with its unit. */
export function observationColumns(programme: Programme): ImportColumn[] {
  return [
    {
      field: 'credit_code',
      headers: ['统一社会信用代码', 'credit code', '信用代码', '社会信用代码', 'uscc'],
      read: readCode,
    },
    {
      field: 'enterprise',
      headers: ['企业名称', 'enterprise', '名称', '单位名称', 'enterprise name', 'name'],
      read: readText(200),
    },
    {
      field: 'period',
      headers: ['报告期', 'period', '年份', 'year', '年度', '月份', 'month'],
      required: true,
      read: readPeriod,
    },
    ...fileIndicators(programme).map((indicator): ImportColumn => {
      const [zh = '', en = '', ...more] = headsOf(indicator, indicator.unit)
      return { field: indicator.id, headers: [zh, en, ...more], read: readAmount(indicator) }
    }),
  ]
}

/** Heads that name an indicator and no unit, or another unit than the indicator's: the file is refused, never converted in silence. */
export function wrongHeads(programme: Programme): WrongHead[] {
  return fileIndicators(programme).flatMap((indicator) => {
    const right = headsOf(indicator, indicator.unit)
    const own = parseUnit(indicator.unit)
    const others = unitCodes.filter((code) => code !== indicator.unit && sameDimension(parseUnit(code), own))
    const expected = right.slice(0, 2).join(' / ')
    return [
      {
        headers: namesOf(indicator),
        code: 'observations.head_without_unit',
        expected,
        remedy: 'observations.remedy.name_the_unit',
      },
      {
        headers: others.flatMap((code) => headsOf(indicator, code)),
        code: 'observations.head_wrong_unit',
        expected,
        remedy: 'observations.remedy.convert_first',
      },
    ]
  })
}

function namesOf({ id, name }: ProgrammeIndicator): string[] {
  return [name.zh, name.en, id]
}

/** 实缴税金（万元）, Tax paid (CNY 10,000), and both names and the id with the code of the unit. */
function headsOf(indicator: ProgrammeIndicator, unit: string): string[] {
  const { zh, en } = indicator.name
  return [
    `${zh}（${unitName(unit, 'zh')}）`,
    `${en} (${unitName(unit, 'en')})`,
    ...namesOf(indicator).map((name) => `${name} (${unit})`),
  ]
}

function readCode(text: string): CellReading {
  const code = toCreditCode(text.normalize('NFKC'))
  return code.length <= 40 ? { value: code } : { code: 'import.too_long', expected: '≤ 40' }
}

/** 2024, 2024年, 2024-Q3, 2024-07, 202407. */
function readPeriod(text: string): CellReading {
  const plain = text.normalize('NFKC').replace(/\s+/g, '')
  const written = plain
    .replace(/^(\d{4})年$/, '$1')
    .replace(/^(\d{4})年(\d{1,2})月$/, (_, year: string, month: string) => `${year}-${month.padStart(2, '0')}`)
    .replace(/^(\d{4})(\d{2})$/, '$1-$2')
    .replace(/^(\d{4}-\d{2})-01$/, '$1')
  return isPeriod(written) ? { value: written } : { code: 'value.not_a_period', expected: '2024, 2024-Q3, 2024-07' }
}

function readAmount(indicator: ProgrammeIndicator): ImportColumn['read'] {
  return (text) => {
    const plain = text
      .normalize('NFKC')
      .trim()
      .replace(/,(?=\d{3}(\D|$))/g, '')
      .replace(/^[−–—]/, '-')
    if (['不适用', 'n/a', 'na'].includes(plain.toLowerCase())) return { value: notApplicable }
    const issue = checkValue(plain, indicator.scale, '')
    if (issue === undefined) return { value: withoutZeros(plain) }
    return { code: issue.text, expected: issue.expected ?? indicator.unit }
  }
}

function withoutZeros(text: string): string {
  const short = text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text
  const trimmed = short.replace(/^(-?)0+(?=\d)/, '$1')
  return trimmed === '-0' ? '0' : trimmed
}

/** Whether the indicators of a file are collected for that kind of period. */
export function collectsFor(indicator: ProgrammeIndicator, period: string): boolean {
  return isPeriod(period) && indicator.periods.includes(periodKind(period))
}
