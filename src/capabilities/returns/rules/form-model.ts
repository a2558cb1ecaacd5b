import { type Blank, blank } from '#base/blank.ts'
import { Decimal, parseDecimal, toDecimalText } from '#base/decimal.ts'
import type { ProblemIssue } from '#base/problem.ts'
import type { Quantity } from '#base/quantity.ts'
import type { Text } from '#base/text.ts'
import type { AttributeName } from '#pack/formula/attributes.ts'
import { type Dependency, dependenciesOf, dependencyKey } from '#pack/formula/dependencies.ts'
import { evaluateCondition, evaluateFormula, type Given } from '#pack/formula/evaluate.ts'
import type { Formula, Node } from '#pack/formula/node.ts'
import { type CellReading, cellIssue, readCell } from './cell-text.ts'
import { type CellDefinition, keyOfName, type LineSubject } from './form-cells.ts'
import { createOrder, type Order } from './form-order.ts'
import { judgePeers, type PeerFinding, type PeerFigures } from './peers.ts'

/** A cell as the model needs it; the same from the programme and from the wire. */
export type ModelCell = Pick<
  CellDefinition,
  'key' | 'span' | 'compulsory' | 'grey' | 'derived' | 'weight' | 'matrix'
> & {
  readonly indicator: Pick<LineSubject, 'id' | 'unit' | 'scale'>
}

/** A condition of the form; `matrix` where it is judged for one class. */
export type ModelCheck = {
  readonly id: string
  readonly severity: 'hard' | 'soft'
  readonly require: Formula
  readonly message: Text
  readonly matrix?: { readonly section: string; readonly class: string }
}

/** A comparison with others of the industry. */
export type ModelPeers = {
  readonly id: string
  readonly of: Formula
  readonly within: string
  readonly message: Text
}

/** What the checks read that is not typed here; all that a page needs to judge as the server does. */
export type Outside = {
  /** By dependency such as `last_year(output)`: what stood, and the cell of this form that is added to it. */
  readonly values: Readonly<Record<string, { readonly value: string; readonly unit: string; readonly plus?: string }>>
  /** By `attributeKey`: what the register says of the respondent; null where it does not say. */
  readonly register: Readonly<Record<string, boolean | null>>
  /** By check: median and deviation of the peers; none where there are too few. */
  readonly peers: Readonly<Record<string, PeerFigures>>
}

export type FormSource = {
  readonly cells: readonly ModelCell[]
  readonly checks: readonly ModelCheck[]
  readonly peers: readonly ModelPeers[]
  readonly outside: Outside
}

/** What a check found, the same on the page, in the workbook and at submission. */
export type CheckFinding = {
  readonly id: string
  readonly severity: 'hard' | 'soft'
  readonly outcome: 'holds' | 'fails' | 'unknown'
  readonly message: Text
  readonly condition: string
  readonly missing: string[]
  /** The cells of this return it looks at. */
  readonly cells: string[]
  readonly reason?: string
  readonly peers?: PeerFinding
}

/** What an edit changed: the cells whose text is another now, computed ones too, and the checks that were judged anew. */
export type FormChange = { readonly cells: readonly string[]; readonly checks: readonly string[] }

/** One return while it is filled in. An edit computes only what depends on it; the answer is that of computing everything. */
export type FormModel = {
  readonly cells: readonly ModelCell[]
  /** Puts texts into cells. Computed cells and cells the form does not have are left alone. */
  edit(texts: Readonly<Record<string, string>>): FormChange
  textOf(key: string): string
  /** All texts, those of computed cells too. */
  texts(): Record<string, string>
  readingOf(key: string): CellReading | undefined
  readings(): Map<string, CellReading>
  issueOf(key: string): ProblemIssue | undefined
  /** What is wrong in single cells, and which compulsory ones are empty. */
  issues(): ProblemIssue[]
  findings(): CheckFinding[]
  /** The conditions with what each name in them means, for seeking the cells that must be wrong. */
  conditions(): readonly ModelCondition[]
  /** The computed cells with the cells they are computed from; totals have no condition. */
  derivations(): readonly ModelDerivation[]
}

/** What a name in a condition means: a cell of the return, or an amount from outside it. */
export type Meaning = { readonly cell?: ModelCell; readonly amount?: Quantity }
export type ModelCondition = {
  readonly id: string
  readonly severity: 'hard' | 'soft'
  readonly outcome: CheckFinding['outcome']
  readonly tree: Node
  readonly cells: readonly string[]
  means(dependency: Dependency): Meaning | undefined
  readonly given: Given
}

