import type { Span } from '#base/period.ts'
import { isUnit } from '#base/unit.ts'
import { dependenciesOf, dependencyKey } from '../formula/dependencies.ts'
import type { Node } from '../formula/node.ts'
import { spanWithin } from '../formula/spans.ts'
import type { FormulaWorld } from '../formula/units.ts'
import type { Form, FormLine, FormRow, FormSection } from '../schema/form.ts'
import { type Compiling, conditionKey } from './compiling.ts'
import { type Checked, duplicatesOf, findCycle } from './context.ts'
import { compileExpression, yieldsUnit } from './formulas.ts'

type Path = readonly (string | number)[]
type Section = { readonly section: FormSection; readonly path: Path }

/** Where the formulas of computed rows stand, by indicator of the row or id of the line. */
export function* formulaPlaces({ sections }: Pick<Form, 'sections'>): Generator<[name: string, path: Path]> {
  for (const [at, { rows, computed = [] }] of sections.entries()) {
    for (const [index, row] of rows.entries()) {
      if (row.derived !== undefined) yield [row.indicator, ['sections', at, 'rows', index, 'derived']]
    }
    for (const [index, line] of computed.entries()) yield [line.id, ['sections', at, 'computed', index, 'is']]
  }
}

/** The columns of a section in which a row is computed. */
export function derivedColumns(section: Pick<FormSection, 'columns'>, row: FormRow | FormLine): Span[] {
  const grey = row.grey ?? []
  const asked = 'id' in row ? section.columns : row.derived === undefined ? [] : (row.derived_in ?? section.columns)
  return asked.filter((column) => !grey.includes(column))
}

/** Names of the form's own rows may be used in its formulas as well. */
export function worldOfForm(world: FormulaWorld, { sections }: Pick<Form, 'sections'>): FormulaWorld {
  const lines = new Map(sections.flatMap(({ computed = [] }) => computed.map((line) => [line.id, line.unit] as const)))
  if (lines.size === 0) return world
  return {
    ...world,
    unitOf(name) {
      const own = lines.get(name)
      return own !== undefined && isUnit(own) ? own : world.unitOf(name)
    },
    names: () => [...lines.keys(), ...world.names()],
  }
}

/** Columns, matrices and computed cells of a form: only what is there is read, units agree, nothing leads back to itself. */
export function checkLayout(form: Checked<'forms'>, compiling: Compiling): void {
  for (const [at, section] of form.content.sections.entries()) {
    const path = ['sections', at]
    checkColumns(form, { section, path }, compiling)
    checkMatrix(form, { section, path }, compiling)
    checkLines(form, { section, path }, compiling)
  }
  compileDerived(form, compiling)
}

function checkColumns(form: Checked<'forms'>, { section, path }: Section, { context }: Compiling): void {
  const lists = [
    ...section.rows.map((row, index) => ({ row, at: [...path, 'rows', index] })),
    ...(section.computed ?? []).map((row, index) => ({ row, at: [...path, 'computed', index] })),
  ]
  for (const { row, at } of lists) {
    for (const key of ['grey', 'derived_in'] as const) {
      const columns: readonly Span[] = key in row ? ((row as FormRow)[key] ?? []) : []
      for (const [index, column] of columns.entries()) {
        if (section.columns.includes(column)) continue
        const expected = section.columns.join(', ')
        context.report(form, [...at, key, index], { text: 'form.column_not_there', found: column, expected })
      }
    }
    if (section.columns.every((column) => row.grey?.includes(column) === true))
      context.report(form, [...at, 'grey'], { text: 'form.all_grey', found: section.columns.join(', ') })
    if ('derived_in' in row && row.derived_in !== undefined && row.derived === undefined)
      context.report(form, [...at, 'derived_in'], { text: 'form.derived_missing', expected: 'derived' })
    if (
      'compulsory' in row &&
      row.compulsory === true &&
      derivedColumns(section, row).length === section.columns.length
    )
      context.report(form, [...at, 'compulsory'], { text: 'form.computed_compulsory', found: row.indicator })
    if ('weight' in row && row.weight === 0)
      context.report(form, [...at, 'weight'], { text: 'form.no_weight', found: '0' })
  }
}

function checkMatrix(form: Checked<'forms'>, { section, path }: Section, { context }: Compiling): void {
  const { matrix } = section
  if (matrix === undefined) return
  const taxonomy = context.find('taxonomies', matrix.taxonomy)?.content
  const ids = new Set(taxonomy?.classes.map((one) => one.id))
  for (const [index, id] of (matrix.classes ?? []).entries()) {
    if (taxonomy === undefined || ids.has(id)) continue
    const expected = [...ids].slice(0, 20).join(', ')
    context.report(form, [...path, 'matrix', 'classes', index], { text: 'form.unknown_class', found: id, expected })
  }
  for (const { at, key } of duplicatesOf(matrix.classes ?? [], (id) => id))
    context.report(form, [...path, 'matrix', 'classes', at], { text: 'pack.duplicate_id', found: key })
  if (section.computed !== undefined)
    context.report(form, [...path, 'computed'], { text: 'form.computed_in_matrix', found: section.id })
}

