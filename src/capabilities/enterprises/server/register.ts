import { randomUUID } from 'node:crypto'
import type { Actor, Resource } from '#base/decision.ts'
import { maskName, maskPhone } from '#base/mask.ts'
import { can } from '#base/decision.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { placesOf, resourcePlaces } from '#capabilities/places/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import type { Enterprise, EnterpriseContact, EnterpriseFields } from '../contract.ts'
import { changeClassification, firstClassification } from '../rules/classification.ts'
import { checkCode, checkFields, differences, type FieldFinding, fieldsOf, flatten, toKept } from '../rules.ts'
import { findEnterpriseRow, lockEnterpriseRow, selectCodesTaken, selectHistories, toEnterprise } from './store.ts'
import { insertEnterprises, insertOverrides, replaceHistories, updateEnterprises } from './store-writes.ts'
import { vocabularyOf } from './vocabulary.ts'

type RegisterHouse = Pick<House, 'programme' | 'clock'>

/** The organisation of the people who report for an enterprise. */
export function organisationOf(enterprise: string): string {
  return `enterprise:${enterprise}`
}

/** What a permission is asked about: its town and base with all that contain them, and its own organisation. */
export function enterpriseResource(
  programme: Programme,
  { id, town, base }: Pick<Enterprise, 'id' | 'town' | 'base'>,
): Resource {
  return { places: resourcePlaces(placesOf(programme), town, base), organisations: [organisationOf(id)] }
}

/** Where something of this town and base may be written: the organisation of an enterprise gives no right over the register. */
export function writeResource(programme: Programme, town: string, base: string | null): Resource {
  return { places: resourcePlaces(placesOf(programme), town, base) }
}

export type EnterpriseEntry = { readonly fields: EnterpriseFields; readonly codeReason?: string | undefined }

/** Enters an enterprise. Problems: forbidden, invalid_input, conflict (code taken), refused_by_rule (code fails its check, no reason given). */
export async function createEnterprise(
  house: RegisterHouse,
  tx: Transaction,
  { actor, ...entry }: EnterpriseEntry & { actor: Actor },
): Promise<Enterprise> {
  const fields = toKept(entry.fields)
  const programme = house.programme()
  refuseFindings(checkFields(fields, vocabularyOf(programme)))
  const resource = writeResource(programme, fields.town, fields.base)
  decide(actor, 'enterprises.edit', resource)
  const id = randomUUID()
  const overridden = await checkNewCode(tx, { code: fields.creditCode, reason: entry.codeReason })
  await insertEnterprises(tx, [{ id, fields, places: [...(resource.places ?? [])], synthetic: false }])
  await replaceHistories(tx, new Map([[id, [firstClassification(fields, fields.openedOn)]]]))
  if (overridden !== undefined) await insertOverrides(tx, [{ enterprise: id, ...overridden }])
  await recordAct(tx, {
    name: 'enterprises.created',
    subject: { kind: 'enterprise', id },
    detail: { version: 1, town: fields.town, codeOverridden: overridden !== undefined },
  })
  return getEnterprise(tx, id)
}

export type EnterpriseEdit = EnterpriseEntry & {
  readonly id: string
  readonly version: number
  readonly effectiveFrom?: string | undefined
  readonly actor: Actor
}

/** Changes an enterprise. Beside the problems of entering: not_found, and stale with both versions when somebody was faster. */
export async function editEnterprise(house: RegisterHouse, tx: Transaction, edit: EnterpriseEdit): Promise<Enterprise> {
  const { id, actor } = edit
  const programme = house.programme()
  const seen = await getEnterprise(tx, id)
  decide(actor, 'enterprises.edit', writeResource(programme, seen.town, seen.base))
  const row = await lockEnterpriseRow(tx, id)
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'enterprise', id } })
  const current = toEnterprise(row)
  const kept = toKept(edit.fields)
  const fields = { ...kept, contact: unmasked(kept.contact, current.contact) }
  if (current.version !== edit.version) throw stale(current, fields, { asked: edit.version, by: row.updated_by })
  refuseFindings(checkFields(fields, vocabularyOf(programme)))
  const resource = writeResource(programme, fields.town, fields.base)
  decide(actor, 'enterprises.edit', resource)
  const changes = differences(fieldsOf(current), fields)
  if (changes.length === 0) return current
  const overridden =
    fields.creditCode === current.creditCode
      ? undefined
      : await checkNewCode(tx, { code: fields.creditCode, reason: edit.codeReason, of: id })
  const from = edit.effectiveFrom ?? house.clock.today(programme.timeZone)
  const changed = changeClassification((await selectHistories(tx, [id])).get(id) ?? [], fields, from)
  if ('refused' in changed) {
    throw new Problem('refused_by_rule', {
      issues: [
        { text: 'import.later_change', where: 'body.effectiveFrom', found: from, expected: `≥ ${changed.laterFrom}` },
      ],
    })
  }
  await updateEnterprises(tx, [
    { id, fields, places: [...(resource.places ?? [])], synthetic: current.synthetic, version: current.version },
  ])
  await replaceHistories(tx, new Map([[id, changed.history]]))
  if (overridden !== undefined) await insertOverrides(tx, [{ enterprise: id, ...overridden }])
  const detail = {
    version: current.version + 1,
    fields: changes.map((change) => change.field),
    from,
    codeOverridden: overridden !== undefined,
  }
  await recordAct(tx, { name: 'enterprises.edited', subject: { kind: 'enterprise', id }, detail })
  return getEnterprise(tx, id)
}

