import { randomUUID } from 'node:crypto'
import { can } from '#base/decision.ts'
import type { ImportRow } from '#base/import-sheet.ts'
import { Problem } from '#base/problem.ts'
import {
  changedSince,
  type ImportChange,
  type ImportContext,
  type ImportKind,
  refuseInUse,
} from '#capabilities/enterprises/server/service.ts'
import type { ParcelFields } from '../contract.ts'
import { areaWithoutUnit, parcelColumns } from '../rules/import-columns.ts'
import { type ParcelWrite, planParcels } from '../rules/import-plan.ts'
import { changesBetween, flattenParcel } from '../rules.ts'
import { parcelResource, toStay } from './register.ts'
import {
  type DbOccupation,
  deleteParcels,
  insertParcels,
  selectOccupations,
  selectParcelCodesTaken,
  selectParcels,
  toParcel,
  updateParcels,
} from './store.ts'
import { parcelVocabulary } from './vocabulary.ts'

type KeptParcel = { readonly fields: ParcelFields }

export const parcelImport: ImportKind<ParcelWrite> = {
  kind: 'parcels',
  capability: 'parcels',
  permission: 'parcels.import',
  columns: (house) => parcelColumns(parcelVocabulary(house.programme())),
  wrongHeads: areaWithoutUnit,
  async plan({ house, tx, actor }, { rows }) {
    const programme = house.programme()
    const codes = saidIn(rows, 'code')
    const known = await selectParcels(tx, { codes })
    const stays = groupByParcel(await selectOccupations(tx, { parcels: known.map((row) => row.id) }))
    const seen = new Set(known.map((row) => row.id))
    const taken = await selectParcelCodesTaken(tx, codes)
    return planParcels(rows, {
      vocabulary: parcelVocabulary(programme),
      known: known.map((row) => ({ parcel: toParcel(row), stays: (stays.get(row.id) ?? []).map(toStay) })),
      takenElsewhere: new Set(taken.filter(({ id }) => !seen.has(id)).map(({ code }) => code)),
      may: (place, base) => can(actor, 'parcels.import', parcelResource(programme, place, base)),
    })
  },
  apply: applyParcels,
  undo: undoParcels,
  show(change) {
    const { before, after } = change as unknown as { before: KeptParcel | null; after: KeptParcel }
    const changes = before === null ? [] : changesBetween(flattenParcel(before.fields), flattenParcel(after.fields))
    return {
      line: change.position,
      outcome: before === null ? 'created' : 'changed',
      label: after.fields.code,
      subject: change.subject,
      changes,
      problems: [],
    }
  },
}

/** The distinct words of one column. */
export function saidIn(rows: readonly ImportRow[], field: string): string[] {
  return [...new Set(rows.flatMap((row) => row.values[field] ?? []))]
}

export function groupByParcel(occupations: readonly DbOccupation[]): Map<string, DbOccupation[]> {
  const byParcel = new Map<string, DbOccupation[]>()
  for (const occupation of occupations) {
    const others = byParcel.get(occupation.parcel)
    if (others === undefined) byParcel.set(occupation.parcel, [occupation])
    else others.push(occupation)
  }
  return byParcel
}

/** The register moved between the preview and this moment. */
export function registerChanged(): Problem {
  return new Problem('stale', { details: { kind: 'import', reason: 'import.register_changed' } })
}

async function applyParcels(
  { house, tx }: ImportContext,
  lines: readonly { position: number; write: ParcelWrite }[],
): Promise<ImportChange[]> {
  const programme = house.programme()
  const rows = new Map(
    (await selectParcels(tx, { ids: lines.flatMap(({ write }) => write.id ?? []) })).map((row) => [row.id, row]),
  )
  const writes = lines.map(({ position, write }) => {
    const places = [...(parcelResource(programme, write.fields.place, write.fields.base).places ?? [])]
    return {
      position,
      write,
      id: write.id ?? randomUUID(),
      fields: write.fields,
      places,
      version: write.version,
      synthetic: rows.get(write.id ?? '')?.synthetic ?? false,
    }
  })
  await insertParcels(
    tx,
    writes.filter(({ write }) => write.id === null),
  )
  const changed = writes.filter(({ write }) => write.id !== null)
  const written = await updateParcels(tx, changed)
  if (written.size !== changed.length) throw registerChanged()
  return writes.map(({ position, id, fields, version }): ImportChange => {
    const row = rows.get(id)
    return {
      position,
      subject: id,
      before: row === undefined ? null : { fields: fieldsOf(toParcel(row)) },
      after: { fields },
      after_version: version + 1,
    }
  })
}

function fieldsOf({ code, name, place, base, area, landUse }: ParcelFields): ParcelFields {
  return { code, name, place, base, area, landUse }
}

async function undoParcels({ house, tx }: ImportContext, changes: readonly ImportChange[]): Promise<void> {
  const programme = house.programme()
  const rows = new Map(
    (await selectParcels(tx, { ids: changes.map((change) => change.subject) })).map((row) => [row.id, row]),
  )
  const since = changes.filter((change) => rows.get(change.subject)?.version !== change.after_version)
  if (since.length > 0)
    throw changedSince(
      since.map((change) => ({ line: change.position, name: (change.after as unknown as KeptParcel).fields.code })),
    )
  const back = changes.flatMap((change) => {
    const before = change.before as KeptParcel | null
    if (before === null) return []
    const places = [...(parcelResource(programme, before.fields.place, before.fields.base).places ?? [])]
    return [
      {
        id: change.subject,
        fields: before.fields,
        places,
        version: change.after_version,
        synthetic: rows.get(change.subject)?.synthetic ?? false,
      },
    ]
  })
  await updateParcels(tx, back)
  await deleteParcels(
    tx,
    changes.filter((change) => change.before === null).map((change) => change.subject),
  ).catch(refuseInUse)
}
