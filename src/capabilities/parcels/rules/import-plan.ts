import { type ImportProblem, type ImportRow, linesTwice, plainWord, refusal } from '#base/import-sheet.ts'
import type { Parcel, ParcelFields } from '../contract.ts'
import {
  changesBetween,
  checkParcel,
  checkStay,
  fitsArea,
  flattenParcel,
  type MayWrite,
  type ParcelVocabulary,
  type Stay,
} from '../rules.ts'
import { areaFields } from './import-columns.ts'

/** A line as the page of an import shows it. */
export type PlannedLine = {
  readonly line: number
  readonly outcome: 'created' | 'changed' | 'unchanged' | 'refused'
  readonly label: string
  readonly subject: string | null
  readonly changes: { readonly field: string; readonly before: string | null; readonly after: string | null }[]
  readonly problems: ImportProblem[]
}

export type ParcelWrite = { readonly id: string | null; readonly version: number; readonly fields: ParcelFields }

type KnownParcel = { readonly parcel: Parcel; readonly stays: readonly Stay[] }

type ParcelPlanContext = {
  readonly vocabulary: ParcelVocabulary
  readonly known: readonly KnownParcel[]
  /** Parcel codes held by parcels that this clerk may not see. */
  readonly takenElsewhere: ReadonlySet<string>
  readonly may: MayWrite
}

type Planned<Write> = { readonly line: PlannedLine; readonly write: Write | null }

/** What a file of parcels would do, line by line. */
export function planParcels(rows: readonly ImportRow[], context: ParcelPlanContext): Planned<ParcelWrite>[] {
  const byCode = new Map(context.known.map((known) => [known.parcel.code, known]))
  const twice = linesTwice(rows, (row) => row.values.code ?? undefined)
  return rows.map((row) => {
    const code = row.values.code ?? ''
    const problems = [
      ...row.problems,
      ...missing(row, ['code']),
      ...doubled(row, { field: 'code', other: twice.get(row.line) }),
    ]
    return planParcel(row, { ...context, problems, known: byCode.get(code) })
  })
}

type ParcelLine = Omit<ParcelPlanContext, 'known'> & {
  readonly problems: ImportProblem[]
  readonly known: KnownParcel | undefined
}

function planParcel(row: ImportRow, { known, problems, ...context }: ParcelLine): Planned<ParcelWrite> {
  const area = readAreas(row, problems)
  const before = known?.parcel
  const said = (field: string, now: string | null) => (row.values[field] === undefined ? now : row.values[field])
  const fields: ParcelFields = {
    code: row.values.code ?? '',
    name: said('name', before?.name ?? null),
    place: said('place', before?.place ?? null) ?? '',
    base: said('base', before?.base ?? null),
    area: area ?? before?.area ?? '',
    landUse: said('land_use', before?.landUse ?? null),
  }
  if (problems.length === 0) problems.push(...parcelProblems({ row, fields, known }, context))
  const changes = changesBetween(before === undefined ? {} : flattenParcel(before), flattenParcel(fields))
  return settle({
    row,
    label: fields.code,
    subject: before?.id ?? null,
    changes,
    problems,
    write: { id: before?.id ?? null, version: before?.version ?? 0, fields },
  })
}

type ParcelSaid = { readonly row: ImportRow; readonly fields: ParcelFields; readonly known: KnownParcel | undefined }

function parcelProblems(
  { row, fields, known }: ParcelSaid,
  { vocabulary, takenElsewhere, may }: Omit<ParcelPlanContext, 'known'>,
): ImportProblem[] {
  const { where } = row
  if (fields.place === '') return [refusal({ where, field: 'place', code: 'import.missing_value' })]
  if (fields.area === '')
    return [refusal({ where, field: 'area', code: 'import.missing_value', expected: '面积（平方米） / 面积（亩）' })]
  if (takenElsewhere.has(fields.code))
    return [refusal({ where, field: 'code', code: 'import.code_taken', found: fields.code })]
  const problems = checkParcel(fields, vocabulary).map((finding) => refusal({ where, ...finding }))
  for (const [place, base] of [
    [known?.parcel.place, known?.parcel.base ?? null],
    [fields.place, fields.base],
  ] as const) {
    if (place !== undefined && !may(place, base).allowed)
      return [refusal({ where, field: 'place', code: 'import.out_of_reach', found: place })]
  }
  if (known !== undefined && !fitsArea(known.stays, fields.area))
    problems.push(refusal({ where, field: 'area', code: 'import.smaller_than_occupied', found: fields.area }))
  return problems
}