export type ModelDerivation = {
  readonly cell: ModelCell
  readonly of: readonly string[]
  readonly condition?: Pick<ModelCondition, 'tree' | 'means' | 'given'>
}

/** The key under which the register's answer to `industry in (a, b)` is kept. */
export function attributeKey(attribute: AttributeName, classes?: readonly string[]): string {
  return classes === undefined ? attribute : `${attribute} in ${classes.join(' ')}`
}

type Reader = { readonly cell?: number; readonly outside?: Quantity }
type Compiled = {
  readonly readers: ReadonlyMap<string, Reader>
  readonly reads: readonly number[]
  readonly given: Given
}
type Judge = { readonly id: string; readonly reads: readonly number[]; judge(): CheckFinding }

/** A return with its texts, everything computed and judged. */
export function createFormModel(source: FormSource, texts: Readonly<Record<string, string>>): FormModel {
  const { cells } = source
  const at = new Map(cells.map((cell, i) => [cell.key, i]))
  const typed = cells.map((cell) => (cell.derived === undefined ? (texts[cell.key] ?? '') : ''))
  const readings = cells.map((cell, i) => readTyped(typed[i] ?? '', cell))
  const issues: (ProblemIssue | undefined)[] = []
  const compile = compiler(source, { at, readings })
  const derived = cells.map((cell) =>
    cell.derived === undefined ? undefined : derivation(cell, { compile, at, readings }),
  )
  const order = createOrder(derived.map((one) => one?.reads))
  const judges = [
    ...source.checks.map((check) => checkJudge(check, { compile, cells })),
    ...source.peers.map((one) => peersJudge(one, source.outside, { compile, cells })),
  ]
  const readBy = readersOf(judges, cells.length)

  /** Computes a cell; whether its value is another than before. */
  const compute = (i: number): boolean => {
    const cell = cells[i] as ModelCell
    const outcome = derived[i]?.value() ?? { blank: 'not_reported' }
    const text = 'value' in outcome ? outcome.value : ''
    const reading = 'value' in outcome ? readCell(text, cell) : { blank: outcome.blank }
    const isSame = text === typed[i] && sameReading(readings[i], reading)
    typed[i] = text
    readings[i] = reading
    issues[i] = cellIssue(cell, reading)
    return !isSame
  }
  for (const [i, cell] of cells.entries()) if (cell.derived === undefined) issues[i] = cellIssue(cell, readings[i])
  for (const i of order.all) compute(i)
  const found = judges.map((one) => one.judge())

  return {
    cells,
    edit: (changes) => edit(changes, { cells, at, typed, readings, issues, order, compute, judges, readBy, found }),
    textOf: (key) => typed[at.get(key) ?? -1] ?? '',
    texts: () => Object.fromEntries(cells.map((cell, i) => [cell.key, typed[i] ?? ''])),
    readingOf: (key) => readings[at.get(key) ?? -1],
    readings: () => new Map(cells.map((cell, i) => [cell.key, readings[i] as CellReading])),
    issueOf: (key) => issues[at.get(key) ?? -1],
    issues: () => issues.filter((issue) => issue !== undefined),
    findings: () => [...found],
    conditions: () =>
      source.checks.map((check, i) => {
        const { readers, given } = compile(check.require, { span: 'this', ...check.matrix })
        return {
          id: check.id,
          severity: check.severity,
          outcome: found[i]?.outcome ?? 'unknown',
          tree: check.require.tree,
          cells: found[i]?.cells ?? [],
          given,
          means: (dependency) => meaningOf(readers.get(dependencyKey(dependency)), cells),
        }
      }),
    derivations: () => derivationsOf(cells, derived, compile),
  }
}

function derivationsOf(
  cells: readonly ModelCell[],
  derived: readonly (Derivation | undefined)[],
  compile: Compile,
): ModelDerivation[] {
  return cells.flatMap((cell, i): ModelDerivation[] => {
    const own = derived[i]
    if (own === undefined) return []
    const of = own.reads.map((each) => cells[each]?.key ?? '')
    if (cell.derived?.kind !== 'formula') return [{ cell, of }]
    const { formula } = cell.derived
    const { readers, given } = compile(formula, { span: cell.span, ...cell.matrix })
    const means = (dependency: Dependency) => meaningOf(readers.get(dependencyKey(dependency)), cells)
    return [{ cell, of, condition: { tree: formula.tree, given, means } }]
  })
}

