import { randomUUID } from 'node:crypto'
import { can } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { placesOf, resourcePlaces } from '#capabilities/places/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Classification, EnterpriseFields } from '../contract.ts'
import { checkCode, differences, fieldsOf } from '../rules.ts'
import { firstClassification } from '../rules/classification.ts'
import { enterpriseColumns } from '../rules/import-columns.ts'
import { type EnterpriseWrite, type KnownEnterprises, planEnterprises } from '../rules/import-plan.ts'
import { rungsOn, type Stay, stayKey } from '../rules/rungs.ts'
import { type ImportRow, plainWord } from '#base/import-sheet.ts'
import { type ImportChange, type ImportContext, type ImportKind } from './imports.ts'
import { writeResource } from './register.ts'
import { restate, selectStays } from './rung-store.ts'
import { selectCodesTaken, selectEnterprisesById, selectHistories, selectNamedIn, toEnterprise } from './store.ts'
import {
  deleteEnterprises,
  insertEnterprises,
  insertOverrides,
  replaceHistories,
  updateEnterprises,
} from './store-writes.ts'
import { vocabularyOf } from './vocabulary.ts'

/** A record as an import keeps it, so that it can be put back. */
type KeptEnterprise = {
  readonly fields: EnterpriseFields
  readonly history: readonly Classification[]
  /** Where it stood on growth ladders, where the import said something of that. */
  readonly stays?: readonly Stay[]
}

export const enterpriseImport: ImportKind<EnterpriseWrite> = {
  kind: 'enterprises',
  capability: 'enterprises',
  permission: 'enterprises.import',
  columns: (house) => enterpriseColumns(vocabularyOf(house.programme())),
  async plan({ house, tx, actor }, { rows }) {
    const programme = house.programme()
    return planEnterprises(rows, {
      vocabulary: vocabularyOf(programme),
      known: await knownOf(tx, rows),
      may: (town, base) => can(actor, 'enterprises.import', writeResource(programme, town, base)),
      today: house.clock.today(programme.timeZone),
    })
  },
  apply: applyWrites,
  undo: undoChanges,
  show(change) {
    const { before, after } = change as unknown as { before: KeptEnterprise | null; after: KeptEnterprise }
    const changes =
      before === null ? [] : [...differences(before.fields, after.fields), ...rungsChanged(before.stays, after.stays)]
    return {
      line: change.position,
      outcome: before === null ? 'created' : 'changed',
      label: after.fields.name,
      subject: change.subject,
      changes,
      problems: [],
    }
  },
}

const latest = '9999-12-31'

/** On which rungs it stood at last, before and after an import that said something of that. */
function rungsChanged(before: readonly Stay[] | undefined, after: readonly Stay[] | undefined) {
  if (after === undefined) return []
  const told = (stays: readonly Stay[]) => rungsOn(stays, latest).join('；') || null
  return [{ field: 'rungs', before: told(before ?? []), after: told(after) }]
}

async function knownOf(tx: Transaction, rows: readonly ImportRow[]): Promise<KnownEnterprises> {
  const said = (field: string) => [...new Set(rows.flatMap((row) => row.values[field] ?? []))]
  const codes = said('credit_code')
  const found = await selectNamedIn(tx, {
    ids: said('id'),
    codes,
    plainNames: [...new Set(said('name').map(plainWord))],
  })
  const histories = await selectHistories(
    tx,
    found.map((row) => row.id),
  )
  const stays = await selectStays(
    tx,
    found.map((row) => row.id),
  )
  const seen = new Set(found.map((row) => row.id))
  const taken = await selectCodesTaken(tx, codes)
  return {
    records: found.map((row) => ({
      enterprise: toEnterprise(row),
      history: histories.get(row.id) ?? [],
      stays: stays.get(row.id) ?? [],
    })),
    takenElsewhere: new Set(taken.filter(({ id }) => !seen.has(id)).map(({ code }) => code)),
  }
}

type Line = { readonly position: number; readonly write: EnterpriseWrite }

