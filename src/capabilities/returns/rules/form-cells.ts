import type { Span } from '#base/period.ts'
import type { Formula } from '#pack/formula/node.ts'
import { spanWithin } from '#pack/formula/spans.ts'
import type { Programme, ProgrammeForm, ProgrammeIndicator } from '#pack/programme.ts'

type Words = ProgrammeIndicator['name']
type Section = ProgrammeForm['sections'][number]

/** What a line is about: an indicator, a class of one in a matrix (`staff.women`), or a row that only the form has. */
export type LineSubject = Pick<ProgrammeIndicator, 'id' | 'name' | 'definition' | 'unit' | 'scale'>

/** How a cell is computed from others of the same return. */
export type CellDerivation =
  | { readonly kind: 'formula'; readonly formula: Formula }
  | {
      readonly kind: 'total'
      /** The cells of the classes; one that is left empty counts as none. */
      readonly of: readonly string[]
    }

/** One cell of a form: what it is about, the column, and what may stand in it. */
export type CellDefinition = {
  /** `subject:span` */
  readonly key: string
  readonly indicator: LineSubject
  readonly span: Span
  readonly compulsory: boolean
  /** Number of the line in the form, from 1. */
  readonly code: number
  /** Not to be filled in. */
  readonly grey?: true
  /** Computed, never typed. */
  readonly derived?: CellDerivation
  /** It goes into the figures; cells of classes and rows that only the form has stay in the return. */
  readonly recorded: boolean
  /** How much it is trusted when checks contradict each other; 1 where the form says nothing. */
  readonly weight: number
  /** The class of a matrix and the section it belongs to. */
  readonly matrix?: { readonly section: string; readonly class: string }
}

export type LineDefinition = {
  readonly code: number
  readonly indicator: LineSubject
  readonly compulsory: boolean
  readonly help?: Words
  /** In a matrix: the row the line belongs to, and its class; none for the total. */
  readonly row?: string
  readonly class?: string
  readonly cells: readonly CellDefinition[]
}

export type PartDefinition = {
  readonly id: string
  readonly name: Words
  readonly help?: Words
  readonly columns: readonly Span[]
  /** The classes of a matrix. Its lines are the total of each row and then one for each class, whichever way it is drawn. */
  readonly matrix?: { readonly across: 'rows' | 'columns'; readonly classes: readonly { id: string; name: Words }[] }
  readonly lines: readonly LineDefinition[]
}

const partsKnown = new WeakMap<ProgrammeForm, readonly PartDefinition[]>()

/** A form as a grid: parts with columns, lines numbered through, cells. Worked out once for each form. */
export function formParts(programme: Programme, form: ProgrammeForm): readonly PartDefinition[] {
  const known = partsKnown.get(form) ?? makeParts(programme, form)
  partsKnown.set(form, known)
  return known
}

/** All cells of a form in the order in which they are filled; a cell that stands in two parts is one cell. */
export function formCells(programme: Programme, form: ProgrammeForm): CellDefinition[] {
  const cells = formParts(programme, form).flatMap((part) => part.lines.flatMap((line) => line.cells))
  return [...new Map(cells.map((cell) => [cell.key, cell])).values()]
}

/** The cells that go into the figures. */
export function recordedCells(programme: Programme, form: ProgrammeForm): CellDefinition[] {
  return formCells(programme, form).filter((cell) => cell.recorded)
}

/** The key of the cell that a name means for a formula read in a column, in a class of a matrix where one is given. */
export function keyOfName(
  { name, shifts }: { readonly name: string; readonly shifts: readonly string[] },
  within: { readonly span: Span; readonly class?: string | undefined; readonly rows?: ReadonlySet<string> | undefined },
): string | undefined {
  const span = spanWithin(within.span, shifts)
  if (span === undefined) return undefined
  const subject = within.class !== undefined && within.rows?.has(name) === true ? `${name}.${within.class}` : name
  return `${subject}:${span}`
}

function makeParts(programme: Programme, form: ProgrammeForm): PartDefinition[] {
  const numbers = { last: 0 }
  return form.sections.map((section) => {
    const matrix = matrixOf(programme, section)
    const rows = section.rows.flatMap((row) => {
      const indicator = programme.indicators[row.indicator]
      if (indicator === undefined) return []
      return matrix === undefined
        ? [rowLine(form, { section, row, indicator, numbers })]
        : matrixLines(form, { section, row, indicator, numbers, classes: matrix.classes })
    })
    const computed = (section.computed ?? []).map((line) => computedLine(form, { section, line, numbers }))
    return {
      id: section.id,
      name: section.name,
      columns: section.columns,
      lines: [...rows, ...computed],
      ...(section.help === undefined ? {} : { help: section.help }),
      ...(matrix === undefined ? {} : { matrix }),
    }
  })
}

