import { parseDecimal, toDecimalText } from '#base/decimal.ts'
import { nearest } from '#base/nearest.ts'
import type { ProblemIssue } from '#base/problem.ts'
import { convert, quantity } from '#base/quantity.ts'
import { written } from '#pack/naming.ts'
import { isUnit, parseUnit, sameDimension, unitQuotient } from '#base/unit.ts'
import type { Programme } from '#pack/programme.ts'
import type { ExtraRow, KeptRow, KeptStandardRow, RowAmount, RowChange } from '../contract/indicators.ts'
import { compareAmounts } from './indicators.ts'
import { sayRow } from './row-words.ts'

export type Changed = { readonly rows: readonly KeptRow[]; readonly issues: readonly ProblemIssue[] }

/** What a draft drew from its standards, without what was changed since. */
export function statedRows(rows: readonly KeptRow[]): KeptRow[] {
  return rows
    .filter(({ how }) => how !== 'added')
    .map((kept) => {
      const row = kept.stated === null ? kept.row : { ...kept.row, amount: kept.stated }
      return { ...kept, row, words: sayRow(row), how: 'stated', stated: null, reason: null }
    })
}

/** Rows with what an officer asks instead: normative ones only stricter, recommended ones with a reason. What is against that is said row by row. */
export function changeRows(rows: readonly KeptRow[], changes: readonly RowChange[]): Changed {
  const stated = new Map(statedRows(rows).map((kept) => [kept.row.id, kept]))
  const issues: ProblemIssue[] = []
  const seen = new Set<string>()
  changes.forEach((change, at) => {
    const where = `body.changes.${at}`
    const kept = stated.get(change.id)
    if (kept === undefined) {
      const near = nearest(change.id, [...stated.keys()])
      issues.push({
        text: 'indicators.unknown_row',
        where: `${where}.id`,
        found: change.id,
        ...(near === undefined ? {} : { nearest: near }),
      })
      return
    }
    if (seen.has(change.id)) issues.push({ text: 'value.duplicate', where: `${where}.id`, found: change.id })
    seen.add(change.id)
    const changed = changeRow(kept, change, where)
    if ('issue' in changed) issues.push(changed.issue)
    else stated.set(change.id, changed.kept)
  })
  return { rows: [...stated.values()], issues }
}

type OneChanged = { readonly kept: KeptRow } | { readonly issue: ProblemIssue }

function changeRow(kept: KeptRow, change: RowChange, where: string): OneChanged {
  const { row } = kept
  const reason = change.reason === undefined || change.reason === '' ? null : change.reason
  const isNormative = row.nature === 'normative'
  if (change.leftOut === true) {
    if (isNormative) return { issue: { text: 'indicators.normative_stays', where, found: row.id } }
    if (reason === null) return { issue: { text: 'indicators.reason_missing', where: `${where}.reason` } }
    return { kept: { ...kept, how: 'left_out', reason } }
  }
  if (change.amount === undefined) return { kept }
  const asked = amountOf(row, change.amount, `${where}.amount`)
  if ('issue' in asked) return asked
  const compared = compareAmounts(row.kind, row.amount as RowAmount, asked.amount)
  if (compared === 'same') return { kept }
  const details = { found: bare(asked.amount), expected: bare(row.amount as RowAmount) }
  if (isNormative && compared === 'looser')
    return { issue: { text: 'indicators.looser', where: `${where}.amount`, ...details } }
  if (isNormative && compared === 'unclear')
    return { issue: { text: 'indicators.not_comparable', where: `${where}.amount`, ...details } }
  if (!isNormative && reason === null) return { issue: { text: 'indicators.reason_missing', where: `${where}.reason` } }
  const next = { ...row, amount: asked.amount }
  const how = isNormative ? 'stricter' : 'changed'
  return { kept: { ...kept, row: next, words: sayRow(next), how, stated: row.amount as RowAmount, reason } }
}

/** An amount without its unit, as it is named in a refusal. */
function bare(amount: RowAmount): string {
  if ('value' in amount) return amount.value
  if ('low' in amount) return `${amount.low}–${amount.high}`
  if ('formula' in amount) return amount.formula
  return 'relative' in amount ? `${amount.relative.share ?? '100'}%` : '?'
}

const places = 8

function plain(text: string): string {
  return toDecimalText(parseDecimal(text))
}

type AskedAmount = { readonly amount: RowAmount } | { readonly issue: ProblemIssue }

