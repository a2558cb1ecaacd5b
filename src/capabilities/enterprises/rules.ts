import { checkCreditCode, type CreditCodeFinding, toCreditCode } from '#base/credit-code.ts'
import type { Enterprise, EnterpriseFields } from './contract.ts'

/** The words a column may hold and the ids they mean. */
export type Words = { readonly names: ReadonlyMap<string, string>; readonly ids: ReadonlySet<string> }

/** What the programme offers for the fields of an enterprise. */
export type Vocabulary = {
  readonly towns: Words
  readonly bases: Words
  readonly industries: Words
  readonly sizes: Words
  readonly ownerships: Words
  /** Rungs of growth ladders, by their addresses `<ladder>/<rung>`. */
  readonly rungs: Words
  baseReaches(base: string, town: string): boolean
}

export type FieldFinding = {
  readonly field: string
  readonly code: string
  readonly found: string
  readonly expected: string
}

/** Everything about the fields that the programme or reason forbids; nothing when they may be kept. */
export function checkFields(fields: EnterpriseFields, vocabulary: Vocabulary): FieldFinding[] {
  const findings: FieldFinding[] = []
  const refer = (field: string, id: string | null, words: Words, expected: string) => {
    if (id !== null && !words.ids.has(id)) findings.push({ field, code: 'import.unknown_code', found: id, expected })
  }
  refer('town', fields.town, vocabulary.towns, '镇街名称或代码 / name or code of an area unit')
  refer('base', fields.base, vocabulary.bases, '基地名称 / name of a base')
  refer('industry', fields.industry, vocabulary.industries, '行业代码或全称 / code or name of an industry')
  refer('size', fields.size, vocabulary.sizes, '规模名称 / name of a size')
  refer('ownership', fields.ownership, vocabulary.ownerships, '登记注册类型 / kind of registration')
  if (
    fields.base !== null &&
    vocabulary.bases.ids.has(fields.base) &&
    !vocabulary.baseReaches(fields.base, fields.town)
  ) {
    findings.push({ field: 'base', code: 'import.base_elsewhere', found: fields.base, expected: fields.town })
  }
  const { aboveScaleSince: since, aboveScaleUntil: until } = fields
  if (until !== null && (since === null || until <= since)) {
    findings.push({
      field: 'above_scale_until',
      code: 'import.ends_before_it_begins',
      found: until,
      expected: `> ${since ?? '—'}`,
    })
  }
  return findings
}

/** What is odd about a credit code; nothing without one. Letter case and spaces do not matter. */
export function checkCode(creditCode: string | null): CreditCodeFinding[] {
  return creditCode === null ? [] : checkCreditCode(creditCode)
}

/** The fields as the register keeps them. */
export function toKept(fields: EnterpriseFields): EnterpriseFields {
  const names = fields.formerNames.map((name) => name.trim()).filter((name) => name !== '' && name !== fields.name)
  const code = toCreditCode((fields.creditCode ?? '').normalize('NFKC'))
  return { ...fields, creditCode: code === '' ? null : code, formerNames: [...new Set(names)] }
}

/** The fields without what the register itself adds. */
export function fieldsOf(enterprise: Enterprise): EnterpriseFields {
  const { id: _id, synthetic: _synthetic, version: _version, updatedAt: _updatedAt, ...fields } = enterprise
  return fields
}

/** Fields as plain texts, one per column: what a difference is told in. */
export function flatten(fields: EnterpriseFields): Record<string, string | null> {
  return {
    name: fields.name,
    credit_code: fields.creditCode,
    former_names: fields.formerNames.length === 0 ? null : fields.formerNames.join('；'),
    town: fields.town,
    base: fields.base,
    industry: fields.industry,
    size: fields.size,
    ownership: fields.ownership,
    above_scale_since: fields.aboveScaleSince,
    above_scale_until: fields.aboveScaleUntil,
    status: fields.status,
    opened_on: fields.openedOn,
    address: fields.address,
    contact_name: fields.contact.name,
    contact_phone: fields.contact.phone,
  }
}

export type FieldChange = { readonly field: string; readonly before: string | null; readonly after: string | null }

/** What is different, field by field. */
export function differences(before: EnterpriseFields, after: EnterpriseFields): FieldChange[] {
  const old = flatten(before)
  return Object.entries(flatten(after)).flatMap(([field, value]) =>
    value === (old[field] ?? null) ? [] : [{ field, before: old[field] ?? null, after: value }],
  )
}

/** Whether it is in the above-scale list on a day. */
export function isAboveScale(
  { aboveScaleSince, aboveScaleUntil }: Pick<EnterpriseFields, 'aboveScaleSince' | 'aboveScaleUntil'>,
  day: string,
): boolean {
  return aboveScaleSince !== null && aboveScaleSince <= day && (aboveScaleUntil === null || day < aboveScaleUntil)
}
