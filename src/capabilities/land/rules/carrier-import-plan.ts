import { type ImportProblem, type ImportRow, linesTwice, refusal } from '#base/import-sheet.ts'
import type { ProblemIssue } from '#base/problem.ts'
import type { CarrierFields, SpaceFields } from '../contract/carriers.ts'

/** What a line of a file would write; without an id it is entered. */
export type Written<Fields> = { readonly id: string | null; readonly revision: number; readonly fields: Fields }
export type SpaceWritten = Written<SpaceFields> & { readonly carrier: string }

type Known<Fields> = { readonly id: string; readonly revision: number; readonly fields: Fields }

/** A line as the page of an import shows it, and what it would write. */
type Planned<Write> = {
  readonly line: {
    readonly line: number
    readonly outcome: 'created' | 'changed' | 'unchanged' | 'refused'
    readonly label: string
    readonly subject: string | null
    readonly changes: FieldChange[]
    readonly problems: ImportProblem[]
  }
  readonly write: Write | null
}
type FieldChange = { readonly field: string; readonly before: string | null; readonly after: string | null }

type CarrierPlanning = {
  readonly known: ReadonlyMap<string, Known<CarrierFields>>
  /** Codes of buildings that the actor does not see. */
  readonly taken: ReadonlySet<string>
  readonly may: (fields: Pick<CarrierFields, 'place' | 'base'>) => boolean
  readonly issuesOf: (fields: CarrierFields) => readonly ProblemIssue[]
}

/** What a file of buildings would do, line by line; an empty cell leaves what is known as it is. */
export function planCarriers(
  rows: readonly ImportRow[],
  { known, taken, may, issuesOf }: CarrierPlanning,
): Planned<Written<CarrierFields>>[] {
  const twice = linesTwice(rows, ({ values }) => values.code ?? undefined)
  return rows.map((row) => {
    const before = known.get(row.values.code ?? '')
    const problems = [...row.problems, ...missing(row, ['code']), ...doubled(row, 'code', twice)]
    const fields = carrierOf(row, before?.fields)
    const { where } = row
    if (before === undefined) problems.push(...missing(row, ['name', 'place', 'floorArea', 'origin']))
    if ((row.values.longitude == null) !== (row.values.latitude == null))
      problems.push(...missing(row, [row.values.longitude == null ? 'longitude' : 'latitude']))
    if (taken.has(fields.code))
      problems.push(refusal({ where, field: 'code', code: 'carrier.code_taken', found: fields.code, remedy }))
    if (problems.length === 0) {
      problems.push(...issuesOf(fields).map((issue) => told(row, issue)))
      const reach = before === undefined ? [fields] : [before.fields, fields]
      if (!reach.every(may))
        problems.push(refusal({ where, field: 'place', code: 'import.out_of_reach', found: fields.place }))
    }
    return settled(row, {
      label: fields.code,
      before,
      fields,
      problems,
      write: { id: before?.id ?? null, revision: before?.revision ?? 0, fields },
    })
  })
}

type SpacePlanning = {
  readonly carriers: ReadonlyMap<string, { readonly id: string; readonly may: boolean }>
  /** By the id of the building and the code of the unit. */
  readonly known: ReadonlyMap<string, Known<SpaceFields>>
  readonly issuesOf: (carrier: string, fields: SpaceFields, known: string | null) => readonly ProblemIssue[]
}

/** What a file of floors and units would do. */
export function planSpaces(
  rows: readonly ImportRow[],
  { carriers, known, issuesOf }: SpacePlanning,
): Planned<SpaceWritten>[] {
  const twice = linesTwice(rows, ({ values }) =>
    values.carrier == null || values.code == null ? undefined : `${values.carrier}\n${values.code}`,
  )
  return rows.map((row) => {
    const { where, values } = row
    const carrier = carriers.get(values.carrier ?? '')
    const before = carrier === undefined ? undefined : known.get(`${carrier.id} ${values.code}`)
    const problems = [...row.problems, ...missing(row, ['carrier', 'code']), ...doubled(row, 'code', twice)]
    const fields = spaceOf(row, before?.fields)
    if (before === undefined) problems.push(...missing(row, ['area']))
    if (problems.length === 0 && carrier === undefined)
      problems.push(refusal({ where, field: 'carrier', code: 'carrier.unknown', found: values.carrier ?? '', remedy }))
    if (carrier !== undefined && problems.length === 0) {
      if (!carrier.may)
        problems.push(refusal({ where, field: 'carrier', code: 'import.out_of_reach', found: values.carrier ?? '' }))
      problems.push(...issuesOf(carrier.id, fields, before?.id ?? null).map((issue) => told(row, issue)))
    }
    return settled(row, {
      label: `${values.carrier ?? ''} ${fields.code}`,
      before,
      fields,
      problems,
      write: { id: before?.id ?? null, revision: before?.revision ?? 0, fields, carrier: carrier?.id ?? '' },
    })
  })
}

