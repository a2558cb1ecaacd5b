import { Decimal } from '#base/decimal.ts'
import type { FormulaWorld } from '../formula/units.ts'
import type { Land } from '../schema/land.ts'
import type { StandardRow } from '../schema/standard.ts'
import type { Compiling } from './compiling.ts'
import { type Checked, type CheckContext, duplicatesOf, findCycle } from './context.ts'
import { checkRange } from './dates.ts'
import { alike, compileAll, type LandExpression } from './land-formulas.ts'
import { isReserved } from './reserved.ts'
import { missing } from './scheme-refuse.ts'
import { checkNamed } from './tasks.ts'

/** Standards say what they ask, of whom, from when; their formulas have the units of what is asked. */
export function compileStandards(compiling: Compiling, world: FormulaWorld, land: Land | undefined): void {
  const { context } = compiling
  for (const standard of context.list('standards')) {
    checkStandard(standard, context)
    checkUses(standard, land, context)
    standard.content.rows.forEach((row, at) => checkRow(standard, row, at, context))
    const ofRows = standard.content.rows.flatMap((row, at) => expressionsOfRow(row, at))
    const ids = standard.content.rows.map(({ id }) => id)
    checkRowNames(standard, world, context)
    const around: FormulaWorld = {
      ...world,
      isFact: (name) => ids.includes(name) || world.isFact?.(name) === true,
      names: () => [...world.names(), ...ids],
    }
    const { meets, exceptions = [] } = standard.content
    const whole: LandExpression[] = [
      ...(meets === undefined ? [] : [{ path: ['meets'], text: meets, yields: 'condition' }]),
      ...exceptions.flatMap(({ when }, at) =>
        when === undefined ? [] : [{ path: ['exceptions', at, 'when'], text: when, yields: 'condition' }],
      ),
    ]
    const formulas = compileAll(standard, ofRows, world, compiling)
    const rest = compileAll(standard, whole, around, compiling)
    compiling.landFormulas.set(`standards/${standard.id}`, { ...formulas, ...rest })
  }
}

function checkStandard(standard: Checked<'standards'>, context: CheckContext): void {
  const { content } = standard
  checkRange(standard, [], content, context)
  checkNamed(standard, 'rows', content.rows, context)
  checkNamed(standard, 'exceptions', content.exceptions, context)
  const above = findCycle(standard.id, (id) =>
    [context.find('standards', id)?.content.under].filter((one) => one !== undefined),
  )
  if (above !== undefined) context.report(standard, ['under'], { text: 'pack.cycle', found: above.join(' → ') })
  if (content.lot !== undefined && content.kind !== 'listing')
    context.report(standard, ['lot'], { text: 'land.lot_of_no_listing', found: content.kind, expected: 'listing' })
  if (content.lot?.area !== undefined && 'unit' in content.lot.area && !alike(content.lot.area.unit, 'm2'))
    context.report(standard, ['lot', 'area', 'unit'], {
      text: 'pack.wrong_dimension',
      found: content.lot.area.unit,
      expected: 'm2',
    })
  const ids = content.rows.map(({ id }) => id)
  content.exceptions?.forEach(({ waives = [] }, at) =>
    waives.forEach((row, index) => {
      if (!ids.includes(row))
        context.report(standard, ['exceptions', at, 'waives', index], {
          text: 'land.unknown_row',
          ...missing(row, ids),
        })
    }),
  )
}

/** Uses of land that `pack.yaml` names. */
function checkUses(standard: Checked<'standards'>, land: Land | undefined, context: CheckContext): void {
  if (land === undefined) return
  const ids = land.uses.map(({ id }) => id)
  standard.content.uses?.forEach((use, at) => {
    if (!ids.includes(use)) context.report(standard, ['uses', at], { text: 'land.unknown_use', ...missing(use, ids) })
  })
}

/** A row is no measure, no fact and no word of formulas: conditions could not tell them apart. */
function checkRowNames(standard: Checked<'standards'>, world: FormulaWorld, context: CheckContext): void {
  standard.content.rows.forEach(({ id }, at) => {
    if (isReserved(id)) context.report(standard, ['rows', at, 'id'], { text: 'indicator.reserved_name', found: id })
    else if (world.names().includes(id))
      context.report(standard, ['rows', at, 'id'], { text: 'land.row_named_like_a_measure', found: id })
  })
}