function checkLines(form: Checked<'forms'>, { section, path }: Section, { context }: Compiling): void {
  const rows = new Set(form.content.sections.flatMap((one) => one.rows.map((row) => row.indicator)))
  const lines = form.content.sections.flatMap((one) => (one.computed ?? []).map((line) => line.id))
  for (const [index, { id }] of (section.computed ?? []).entries()) {
    const isTaken = rows.has(id) || context.find('indicators', id) !== undefined
    if (isTaken || lines.filter((one) => one === id).length > 1)
      context.report(form, [...path, 'computed', index, 'id'], { text: 'form.line_taken', found: id })
  }
}

/** Which cells a form has, as `name:column`: what stands in its rows and lines and is not grey. */
export function formHas({ sections }: Pick<Form, 'sections'>): (name: string, column: Span) => boolean {
  const cells = new Set(
    sections.flatMap(({ columns, rows, computed = [] }) =>
      [...rows.map((row) => ({ name: row.indicator, row })), ...computed.map((row) => ({ name: row.id, row }))].flatMap(
        ({ name, row }) =>
          columns.filter((column) => row.grey?.includes(column) !== true).map((column) => `${name}:${column}`),
      ),
    ),
  )
  return (name, column) => cells.has(`${name}:${column}`)
}

type Reads = Map<string, { readonly to: readonly string[]; readonly path: Path }>

function compileDerived(form: Checked<'forms'>, compiling: Compiling): void {
  const reads: Reads = new Map()
  for (const [at, section] of form.content.sections.entries()) {
    for (const one of computedRows(section)) {
      compileRow(form, { ...one, section, path: ['sections', at, ...one.path], reads }, compiling)
    }
  }
  for (const [cell, { path }] of reads) {
    const way = findCycle(cell, (from) => reads.get(from)?.to ?? [])
    if (way === undefined) continue
    compiling.context.report(form, path, { text: 'form.computed_cycle', found: way.join(' → ') })
    break
  }
}

type ComputedRow = {
  readonly row: FormRow | FormLine
  readonly name: string
  readonly text: string
  readonly path: Path
}

function computedRows({ rows, computed = [] }: FormSection): ComputedRow[] {
  return [
    ...rows.flatMap((row, at) =>
      row.derived === undefined ? [] : [{ row, name: row.indicator, text: row.derived, path: ['rows', at, 'derived'] }],
    ),
    ...computed.map((row, at) => ({ row, name: row.id, text: row.is, path: ['computed', at, 'is'] })),
  ]
}

function compileRow(
  form: Checked<'forms'>,
  { row, name, text, path, section, reads }: ComputedRow & { readonly section: FormSection; readonly reads: Reads },
  compiling: Compiling,
): void {
  const { context } = compiling
  const world = worldOfForm(compiling.world, form.content)
  const has = formHas(form.content)
  const compiled = compileExpression(text, { document: form, path, expects: 'formula' }, world, context)
  if (compiled === undefined) return
  compiling.conditions.set(conditionKey('forms', form.id, path), compiled.formula)
  const unit = world.unitOf(name)
  if (unit !== undefined && !yieldsUnit(compiled.yields, unit)) {
    const found = compiled.yields.is === 'amount' ? compiled.yields.unit : ''
    context.report(form, path, { text: 'form.computed_of_other_unit', found, expected: unit })
  }
  for (const column of derivedColumns(section, row)) {
    const cells = cellsRead(compiled.formula.tree, column)
    const isThere = ({ cell }: (typeof cells)[number]) => cell !== undefined && has(cell.name, cell.column)
    for (const { key } of cells.filter((one) => !isThere(one)))
      context.report(form, path, { text: 'form.computed_reads_outside', found: key, expected: column })
    const to = cells.flatMap(({ cell }) => (cell === undefined ? [] : [`${cell.name}:${cell.column}`]))
    reads.set(`${name}:${column}`, { path, to })
  }
}

/** What a formula reads where it is computed in a column. */
function cellsRead(tree: Node, within: Span): { key: string; cell: { name: string; column: Span } | undefined }[] {
  return dependenciesOf(tree).map((dependency) => {
    const column = spanWithin(within, dependency.shifts)
    return {
      key: dependencyKey(dependency),
      cell: column === undefined ? undefined : { name: dependency.name, column },
    }
  })
}