/** What to do where the words of the fault say what is expected. */
const remedy = 'import.remedy.carrier'

function told(row: ImportRow, { text, where, found, expected }: ProblemIssue): ImportProblem {
  const field = where.replace(/^body\.(fields\.)?/, '').split('.')[0] ?? ''
  return refusal({
    where: row.where,
    field,
    code: text,
    remedy,
    ...(found === undefined ? {} : { found }),
    ...(expected === undefined ? {} : { expected }),
  })
}

function missing(row: ImportRow, fields: readonly string[]): ImportProblem[] {
  return fields
    .filter((field) => row.values[field] == null && !row.problems.some(({ column }) => column === field))
    .map((field) => refusal({ where: row.where, field, code: 'import.missing_value' }))
}

function doubled(row: ImportRow, field: string, twice: ReadonlyMap<number, number>): ImportProblem[] {
  const other = twice.get(row.line)
  if (other === undefined) return []
  const found = row.values[field] ?? null
  return [refusal({ where: row.where, field, code: 'import.line_twice', found, expected: `line ${other}` })]
}

function carrierOf({ values }: ImportRow, before: CarrierFields | undefined): CarrierFields {
  const said = <Value>(field: string, known: Value): Value =>
    values[field] === undefined ? known : (values[field] as Value)
  const point = values.longitude != null && values.latitude != null
  return {
    code: values.code ?? '',
    name: said('name', before?.name ?? null) ?? before?.name ?? '',
    place: said('place', before?.place ?? null) ?? before?.place ?? '',
    base: said('base', before?.base ?? null),
    address: said('address', before?.address ?? null),
    geometry: point
      ? { type: 'Point', coordinates: [Number(values.longitude), Number(values.latitude)] }
      : (before?.geometry ?? null),
    schematic: before?.schematic ?? false,
    floorArea: said('floorArea', before?.floorArea ?? null) ?? before?.floorArea ?? '',
    builder: said('builder', before?.builder ?? null),
    origin: said('origin', before?.origin ?? null) ?? 'standing',
    completedOn: said('completedOn', before?.completedOn ?? null),
    programme: said('programme', before?.programme ?? null),
    stated: before?.stated ?? null,
  }
}

function spaceOf({ values }: ImportRow, before: SpaceFields | undefined): SpaceFields {
  const said = (field: string, known: string | null | undefined): string | null =>
    values[field] === undefined ? (known ?? null) : values[field]
  const terms = said('terms', before?.terms.join(' '))
  const clean = said('cleanRoom', before?.cleanRoom?.toString())
  return {
    code: values.code ?? '',
    floor: said('floor', before?.floor),
    area: said('area', before?.area) ?? before?.area ?? '',
    rent: said('rent', before?.rent),
    terms: terms === null || terms === '' ? [] : terms.split(' '),
    freeFrom: said('freeFrom', before?.freeFrom),
    powerKw: said('powerKw', before?.powerKw),
    cleanRoom: clean === null ? null : clean === 'true',
    ceiling: said('ceiling', before?.ceiling),
    floorLoad: said('floorLoad', before?.floorLoad),
  }
}

/** Fields of a record as texts, to be compared and shown. */
function textsOf(fields: CarrierFields | SpaceFields): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [
      field,
      value === null || typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
}

export function changesBetween(
  before: CarrierFields | SpaceFields | undefined,
  after: CarrierFields | SpaceFields,
): FieldChange[] {
  const was = before === undefined ? {} : textsOf(before)
  return Object.entries(textsOf(after)).flatMap(([field, value]) =>
    value === (was[field] ?? null) ? [] : [{ field, before: was[field] ?? null, after: value }],
  )
}

type Settling<Fields, Write> = {
  readonly label: string
  readonly before: Known<Fields> | undefined
  readonly fields: Fields
  readonly problems: ImportProblem[]
  readonly write: Write
}

function settled<Fields extends CarrierFields | SpaceFields, Write>(
  row: ImportRow,
  { label, before, fields, problems, write }: Settling<Fields, Write>,
): Planned<Write> {
  const changes = problems.length > 0 ? [] : changesBetween(before?.fields, fields)
  const outcome =
    problems.length > 0 ? 'refused' : before === undefined ? 'created' : changes.length > 0 ? 'changed' : 'unchanged'
  return {
    line: { line: row.line, outcome, label, subject: before?.id ?? null, changes, problems },
    write: outcome === 'created' || outcome === 'changed' ? write : null,
  }
}