/** The area of a line in m2; two columns of different units must say the same to the last 0.01 %. */
function readAreas(row: ImportRow, problems: ImportProblem[]): string | null | undefined {
  const stated = areaFields.flatMap((field) => (row.values[field] == null ? [] : [{ field, area: row.values[field] }]))
  const [first, ...others] = stated
  if (first === undefined) return areaFields.some((field) => row.values[field] === null) ? null : undefined
  const other = others.find(({ area }) => Math.abs(Number(area) - Number(first.area)) > Number(first.area) / 10_000)
  if (other !== undefined) {
    problems.push(
      refusal({
        where: row.where,
        field: other.field,
        code: 'import.areas_disagree',
        found: `${other.area} m2`,
        expected: `${first.area} m2`,
      }),
    )
  }
  return first.area
}

// ── who is on which parcel ───────────────────────────────────────────────────────────────────────────────────────

export type OccupationWrite = {
  readonly id: string | null
  readonly version: number
  readonly parcel: string
  readonly enterprise: string
  readonly from: string
  readonly to: string | null
  readonly area: string | null
}

export type KnownFirm = { readonly id: string; readonly name: string; readonly creditCode: string | null }

type OccupationPlanContext = {
  readonly parcels: readonly (Omit<KnownParcel, 'stays'> & {
    readonly stays: readonly (Stay & { readonly version: number })[]
  })[]
  readonly firms: readonly KnownFirm[]
  readonly may: MayWrite
}

/** What a file of occupations would do, line by line; each line sees the lines before it, so that a file cannot overlap itself. */
export function planOccupations(
  rows: readonly ImportRow[],
  context: OccupationPlanContext,
): Planned<OccupationWrite>[] {
  const parcels = new Map(context.parcels.map((known) => [known.parcel.code, known]))
  const find = firmFinder(context.firms)
  const twice = linesTwice(
    rows,
    ({ values }) => `${values.code}|${values.credit_code ?? plainWord(values.enterprise ?? '')}|${values.from}`,
  )
  const stays = new Map(context.parcels.map((known) => [known.parcel.id, [...known.stays] as Stay[]]))
  return rows.map((row) => {
    const known = parcels.get(row.values.code ?? '')
    const problems = [
      ...row.problems,
      ...missing(row, ['code', 'from']),
      ...doubled(row, { field: 'from', other: twice.get(row.line) }),
    ]
    const area = readAreas(row, problems)
    const firm = find(row, problems)
    if (problems.length === 0 && known === undefined)
      problems.push(
        refusal({ where: row.where, field: 'code', code: 'import.unknown_parcel', found: row.values.code ?? null }),
      )
    if (known === undefined || firm === undefined || problems.length > 0)
      return settle<OccupationWrite>({
        row,
        label: row.values.code ?? '',
        subject: null,
        changes: [],
        problems,
        write: null,
      })
    return planStay(row, { known, firm, area, stays: stays.get(known.parcel.id) ?? [], problems, may: context.may })
  })
}

type StayLine = {
  readonly known: OccupationPlanContext['parcels'][number]
  readonly firm: KnownFirm
  readonly area: string | null | undefined
  readonly stays: Stay[]
  readonly problems: ImportProblem[]
  readonly may: MayWrite
}

