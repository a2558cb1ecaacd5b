import { type BlankReason, blank, blankReasons } from '#base/blank.ts'
import { coveragePercent, type Figure, type FigureMark } from '#base/figure.ts'
import { type FigureSearch, indicatorPaths } from '#base/paths/indicators.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import {
  FigureAddress,
  type FigureCell,
  type FigureRow,
  type FigureTable,
  type Grouping,
  type Selection,
} from '../contract.ts'
import { isOfWhole } from './measures.ts'

/** Below this share of those who had to report, in percent, a figure wears the mark of low coverage. */
export const enoughCoverage = 90

/** What a figure stands on, wherever it came from: a cell of a table, a point of a plan, an explanation. */
export type FigureGround = {
  readonly value: string | null
  readonly blank: BlankReason | null
  readonly unit: string
  readonly reported: number
  readonly expected: number
  /** Blanks by reason, and values that are estimated, provisional or imputed. */
  readonly counts: Readonly<Record<string, number>> | null
  readonly knownAt: string
  readonly synthetic: boolean
  readonly formula?: FigureTable['columns'][number]['formula'] | undefined
  readonly address: FigureAddress
}

/** A figure as every page shows it: value or blank with its reason, marks, and the note of its explanation. */
export function figureOn(ground: FigureGround): Figure {
  const { value, unit, reported, expected, formula } = ground
  return {
    value: value === null ? blank(ground.blank ?? 'not_reported') : { value, unit },
    marks: marksOf(ground),
    explanation: {
      ...(formula === undefined
        ? {}
        : {
            formula: { id: formula.id, text: formula.text, from: parsePlainDate(formula.from), source: formula.source },
          }),
      coverage: { reported, expected },
      blanks: blanksOf(ground.counts),
      knownAt: ground.knownAt,
      lineage: formatFigureAddress(ground.address),
    },
  }
}

function marksOf({ value, reported, expected, counts, synthetic }: FigureGround): FigureMark[] {
  const some = (status: string) => value !== null && (counts?.[status] ?? 0) > 0
  const marks: [FigureMark, boolean][] = [
    ['low_coverage', value !== null && coveragePercent({ reported, expected }) < enoughCoverage],
    ['estimated', some('estimated') || some('imputed')],
    ['provisional', some('provisional')],
    ['synthetic', synthetic],
  ]
  return marks.flatMap(([mark, worn]) => (worn ? [mark] : []))
}

function blanksOf(counts: FigureGround['counts']): Figure['explanation']['blanks'] {
  const told = blankReasons.flatMap((reason) =>
    (counts?.[reason] ?? 0) > 0 ? [[reason, counts?.[reason]] as const] : [],
  )
  return Object.fromEntries(told)
}

/** One cell of a table as a figure; a column that the table does not have is a figure nobody reported. */
export function figureOf(table: FigureTable, row: FigureRow, column: number): Figure {
  const head = table.columns[column]
  const [value, reason, reported, expected, counts]: FigureCell = row.cells[column] ?? [
    null,
    'not_reported',
    0,
    0,
    null,
  ]
  return figureOn({
    value,
    blank: reason,
    unit: head?.unit ?? 'one',
    reported,
    expected,
    counts,
    knownAt: row.knownAt ?? table.asOf,
    synthetic: table.synthetic,
    formula: head?.formula,
    address: addressOf(table, row, column),
  })
}

/** Which figure a cell is: enough to compute it again. */
export function addressOf(table: FigureTable, row: FigureRow, column: number): FigureAddress {
  const { query, columns } = table
  const head = columns[column]
  const measure = head?.measure ?? 'value'
  return {
    indicator: head?.indicator ?? query.indicators[0] ?? '',
    period: row.period,
    span: query.span,
    measure,
    where: narrowedBy(query, row.keys),
    ...(isOfWhole(measure) && query.by.length > 0 ? { of: query.where } : {}),
    ...(query.asOf === undefined ? {} : { asOf: query.asOf }),
  }
}

/** The selection of one group of a question. */
export function narrowedBy(
  { by, where }: Pick<FigureTable['query'], 'by' | 'where'>,
  keys: readonly string[],
): Selection {
  return by.reduce((selection, each, i) => narrowed(selection, each, keys[i] ?? ''), where)
}