type State = {
  readonly cells: readonly ModelCell[]
  readonly at: ReadonlyMap<string, number>
  readonly typed: string[]
  readonly readings: CellReading[]
  readonly issues: (ProblemIssue | undefined)[]
  readonly order: Order
  readonly compute: (i: number) => boolean
  readonly judges: readonly Judge[]
  readonly readBy: readonly (readonly number[] | undefined)[]
  readonly found: CheckFinding[]
}

function edit(changes: Readonly<Record<string, string>>, state: State): FormChange {
  const { cells, at, typed, readings, issues, order, judges, readBy, found } = state
  const changed: number[] = []
  for (const [key, text] of Object.entries(changes)) {
    const i = at.get(key)
    const cell = i === undefined ? undefined : cells[i]
    if (i === undefined || cell === undefined || cell.derived !== undefined || typed[i] === text) continue
    typed[i] = text
    readings[i] = readTyped(text, cell)
    issues[i] = cellIssue(cell, readings[i])
    changed.push(i)
  }
  const computed = order.after(changed, state.compute)
  const all = [...changed, ...computed]
  const again = new Set(all.flatMap((i) => readBy[i] ?? []))
  for (const j of again) found[j] = (judges[j] as Judge).judge()
  return { cells: all.map((i) => cells[i]?.key ?? ''), checks: [...again].map((j) => judges[j]?.id ?? '') }
}

/** A grey cell holds nothing; what was typed into one is wrong. */
function readTyped(text: string, cell: ModelCell): CellReading {
  if (cell.grey !== true) return readCell(text, cell)
  if (text.trim() === '') return { blank: 'not_applicable' }
  return { issue: { text: 'returns.grey_cell', where: cell.key, found: text.slice(0, 60) } }
}

function sameReading(a: CellReading | undefined, b: CellReading): boolean {
  if (a === undefined) return false
  if ('value' in a) return 'value' in b && a.value === b.value
  if ('blank' in a) return 'blank' in b && a.blank === b.blank
  return 'issue' in b
}

const namesKnown = new WeakMap<Node, Dependency[]>()

/** What a formula reads, found once: a row has the same formula in every column. */
function namesIn({ tree }: Formula): Dependency[] {
  const known = namesKnown.get(tree) ?? dependenciesOf(tree)
  namesKnown.set(tree, known)
  return known
}

type Compile = (formula: Formula, scope: { span: CellDefinition['span']; section?: string; class?: string }) => Compiled
type Cells = { readonly at: ReadonlyMap<string, number>; readonly readings: readonly CellReading[] }

/** Finds what each name of a formula means once, so that computing it is only arithmetic. */
function compiler({ cells, outside }: FormSource, { at, readings }: Cells): Compile {
  const rowsOf = new Map<string, Set<string>>()
  for (const { indicator, matrix } of cells) {
    if (matrix === undefined) continue
    const rows = rowsOf.get(matrix.section) ?? new Set()
    rowsOf.set(matrix.section, rows.add(indicator.id.slice(0, -matrix.class.length - 1)))
  }
  return (formula, { span, section, class: ofClass }) => {
    const within = { span, class: ofClass, rows: rowsOf.get(section ?? '') }
    const readers = new Map<string, Reader>()
    for (const dependency of namesIn(formula)) {
      const i = at.get(keyOfName(dependency, within) ?? '')
      const key = dependencyKey(dependency)
      if (i !== undefined && cells[i]?.grey !== true) readers.set(key, { cell: i })
      else {
        const { value, unit, plus } = outside.values[key] ?? {}
        const added = plus === undefined ? undefined : at.get(plus)
        if (value === undefined || unit === undefined || (plus !== undefined && added === undefined)) continue
        readers.set(key, { outside: { value, unit }, ...(added === undefined ? {} : { cell: added }) })
      }
    }
    const given: Given = {
      valueOf: (dependency) => read(readers.get(dependencyKey(dependency)), { cells, readings }),
      isIn: (attribute, classes) => outside.register[attributeKey(attribute, classes)] ?? undefined,
      holds: (attribute) => outside.register[attributeKey(attribute)] ?? undefined,
    }
    const reads = [...new Set([...readers.values()].flatMap(({ cell }) => cell ?? []))]
    return { readers, reads, given }
  }
}