/** What is asked instead, in the unit of the row. */
function amountOf(row: KeptStandardRow, asked: NonNullable<RowChange['amount']>, where: string): AskedAmount {
  const { amount, kind, unit } = row
  if (amount === undefined || unit === undefined)
    return { issue: { text: 'indicators.statement_alone', where, found: row.id } }
  if ('share' in asked) {
    if (!('relative' in amount)) return wrongForm(row, where)
    return { amount: { relative: { ...amount.relative, share: plain(asked.share) } } }
  }
  if ('low' in asked !== (kind === 'range')) return wrongForm(row, where)
  const given = asked.unit ?? unit
  if (!isUnit(given)) return { issue: { text: 'value.unknown_unit', where: `${where}.unit`, found: given } }
  if (!sameDimension(parseUnit(given), parseUnit(unit)))
    return { issue: { text: 'value.wrong_unit', where: `${where}.unit`, found: given, expected: unit } }
  const inUnit = (text: string) => plain(convert(quantity(text, given), unit, places).value)
  if (!('low' in asked)) return { amount: { value: inUnit(asked.value) } }
  const range = { low: inUnit(asked.low), high: inUnit(asked.high) }
  if (parseDecimal(range.high).lt(parseDecimal(range.low)))
    return { issue: { text: 'indicators.ends_below', where, found: range.high, expected: range.low } }
  return { amount: range }
}

function wrongForm(row: KeptStandardRow, where: string): AskedAmount {
  return { issue: { text: `indicators.form_${row.kind}`, where, found: row.id } }
}

/** Rows that an officer adds, over the measures of the programme. */
export function addRows(programme: Programme, extras: readonly ExtraRow[]): Changed {
  const issues: ProblemIssue[] = []
  const rows: KeptRow[] = []
  extras.forEach((extra, at) => {
    const where = `body.extras.${at}`
    const found = faultsOf(programme, extra, where)
    if (found.length > 0) issues.push(...found)
    else rows.push(addedRow(extra, at + 1))
  })
  return { rows, issues }
}

function addedRow(extra: ExtraRow, number: number): KeptRow {
  const { name, kind, measure, per, unit, amount, when, anchor, nature, reason } = extra
  const row: KeptStandardRow = {
    id: `added_${number}`,
    name: written(name),
    kind,
    when,
    nature,
    source: 'office',
    ...(measure === undefined ? {} : { measure: per === undefined ? measure : `${measure} / ${per}` }),
    ...(unit === undefined ? {} : { unit }),
    ...(amount === undefined ? {} : { amount }),
    ...(anchor === undefined ? {} : { anchor }),
  }
  return { row, words: sayRow(row), standard: null, clause: null, how: 'added', stated: null, reason }
}

function faultsOf(programme: Programme, extra: ExtraRow, where: string): ProblemIssue[] {
  const { kind, measure, per, unit, amount, when, anchor } = extra
  const needsAnchor = 'yearly' in when || 'mean' in when || ('once' in when && 'months' in (when.within ?? {}))
  const time: ProblemIssue[] =
    needsAnchor && anchor === undefined ? [{ text: 'indicators.no_anchor', where: `${where}.anchor` }] : []
  if (kind === 'statement') {
    const isAlone = measure === undefined && amount === undefined && unit === undefined
    return isAlone ? time : [...time, { text: 'indicators.statement_alone', where, found: extra.name }]
  }
  if (measure === undefined) return [...time, { text: 'value.required', where: `${where}.measure` }]
  if (unit === undefined) return [...time, { text: 'value.required', where: `${where}.unit` }]
  if (amount === undefined) return [...time, { text: 'value.required', where: `${where}.amount` }]
  if ('low' in amount !== (kind === 'range'))
    return [...time, { text: `indicators.form_${kind}`, where: `${where}.amount`, found: extra.name }]
  if ('low' in amount && parseDecimal(amount.high).lt(parseDecimal(amount.low)))
    return [
      ...time,
      { text: 'indicators.ends_below', where: `${where}.amount`, found: amount.high, expected: amount.low },
    ]
  return [...time, ...unitFaults(programme, { measure, per, unit }, where)]
}

type Measured = { readonly measure: string; readonly per: string | undefined; readonly unit: string }

function unitFaults(programme: Programme, { measure, per, unit }: Measured, where: string): ProblemIssue[] {
  const measures = programme.land?.measures ?? []
  const named = { measure, ...(per === undefined ? {} : { per }) }
  const unknown = Object.entries(named).flatMap(([key, id]): ProblemIssue[] => {
    if (measures.some((one) => one.id === id)) return []
    const near = nearest(
      id,
      measures.map((one) => one.id),
    )
    const issue = { text: 'indicators.unknown_measure', where: `${where}.${key}`, found: id }
    return [near === undefined ? issue : { ...issue, nearest: near }]
  })
  if (unknown.length > 0) return unknown
  if (!isUnit(unit)) return [{ text: 'value.unknown_unit', where: `${where}.unit`, found: unit }]
  const unitOf = (id: string) => measures.find((one) => one.id === id)?.unit ?? 'one'
  const meant = per === undefined ? parseUnit(unitOf(measure)) : unitQuotient(unitOf(measure), unitOf(per))
  if (sameDimension(parseUnit(unit), meant)) return []
  return [{ text: 'value.wrong_unit', where: `${where}.unit`, found: unit, expected: meant.code }]
}
