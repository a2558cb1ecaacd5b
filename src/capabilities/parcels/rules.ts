import { Decimal, parseDecimal, roundTo, toDecimalText } from '#base/decimal.ts'
import type { Decision } from '#base/decision.ts'
import { amount, convert, quantity } from '#base/quantity.ts'
import type { ParcelFields } from './contract.ts'

/** A stay on a parcel: from a day (included) to a day (excluded; null = still), on a part of it or on all. */
export type Stay = {
  readonly id: string
  readonly enterprise: string
  readonly from: string
  readonly to: string | null
  readonly area: string | null
}

export type StayRefusal =
  | { readonly code: 'parcels.ends_before_it_begins' }
  | { readonly code: 'parcels.already_there'; readonly other: Stay }
  | { readonly code: 'parcels.whole_parcel_taken'; readonly other: Stay }
  | { readonly code: 'parcels.not_enough_ground'; readonly on: string; readonly free: string }

/** Whether two stays share a day. */
export function overlap(a: Pick<Stay, 'from' | 'to'>, b: Pick<Stay, 'from' | 'to'>): boolean {
  return (a.to === null || b.from < a.to) && (b.to === null || a.from < b.to)
}

/**
 * Whether a stay fits beside the others on the parcel: an enterprise is there once at a time, whoever has the whole parcel is there
 * alone, and on no day do the parts exceed the parcel.
 */
export function checkStay(
  stay: Stay,
  { others, parcelArea }: { others: readonly Stay[]; parcelArea: string },
): StayRefusal | undefined {
  if (stay.to !== null && stay.to <= stay.from) return { code: 'parcels.ends_before_it_begins' }
  const meeting = others.filter((other) => other.id !== stay.id && overlap(stay, other))
  const same = meeting.find((other) => other.enterprise === stay.enterprise)
  if (same !== undefined) return { code: 'parcels.already_there', other: same }
  const whole = meeting.find((other) => other.area === null || stay.area === null)
  if (whole !== undefined) return { code: 'parcels.whole_parcel_taken', other: whole }
  if (stay.area === null) return undefined
  const days = [stay.from, ...meeting.map((other) => other.from).filter((from) => from > stay.from)]
  const room = parseDecimal(parcelArea)
  for (const day of days) {
    const taken = takenOn(meeting, { day, parcelArea })
    if (taken.plus(stay.area).greaterThan(room))
      return { code: 'parcels.not_enough_ground', on: day, free: toDecimalText(Decimal.max(room.minus(taken), 0)) }
  }
  return undefined
}

/** Whether the stays that are known fit a parcel of this area: a parcel cannot be made smaller than what is on it. */
export function fitsArea(stays: readonly Stay[], parcelArea: string): boolean {
  return stays.every(
    (stay) =>
      checkStay(stay, { others: stays, parcelArea }) === undefined &&
      (stay.area === null || parseDecimal(parcelArea).gte(stay.area)),
  )
}

function takenOn(stays: readonly Stay[], { day, parcelArea }: { day: string; parcelArea: string }): Decimal {
  return stays
    .filter((stay) => stay.from <= day && (stay.to === null || day < stay.to))
    .reduce((sum, stay) => sum.plus(stay.area ?? parcelArea), new Decimal(0))
}

/** Area that nobody occupies on a day, in m2. */
export function freeOn(stays: readonly Stay[], at: { day: string; parcelArea: string }): string {
  return toDecimalText(Decimal.max(parseDecimal(at.parcelArea).minus(takenOn(stays, at)), 0))
}

/** An area of a file in m2, rounded half-up to four decimals; undefined for what is no area greater than zero. */
export function toSquareMetres(text: string, unit: 'm2' | 'mu' | 'hectare' | 'km2'): string | undefined {
  const plain = text.normalize('NFKC').replace(/,(?=\d{3}(\D|$))/g, '')
  if (!/^\d{1,12}(\.\d{1,12})?$/.test(plain)) return undefined
  const area = roundTo(amount(convert(quantity(plain, unit), 'm2')), 4)
  return area.greaterThan(0) && area.lessThan('1e12') ? toDecimalText(area) : undefined
}

type ParcelFinding = {
  readonly field: string
  readonly code: string
  readonly found: string
  readonly expected: string
}

/** What the programme offers for the fields of a parcel. */
export type ParcelVocabulary = {
  readonly towns: { readonly ids: ReadonlySet<string> }
  readonly bases: { readonly ids: ReadonlySet<string> }
  readonly landUses: { readonly ids: ReadonlySet<string> } | undefined
  baseReaches(base: string, town: string): boolean
}

/** Everything about the fields that the programme forbids; nothing when they may be kept. */
export function checkParcel(fields: ParcelFields, vocabulary: ParcelVocabulary): ParcelFinding[] {
  const findings: ParcelFinding[] = []
  if (!vocabulary.towns.ids.has(fields.place))
    findings.push({
      field: 'place',
      code: 'import.unknown_code',
      found: fields.place,
      expected: '镇街名称或代码 / name or code of an area unit',
    })
  if (fields.base !== null && !vocabulary.bases.ids.has(fields.base)) {
    findings.push({
      field: 'base',
      code: 'import.unknown_code',
      found: fields.base,
      expected: '基地名称 / name of a base',
    })
  } else if (fields.base !== null && !vocabulary.baseReaches(fields.base, fields.place)) {
    findings.push({ field: 'base', code: 'import.base_elsewhere', found: fields.base, expected: fields.place })
  }
  if (fields.landUse !== null && vocabulary.landUses !== undefined && !vocabulary.landUses.ids.has(fields.landUse)) {
    findings.push({
      field: 'land_use',
      code: 'import.unknown_code',
      found: fields.landUse,
      expected: '土地用途 / land use',
    })
  }
  if (!parseDecimal(fields.area).greaterThan(0))
    findings.push({ field: 'area', code: 'import.not_an_area', found: fields.area, expected: '> 0 m2' })
  return findings
}

/** Fields as plain texts: what a difference is told in. */
export function flattenParcel(fields: ParcelFields): Record<string, string | null> {
  return {
    code: fields.code,
    name: fields.name,
    place: fields.place,
    base: fields.base,
    area: fields.area,
    land_use: fields.landUse,
  }
}

export type FieldChange = { readonly field: string; readonly before: string | null; readonly after: string | null }

export function changesBetween(
  before: Readonly<Record<string, string | null>>,
  after: Readonly<Record<string, string | null>>,
): FieldChange[] {
  return Object.entries(after).flatMap(([field, value]) =>
    value === (before[field] ?? null) ? [] : [{ field, before: before[field] ?? null, after: value }],
  )
}

export type MayWrite = (place: string, base: string | null) => Decision