/** @throws Problem not_found, also for what the actor may not see */
export async function getEnterprise(tx: Transaction, id: string): Promise<Enterprise> {
  const row = await findEnterpriseRow(tx, id)
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'enterprise', id } })
  return toEnterprise(row)
}

type Viewer = { readonly actor: Actor; readonly programme: Programme }

/** The contact is for those who keep the record and for the enterprise itself. */
function maySeeContact({ id, town, base }: Enterprise, { actor, programme }: Viewer): boolean {
  const own = actor.organisation === organisationOf(id)
  return own || can(actor, 'enterprises.edit', writeResource(programme, town, base)).allowed
}

/** With its contact for those who may see it, for files that are written down with who took them. */
export function withoutContact(enterprise: Enterprise, viewer: Viewer): Enterprise {
  return maySeeContact(enterprise, viewer) ? enterprise : { ...enterprise, contact: { name: null, phone: null } }
}

/** As pages show it: the contact masked for those who may ask for it, empty for everybody else. */
export function withMaskedContact(enterprise: Enterprise, viewer: Viewer): Enterprise {
  return { ...enterprise, contact: masked(withoutContact(enterprise, viewer).contact) }
}

/** The contact as it was entered; the act says that it was asked for. @throws Problem not_found, forbidden */
export async function showContact(
  house: RegisterHouse,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<EnterpriseContact> {
  const enterprise = await getEnterprise(tx, id)
  if (!maySeeContact(enterprise, { actor, programme: house.programme() }))
    throw new Problem('forbidden', { details: { reason: 'enterprises.contact_of_others' } })
  await recordAct(tx, { name: 'enterprises.contact_shown', subject: { kind: 'enterprise', id } })
  return enterprise.contact
}

function masked({ name, phone }: EnterpriseContact): EnterpriseContact {
  return { name: name === null ? null : maskName(name), phone: phone === null ? null : maskPhone(phone) }
}

/** A form that was filled with the masked contact leaves the contact as it is. */
function unmasked(contact: EnterpriseContact, current: EnterpriseContact): EnterpriseContact {
  const shown = masked(current)
  return {
    name: contact.name === shown.name ? current.name : contact.name,
    phone: contact.phone === shown.phone ? current.phone : contact.phone,
  }
}

function stale(current: Enterprise, yours: EnterpriseFields, { asked, by }: { asked: number; by: string }): Problem {
  const details = {
    kind: 'enterprise',
    id: current.id,
    yourVersion: asked,
    currentVersion: current.version,
    changedAt: current.updatedAt,
    changedBy: by,
    yours: flatten({ ...yours, contact: masked(yours.contact) }),
    current: flatten({ ...fieldsOf(current), contact: masked(current.contact) }),
  }
  return new Problem('stale', { details })
}

/** Where a field stands in the body of a request, by the name it has in differences and files. */
function whereInBody(field: string): string {
  const camel = field.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
  return `body.fields.${camel.replace(/^contact(\w+)$/, (_, part: string) => `contact.${part.toLowerCase()}`)}`
}

function refuseFindings(findings: readonly FieldFinding[]): void {
  if (findings.length === 0) return
  const issues = findings.map(
    ({ field, code, found, expected }): ProblemIssue => ({ text: code, where: whereInBody(field), found, expected }),
  )
  throw new Problem('invalid_input', { issues })
}

type NewCode = { readonly code: string | null; readonly reason: string | undefined; readonly of?: string }

/** What is to be kept when a code is overridden; undefined when nothing is. */
async function checkNewCode(
  tx: Transaction,
  { code, reason, of }: NewCode,
): Promise<{ code: string; reason: string } | undefined> {
  if (code === null) return undefined
  const taken = (await selectCodesTaken(tx, [code])).some((each) => each.id !== of)
  if (taken)
    throw new Problem('conflict', {
      issues: [{ text: 'import.code_taken', where: whereInBody('credit_code'), found: code }],
    })
  const findings = checkCode(code)
  if (findings.length === 0) return undefined
  if (reason !== undefined) return { code, reason }
  const issues = findings.map(
    ({ text, found, expected }): ProblemIssue => ({
      text,
      where: whereInBody('credit_code'),
      found,
      ...(expected === undefined ? {} : { expected }),
    }),
  )
  throw new Problem('refused_by_rule', { details: { rule: 'GB 32100', overridable: true }, issues })
}