/** A selection narrowed to one group. A place within a place keeps both, since bases and towns overlap. */
function narrowed(where: Selection, by: Grouping, key: string): Selection {
  const [what = '', which = ''] = by.split(':')
  if (what === 'taxonomy') return { ...where, industry: `${which}/${key}` }
  if (what === 'ladder') return onRung(where, `${which}/${key}`)
  if (what === 'place') {
    return where.place === undefined || where.place === key
      ? { ...where, place: key }
      : { ...where, place: key, within: where.place }
  }
  return { ...where, [what]: key }
}

/** On a rung beside those asked: `rung` and `rungs` must both hold. */
function onRung(where: Selection, rung: string): Selection {
  if (where.rung === undefined || where.rung === rung) return { ...where, rung }
  return { ...where, rung, rungs: [where.rung] }
}

/** The page address of a figure; the same text is the lineage of its note. */
export function formatFigureAddress({ indicator, period, span, measure, where, of, asOf }: FigureAddress): string {
  const search: FigureSearch = {
    at: period,
    span: span === 'this' ? undefined : span,
    measure: measure === 'value' ? undefined : measure,
    ...selectionWords(where),
    of: of === undefined ? undefined : formatSelection(of),
    known: asOf,
  }
  return indicatorPaths.figure(indicator, search)
}

type SelectionWords = Omit<FigureSearch, 'at' | 'span' | 'measure' | 'of' | 'known'>

function selectionWords(where: Selection): SelectionWords {
  return {
    in: where.place,
    within: where.within,
    industry: where.industry,
    size: where.size,
    ownership: where.ownership,
    rung: where.rung,
    enterprise: where.enterprise,
    places: where.places?.join(),
    industries: where.industries?.join(),
    sizes: where.sizes?.join(),
    ownerships: where.ownerships?.join(),
    rungs: where.rungs?.join(),
  }
}

/** A selection as the search of an address; `all` where nothing is selected. */
function formatSelection(where: Selection): string {
  const said = Object.entries(selectionWords(where)).flatMap(([word, value]) =>
    value === undefined ? [] : [`${word}=${encodeURIComponent(value)}`],
  )
  return said.length === 0 ? 'all' : said.join('&')
}

function parseSelection(text: string): Selection {
  if (text === 'all') return {}
  const words = text.split('&').map((pair) => pair.split('=').map(plainWord) as [string, string])
  return selectionFrom(Object.fromEntries(words))
}

function selectionFrom(words: Readonly<Record<string, string | undefined>>): Selection {
  return {
    place: words.in,
    within: words.within,
    industry: words.industry,
    size: words.size,
    ownership: words.ownership,
    rung: words.rung,
    enterprise: words.enterprise,
    places: words.places?.split(','),
    industries: words.industries?.split(','),
    sizes: words.sizes?.split(','),
    ownerships: words.ownerships?.split(','),
    rungs: words.rungs?.split(','),
  }
}

const figurePath = /^\/indicators\/([^/?]+)\/figure\?(.*)$/

/** Which figure an address names; undefined when it names none. */
export function parseFigureAddress(text: string): FigureAddress | undefined {
  const [, id, search] = figurePath.exec(text) ?? []
  if (id === undefined || search === undefined) return undefined
  const words = new Map(search.split('&').map((pair) => pair.split('=').map(plainWord) as [string, string]))
  return figureAddressFrom(plainWord(id), Object.fromEntries(words))
}

/** The same from an id and the words of a search; undefined when they do not make a figure. */
export function figureAddressFrom(
  indicator: string,
  words: Readonly<Record<string, string | undefined>>,
): FigureAddress | undefined {
  const found = FigureAddress.safeParse({
    indicator,
    period: words.at,
    span: words.span,
    measure: words.measure,
    where: selectionFrom(words),
    of: words.of === undefined ? undefined : parseSelection(words.of),
    asOf: words.known,
  })
  return found.success ? withoutGaps(found.data) : undefined
}

function withoutGaps(address: FigureAddress): FigureAddress {
  const { asOf, of, where, ...rest } = address
  return {
    ...rest,
    where: said(where),
    ...(of === undefined ? {} : { of: said(of) }),
    ...(asOf === undefined ? {} : { asOf }),
  }
}

function said(where: Selection): Selection {
  return Object.fromEntries(Object.entries(where).filter(([, value]) => value !== undefined))
}

function plainWord(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