async function applyWrites({ house, tx }: ImportContext, lines: readonly Line[]): Promise<ImportChange[]> {
  const book = placesOf(house.programme())
  const placesIn = (fields: EnterpriseFields) => resourcePlaces(book, fields.town, fields.base)
  const entered = lines.flatMap(({ position, write }) =>
    write.id === null ? [{ position, write, id: randomUUID() }] : [],
  )
  const changed = lines.flatMap(({ position, write }) => (write.id === null ? [] : [{ position, write, id: write.id }]))
  await insertEnterprises(
    tx,
    entered.map(({ id, write: { fields } }) => ({ id, fields, places: placesIn(fields), synthetic: false })),
  )
  const rows = new Map(
    (
      await selectEnterprisesById(
        tx,
        changed.map(({ id }) => id),
      )
    ).map((row) => [row.id, row]),
  )
  const oldHistories = await selectHistories(
    tx,
    changed.map(({ id }) => id),
  )
  const written = await updateEnterprises(
    tx,
    changed.map(({ id, write: { fields, version } }) => ({
      id,
      fields,
      version,
      places: placesIn(fields),
      synthetic: rows.get(id)?.synthetic ?? false,
    })),
  )
  if (written.size !== changed.length)
    throw new Problem('stale', { details: { kind: 'import', reason: 'import.register_changed' } })
  const histories = new Map<string, readonly Classification[]>()
  for (const { id, write } of entered) histories.set(id, [firstClassification(write.fields, write.fields.openedOn)])
  for (const { id, write } of changed) histories.set(id, write.history)
  await replaceHistories(tx, histories)
  const onRungs = [...entered, ...changed].flatMap(({ id, write }) => (write.stays === null ? [] : [{ id, write }]))
  const oldStays = await selectStays(
    tx,
    onRungs.map(({ id }) => id),
  )
  await restate(tx, house.clock.now(), new Map(onRungs.map(({ id, write }) => [id, write.stays ?? []])))
  await insertOverrides(
    tx,
    [...entered, ...changed].flatMap(({ id, write }) => overrideOf(id, write, rows.get(id)?.credit_code ?? null)),
  )
  return [...entered, ...changed].map(({ position, id, write }): ImportChange => {
    const row = rows.get(id)
    const staysOf = (stays: readonly Stay[] | null) => (write.stays === null ? {} : { stays: stays ?? [] })
    const before: KeptEnterprise | null =
      row === undefined
        ? null
        : {
            fields: fieldsOf(toEnterprise(row)),
            history: oldHistories.get(id) ?? [],
            ...staysOf(oldStays.get(id) ?? []),
          }
    const after: KeptEnterprise = {
      fields: write.fields,
      history: histories.get(id) ?? [],
      ...staysOf(write.stays),
    }
    return { position, subject: id, before, after, after_version: write.version + 1 }
  })
}

function overrideOf(enterprise: string, { fields, codeReason }: EnterpriseWrite, oldCode: string | null) {
  if (
    fields.creditCode === null ||
    codeReason === null ||
    fields.creditCode === oldCode ||
    checkCode(fields.creditCode).length === 0
  )
    return []
  return [{ enterprise, code: fields.creditCode, reason: codeReason }]
}

async function undoChanges({ house, tx }: ImportContext, changes: readonly ImportChange[]): Promise<void> {
  const book = placesOf(house.programme())
  const rows = new Map(
    (
      await selectEnterprisesById(
        tx,
        changes.map((change) => change.subject),
      )
    ).map((row) => [row.id, row]),
  )
  const stays = await selectStays(
    tx,
    changes.map((change) => change.subject),
  )
  const since = changes.filter(
    (change) =>
      rows.get(change.subject)?.version !== change.after_version ||
      !saysTheSame((change.after as unknown as KeptEnterprise).stays, stays.get(change.subject) ?? []),
  )
  if (since.length > 0)
    throw changedSince(
      since.map((change) => ({ line: change.position, name: (change.after as unknown as KeptEnterprise).fields.name })),
    )
  const back = changes.flatMap((change) => {
    const before = change.before as KeptEnterprise | null
    return before === null ? [] : [{ id: change.subject, before, version: change.after_version }]
  })
  await updateEnterprises(
    tx,
    back.map(({ id, before: { fields }, version }) => ({
      id,
      fields,
      version,
      places: resourcePlaces(book, fields.town, fields.base),
      synthetic: rows.get(id)?.synthetic ?? false,
    })),
  )
  await replaceHistories(tx, new Map(back.map(({ id, before }) => [id, before.history])))
  const stood = back.flatMap(({ id, before }) => (before.stays === undefined ? [] : [[id, before.stays] as const]))
  await restate(tx, house.clock.now(), new Map(stood))
  await deleteEnterprises(
    tx,
    changes.filter((change) => change.before === null).map((change) => change.subject),
  ).catch(refuseInUse)
}

/** Whether nothing else is said of its rungs than what an import said; one that said nothing of them is not concerned. */
function saysTheSame(imported: readonly Stay[] | undefined, now: readonly Stay[]): boolean {
  const told = (stays: readonly Stay[]) => stays.map(stayKey).sort().join('|')
  return imported === undefined || told(imported) === told(now)
}

const mostNamed = 100

/** The problem of an undo that would lose what somebody did afterwards; names the records. */
export function changedSince(records: readonly { readonly line: number; readonly name: string }[]): Problem {
  const issues = records
    .slice(0, mostNamed)
    .map(({ line, name }) => ({ text: 'import.changed_since', where: `line ${line}`, found: name }))
  return new Problem('conflict', { details: { reason: 'import.changed_since', records: records.length }, issues })
}

/** A record that something else stands on cannot be taken away again. */
export function refuseInUse(error: unknown): never {
  if ((error as { code?: unknown }).code !== '23503') throw error
  throw new Problem('conflict', {
    details: { reason: 'import.in_use', by: String((error as { table?: unknown }).table ?? '') },
    cause: error,
  })
}