function read(
  reader: Reader | undefined,
  { cells, readings }: { readonly cells: readonly ModelCell[]; readonly readings: readonly CellReading[] },
): Quantity | Blank {
  if (reader === undefined) return blank('not_reported')
  const { cell, outside } = reader
  if (cell === undefined) return outside ?? blank('not_reported')
  const reading = readings[cell]
  if (reading === undefined || 'issue' in reading) return blank('not_reported')
  if ('blank' in reading) return reading
  const unit = cells[cell]?.indicator.unit ?? 'one'
  if (outside === undefined) return { value: reading.value, unit }
  return { value: toDecimalText(parseDecimal(outside.value).plus(parseDecimal(reading.value))), unit }
}

function meaningOf(reader: Reader | undefined, cells: readonly ModelCell[]): Meaning | undefined {
  if (reader === undefined) return undefined
  const cell = reader.cell === undefined ? undefined : cells[reader.cell]
  return {
    ...(cell === undefined ? {} : { cell }),
    ...(reader.outside === undefined ? {} : { amount: reader.outside }),
  }
}

type Derivation = { readonly reads: readonly number[]; value(): { readonly value: string } | Blank }

function derivation(cell: ModelCell, { compile, at, readings }: Cells & { readonly compile: Compile }): Derivation {
  const { derived } = cell
  if (derived?.kind === 'formula') {
    const { reads, given } = compile(derived.formula, { span: cell.span, ...cell.matrix })
    const { unit, scale } = cell.indicator
    return { reads, value: () => amountOf(evaluateFormula(derived.formula, given, { unit, scale }).value) }
  }
  const reads = (derived?.of ?? []).flatMap((key) => at.get(key) ?? [])
  return { reads, value: () => totalOf(reads.map((i) => readings[i])) }
}

function amountOf(value: Quantity | Blank): { value: string } | Blank {
  return 'blank' in value ? value : { value: value.value }
}

/** The sum of what is known; blank where nothing is, or where something is not readable. */
function totalOf(parts: readonly (CellReading | undefined)[]): { value: string } | Blank {
  if (parts.some((part) => part !== undefined && 'issue' in part)) return { blank: 'not_reported' }
  const known = parts.flatMap((part) => (part !== undefined && 'value' in part ? [part.value] : []))
  if (known.length > 0)
    return { value: toDecimalText(known.reduce((sum, value) => sum.plus(parseDecimal(value)), new Decimal(0))) }
  const isNone =
    parts.length > 0 && parts.every((part) => part !== undefined && 'blank' in part && part.blank === 'not_applicable')
  return { blank: isNone ? 'not_applicable' : 'not_reported' }
}

type Judging = { readonly compile: Compile; readonly cells: readonly ModelCell[] }

function checkJudge(check: ModelCheck, { compile, cells }: Judging): Judge {
  const { given, reads } = compile(check.require, { span: 'this', ...check.matrix })
  const { id, severity, message, require } = check
  const keys = keysOf(reads, cells)
  return {
    id,
    reads,
    judge() {
      const { answer, because } = evaluateCondition(require, given)
      return {
        id,
        severity,
        outcome: answer === 'yes' ? 'holds' : answer === 'no' ? 'fails' : 'unknown',
        message,
        condition: require.text,
        missing: because.map((missing) => missing.name),
        cells: keys,
      }
    },
  }
}

function peersJudge(one: ModelPeers, { peers }: Outside, { compile, cells }: Judging): Judge {
  const { given, reads } = compile(one.of, { span: 'this' })
  const figures = peers[one.id]
  const keys = keysOf(reads, cells)
  return {
    id: one.id,
    reads,
    judge: () => ({
      id: one.id,
      severity: 'soft',
      message: one.message,
      condition: one.of.text,
      cells: keys,
      ...judgePeers(one, figures, given),
    }),
  }
}

function keysOf(reads: readonly number[], cells: readonly ModelCell[]): string[] {
  return reads.map((i) => cells[i]?.key ?? '')
}

function readersOf(judges: readonly Judge[], cells: number): (number[] | undefined)[] {
  const readBy: (number[] | undefined)[] = Array.from({ length: cells })
  for (const [j, { reads }] of judges.entries()) for (const i of reads) (readBy[i] ??= []).push(j)
  return readBy
}