function matrixOf(programme: Programme, { matrix }: Section): PartDefinition['matrix'] {
  if (matrix === undefined) return undefined
  const all = programme.taxonomies[matrix.taxonomy]?.classes ?? []
  const parents = new Set(all.map((one) => one.parent))
  const ids = matrix.classes ?? all.flatMap((one) => (parents.has(one.id) ? [] : [one.id]))
  const classes = ids.map((id) => {
    const name = all.find((one) => one.id === id)?.name
    return { id, name: { zh: name?.zh ?? id, en: name?.en ?? name?.zh ?? id } }
  })
  return { across: matrix.across, classes }
}

type Numbers = { last: number }
type RowOf = {
  readonly section: Section
  readonly row: Section['rows'][number]
  readonly indicator: ProgrammeIndicator
  readonly numbers: Numbers
}

function rowLine(form: ProgrammeForm, { section, row, indicator, numbers }: RowOf): LineDefinition {
  numbers.last += 1
  const code = numbers.last
  const formula = form.formulas[row.indicator]
  const cells = section.columns.map((span): CellDefinition => {
    const grey = row.grey?.includes(span) === true
    const isDerived = !grey && formula !== undefined && (row.derived_in ?? section.columns).includes(span)
    return {
      key: `${row.indicator}:${span}`,
      indicator,
      span,
      code,
      compulsory: row.compulsory === true && !grey && !isDerived,
      weight: row.weight ?? 1,
      recorded: !grey,
      ...(grey ? { grey } : {}),
      ...(isDerived ? { derived: { kind: 'formula', formula } } : {}),
    }
  })
  return lineOf({ code, indicator, compulsory: row.compulsory === true, cells, help: row.help })
}

function matrixLines(
  form: ProgrammeForm,
  { section, row, indicator, numbers, classes }: RowOf & { readonly classes: readonly { id: string; name: Words }[] },
): LineDefinition[] {
  const formula = form.formulas[row.indicator]
  const isGrey = (span: Span) => row.grey?.includes(span) === true
  const keyOf = (id: string, span: Span) => `${row.indicator}.${id}:${span}`
  numbers.last += 1
  const code = numbers.last
  const total: LineDefinition = {
    ...lineOf({
      code,
      indicator,
      compulsory: row.compulsory === true,
      help: row.help,
      cells: section.columns.map((span) => ({
        key: `${row.indicator}:${span}`,
        indicator,
        span,
        code,
        compulsory: row.compulsory === true && !isGrey(span),
        weight: row.weight ?? 1,
        recorded: !isGrey(span),
        ...(isGrey(span)
          ? { grey: true }
          : { derived: { kind: 'total', of: classes.map(({ id }) => keyOf(id, span)) } }),
      })),
    }),
    row: row.indicator,
  }
  const lines = classes.map(({ id, name }): LineDefinition => {
    numbers.last += 1
    const own = numbers.last
    const subject: LineSubject = {
      ...indicator,
      id: `${row.indicator}.${id}`,
      name: { zh: `${indicator.name.zh}：${name.zh}`, en: `${indicator.name.en}: ${name.en}` },
    }
    const cells = section.columns.map((span): CellDefinition => {
      const isDerived = !isGrey(span) && formula !== undefined && (row.derived_in ?? section.columns).includes(span)
      return {
        key: keyOf(id, span),
        indicator: subject,
        span,
        code: own,
        compulsory: false,
        weight: row.weight ?? 1,
        recorded: false,
        matrix: { section: section.id, class: id },
        ...(isGrey(span) ? { grey: true } : {}),
        ...(isDerived ? { derived: { kind: 'formula', formula } } : {}),
      }
    })
    return { ...lineOf({ code: own, indicator: subject, compulsory: false, cells }), row: row.indicator, class: id }
  })
  return [total, ...lines]
}

type Computed = NonNullable<Section['computed']>[number]

function computedLine(
  form: ProgrammeForm,
  { section, line, numbers }: { readonly section: Section; readonly line: Computed; readonly numbers: Numbers },
): LineDefinition {
  numbers.last += 1
  const code = numbers.last
  const formula = form.formulas[line.id]
  const indicator: LineSubject = {
    id: line.id,
    name: line.name,
    definition: line.help ?? line.name,
    unit: line.unit,
    scale: line.scale,
  }
  const cells = section.columns.map(
    (span): CellDefinition => ({
      key: `${line.id}:${span}`,
      indicator,
      span,
      code,
      compulsory: false,
      weight: 1,
      recorded: false,
      ...(formula === undefined || line.grey?.includes(span) === true
        ? { grey: true }
        : { derived: { kind: 'formula', formula } }),
    }),
  )
  return lineOf({ code, indicator, compulsory: false, cells, help: line.help })
}

function lineOf({
  help,
  ...line
}: Omit<LineDefinition, 'help'> & { readonly help?: Words | undefined }): LineDefinition {
  return help === undefined ? line : { ...line, help }
}
