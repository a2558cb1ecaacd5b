import { type Enterprise, type EnterpriseFields, enterpriseStatuses } from '../contract.ts'

/** What the form holds: one entry per field, named as the body of the request names it, so that refusals find their field. */
export type FieldValues = {
  'fields.name'?: string
  'fields.creditCode'?: string
  'fields.formerNames'?: string
  'fields.town'?: string
  'fields.base'?: string
  'fields.industry'?: string
  'fields.size'?: string
  'fields.ownership'?: string
  'fields.aboveScaleSince'?: string
  'fields.aboveScaleUntil'?: string
  'fields.status'?: string
  'fields.openedOn'?: string
  'fields.address'?: string
  'fields.contact.name'?: string
  'fields.contact.phone'?: string
  effectiveFrom?: string
  codeReason?: string
}

export function toValues(enterprise: Enterprise): FieldValues {
  const or = (value: string | null) => value ?? undefined
  return {
    'fields.name': enterprise.name,
    'fields.creditCode': or(enterprise.creditCode),
    'fields.formerNames': enterprise.formerNames.join('；'),
    'fields.town': enterprise.town,
    'fields.base': or(enterprise.base),
    'fields.industry': or(enterprise.industry),
    'fields.size': or(enterprise.size),
    'fields.ownership': or(enterprise.ownership),
    'fields.aboveScaleSince': or(enterprise.aboveScaleSince),
    'fields.aboveScaleUntil': or(enterprise.aboveScaleUntil),
    'fields.status': enterprise.status,
    'fields.openedOn': or(enterprise.openedOn),
    'fields.address': or(enterprise.address),
    'fields.contact.name': or(enterprise.contact.name),
    'fields.contact.phone': or(enterprise.contact.phone),
  }
}

/** The fields as the register takes them; what was left empty is nothing. */
export function toFields(values: FieldValues): EnterpriseFields {
  const said = (value: string | undefined) => (value === undefined || value.trim() === '' ? null : value.trim())
  return {
    name: values['fields.name'] ?? '',
    creditCode: said(values['fields.creditCode']),
    formerNames: (values['fields.formerNames'] ?? '')
      .split(/[;；]/)
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    town: values['fields.town'] ?? '',
    base: said(values['fields.base']),
    industry: said(values['fields.industry']),
    size: said(values['fields.size']),
    ownership: said(values['fields.ownership']),
    aboveScaleSince: said(values['fields.aboveScaleSince']),
    aboveScaleUntil: said(values['fields.aboveScaleUntil']),
    status: enterpriseStatuses.find((status) => status === values['fields.status']) ?? 'operating',
    openedOn: said(values['fields.openedOn']),
    address: said(values['fields.address']),
    contact: { name: said(values['fields.contact.name']), phone: said(values['fields.contact.phone']) },
  }
}