const wanted: Readonly<Record<StandardRow['kind'], string>> = {
  at_least: 'value, formula, relative, not_stated',
  at_most: 'value, formula, relative, not_stated',
  equal: 'value, formula, relative, not_stated',
  range: 'low + high, not_stated',
  statement: '',
}

/** A row has what its kind compares, and years count from somewhere. */
function checkRow(standard: Checked<'standards'>, row: StandardRow, at: number, context: CheckContext): void {
  const report = (key: readonly (string | number)[], text: string, words: { found?: string; expected?: string } = {}) =>
    context.report(standard, ['rows', at, ...key], { text, ...words })
  const parts = ['measure', 'unit', 'amount'] as const
  for (const part of parts) {
    if (row.kind === 'statement' && row[part] !== undefined)
      report([part], 'land.statement_with_amount', { found: part, expected: row.kind })
    if (row.kind !== 'statement' && row[part] === undefined) report([], 'pack.missing_key', { expected: part })
  }
  const { amount, when } = row
  if (
    amount !== undefined &&
    row.kind !== 'statement' &&
    !('not_stated' in amount) &&
    'low' in amount !== (row.kind === 'range')
  )
    report(['amount'], 'land.amount_of_other_kind', { found: row.kind, expected: wanted[row.kind] })
  if (amount !== undefined && 'low' in amount && new Decimal(amount.high).lt(amount.low))
    report(['amount', 'high'], 'land.ends_below', { found: amount.high, expected: amount.low })
  const counts =
    'yearly' in when || 'mean' in when || ('once' in when && when.within !== undefined && 'months' in when.within)
  if (counts && row.anchor === undefined) report([], 'land.no_anchor', { found: row.id, expected: 'anchor' })
  const years = 'yearly' in when ? when.yearly : 'mean' in when && 'from_year' in when.mean ? when.mean : undefined
  if (years?.to_year !== undefined && years.to_year < years.from_year)
    report(['when'], 'land.ends_below', { found: String(years.to_year), expected: String(years.from_year) })
  checkRelative(row, report, context)
  const ids = standard.content.rows.map(({ id }) => id)
  if (row.part_of !== undefined && (row.part_of === row.id || !ids.includes(row.part_of)))
    report(
      ['part_of'],
      'land.unknown_row',
      missing(
        row.part_of,
        ids.filter((id) => id !== row.id),
      ),
    )
  for (const { at: second, key } of duplicatesOf(row.eases ?? [], ({ id }) => id))
    report(['eases', second, 'id'], 'pack.duplicate_id', { found: key })
}

function checkRelative(
  { amount, unit }: StandardRow,
  report: (key: readonly (string | number)[], text: string, words: { found?: string; expected?: string }) => void,
  context: CheckContext,
): void {
  if (amount === undefined || unit === undefined || !('relative' in amount)) return
  const { indicator } = amount.relative
  const known = indicator === undefined ? undefined : context.find('indicators', indicator)?.content
  if (known !== undefined && !alike(known.unit, unit))
    report(['amount', 'relative', 'indicator'], 'pack.wrong_dimension', { found: known.unit, expected: unit })
}

function expressionsOfRow({ measure, unit, amount, where, eases = [] }: StandardRow, at: number): LandExpression[] {
  const path = ['rows', at]
  const found: LandExpression[] = []
  if (measure !== undefined && unit !== undefined)
    found.push({ path: [...path, 'measure'], text: measure, yields: unit })
  if (amount !== undefined && 'formula' in amount && unit !== undefined)
    found.push({ path: [...path, 'amount', 'formula'], text: amount.formula, yields: unit })
  if (where !== undefined) found.push({ path: [...path, 'where'], text: where, yields: 'condition' })
  eases.forEach(({ when }, index) =>
    found.push({ path: [...path, 'eases', index, 'when'], text: when, yields: 'condition' }),
  )
  return found
}