function planStay(row: ImportRow, { known, firm, area, stays, problems, may }: StayLine): Planned<OccupationWrite> {
  const { parcel } = known
  const from = row.values.from ?? ''
  const before = known.stays.find((stay) => stay.enterprise === firm.id && stay.from === from)
  const to = row.values.to === undefined ? (before?.to ?? null) : row.values.to
  const stay: Stay = {
    id: before?.id ?? `line ${row.line}`,
    enterprise: firm.id,
    from,
    to,
    area: area === undefined ? (before?.area ?? null) : area,
  }
  if (!may(parcel.place, parcel.base).allowed)
    problems.push(refusal({ where: row.where, field: 'code', code: 'import.out_of_reach', found: parcel.place }))
  const refused = checkStay(stay, { others: stays, parcelArea: parcel.area })
  if (refused !== undefined) {
    const expected =
      'other' in refused
        ? `${refused.other.from} – ${refused.other.to ?? ''}`
        : 'free' in refused
          ? `≤ ${refused.free} m2 (${refused.on})`
          : `> ${from}`
    const field =
      refused.code === 'parcels.ends_before_it_begins'
        ? 'to'
        : refused.code === 'parcels.not_enough_ground'
          ? 'area'
          : 'from'
    problems.push(
      refusal({
        where: row.where,
        field,
        code: refused.code,
        found: field === 'to' ? to : field === 'area' ? stay.area : from,
        expected,
      }),
    )
  }
  if (problems.length === 0) stays.splice(0, stays.length, ...stays.filter((other) => other.id !== stay.id), stay)
  const texts = (each: Stay) => ({ from: each.from, to: each.to, area: each.area })
  const changes = changesBetween(before === undefined ? {} : texts(before), texts(stay))
  const write = {
    id: before?.id ?? null,
    version: before?.version ?? 0,
    parcel: parcel.id,
    enterprise: firm.id,
    from,
    to,
    area: stay.area,
  }
  return settle({ row, label: `${parcel.code} · ${firm.name}`, subject: before?.id ?? null, changes, problems, write })
}

function firmFinder(firms: readonly KnownFirm[]): (row: ImportRow, problems: ImportProblem[]) => KnownFirm | undefined {
  const byCode = new Map(firms.flatMap((firm) => (firm.creditCode === null ? [] : [[firm.creditCode, firm] as const])))
  const byName = new Map<string, KnownFirm[]>()
  for (const firm of firms) byName.set(plainWord(firm.name), [...(byName.get(plainWord(firm.name)) ?? []), firm])
  return ({ values, where }, problems) => {
    if (values.credit_code != null) {
      const firm = byCode.get(values.credit_code)
      if (firm === undefined)
        problems.push(
          refusal({ where, field: 'credit_code', code: 'import.unknown_enterprise', found: values.credit_code }),
        )
      return firm
    }
    if (values.enterprise == null) {
      problems.push(
        refusal({ where, field: 'credit_code', code: 'import.missing_value', expected: '统一社会信用代码 / 企业名称' }),
      )
      return undefined
    }
    const same = byName.get(plainWord(values.enterprise)) ?? []
    if (same.length === 1) return same[0]
    const code = same.length === 0 ? 'import.unknown_enterprise' : 'import.name_not_unique'
    problems.push(refusal({ where, field: 'enterprise', code, found: values.enterprise }))
    return undefined
  }
}

// ── both ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function missing(row: ImportRow, fields: readonly string[]): ImportProblem[] {
  return fields
    .filter((field) => row.values[field] == null && !row.problems.some((problem) => problem.column === field))
    .map((field) => refusal({ where: row.where, field, code: 'import.missing_value' }))
}

function doubled(row: ImportRow, { field, other }: { field: string; other: number | undefined }): ImportProblem[] {
  return other === undefined
    ? []
    : [
        refusal({
          where: row.where,
          field,
          code: 'import.line_twice',
          found: row.values[field] ?? null,
          expected: `line ${other}`,
        }),
      ]
}

type Settled<Write> = Omit<PlannedLine, 'line' | 'outcome'> & { readonly row: ImportRow; readonly write: Write | null }

function settle<Write>({ row, write, label, subject, changes, problems }: Settled<Write>): Planned<Write> {
  const outcome =
    problems.length > 0 ? 'refused' : subject === null ? 'created' : changes.length > 0 ? 'changed' : 'unchanged'
  const line: PlannedLine = {
    line: row.line,
    outcome,
    label,
    subject,
    changes: outcome === 'refused' ? [] : changes,
    problems,
  }
  return { line, write: outcome === 'created' || outcome === 'changed' ? write : null }
}
