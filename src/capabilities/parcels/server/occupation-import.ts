import { randomUUID } from 'node:crypto'
import { can } from '#base/decision.ts'
import { plainWord } from '#base/import-sheet.ts'
import {
  changedSince,
  findEnterprisesNamed,
  type ImportChange,
  type ImportContext,
  type ImportKind,
  organisationOf,
} from '#capabilities/enterprises/server/service.ts'
import { areaWithoutUnit, occupationColumns } from '../rules/import-columns.ts'
import { type OccupationWrite, planOccupations } from '../rules/import-plan.ts'
import { changesBetween } from '../rules.ts'
import { groupByParcel, registerChanged, saidIn } from './parcel-import.ts'
import { parcelResource, toStay } from './register.ts'
import {
  deleteOccupations,
  insertOccupations,
  selectOccupations,
  selectParcels,
  toOccupation,
  toParcel,
  updateOccupations,
} from './store.ts'

type KeptStay = {
  readonly parcel: string
  readonly enterprise: string
  readonly from: string
  readonly to: string | null
  readonly area: string | null
  readonly label?: string
}

export const occupationImport: ImportKind<OccupationWrite> = {
  kind: 'occupations',
  capability: 'parcels',
  permission: 'parcels.import',
  columns: () => occupationColumns(),
  wrongHeads: areaWithoutUnit,
  async plan({ house, tx, actor }, { rows }) {
    const programme = house.programme()
    const parcels = await selectParcels(tx, { codes: saidIn(rows, 'code') })
    const stays = groupByParcel(await selectOccupations(tx, { parcels: parcels.map((row) => row.id) }))
    return planOccupations(rows, {
      parcels: parcels.map((row) => ({
        parcel: toParcel(row),
        stays: (stays.get(row.id) ?? []).map((stay) => ({ ...toStay(stay), version: stay.version })),
      })),
      firms: await findEnterprisesNamed(tx, {
        codes: saidIn(rows, 'credit_code'),
        plainNames: saidIn(rows, 'enterprise').map(plainWord),
      }),
      may: (place, base) => can(actor, 'parcels.import', parcelResource(programme, place, base)),
    })
  },
  apply: applyOccupations,
  undo: undoOccupations,
  show(change) {
    const { before, after } = change as unknown as { before: KeptStay | null; after: KeptStay }
    const changes = before === null ? [] : changesBetween(textsOf(before), textsOf(after))
    return {
      line: change.position,
      outcome: before === null ? 'created' : 'changed',
      label: `${after.from} – ${after.to ?? ''}`,
      subject: change.subject,
      changes,
      problems: [],
    }
  },
}

const textsOf = ({ from, to, area }: KeptStay) => ({ from, to, area })

async function applyOccupations(
  { tx }: ImportContext,
  lines: readonly { position: number; write: OccupationWrite }[],
): Promise<ImportChange[]> {
  const parcels = new Map(
    (await selectParcels(tx, { ids: [...new Set(lines.map(({ write }) => write.parcel))] })).map((row) => [
      row.id,
      row,
    ]),
  )
  const rows = new Map(
    (await selectOccupations(tx, { ids: lines.flatMap(({ write }) => write.id ?? []) })).map((row) => [row.id, row]),
  )
  const writes = lines.map(({ position, write }) => ({
    position,
    isNew: write.id === null,
    ...write,
    id: write.id ?? randomUUID(),
  }))
  const changed = writes.filter(({ isNew }) => !isNew)
  // Ends are written before beginnings, so that one may follow another in the same file.
  if ((await updateOccupations(tx, changed)).size !== changed.length) throw registerChanged()
  await insertOccupations(
    tx,
    writes
      .filter(({ isNew }) => isNew)
      .map((write) => ({
        ...write,
        organisation: organisationOf(write.enterprise),
        places: parcels.get(write.parcel)?.places ?? [],
        synthetic: false,
      })),
  )
  return writes.map(({ position, id, parcel, enterprise, from, to, area, version }): ImportChange => {
    const row = rows.get(id)
    return {
      position,
      subject: id,
      before: row === undefined ? null : keptOf(toOccupation(row)),
      after: { parcel, enterprise, from, to, area },
      after_version: version + 1,
    }
  })
}

function keptOf({ parcel, enterprise, from, to, area }: KeptStay): KeptStay {
  return { parcel, enterprise, from, to, area }
}

async function undoOccupations({ tx }: ImportContext, changes: readonly ImportChange[]): Promise<void> {
  const rows = new Map(
    (await selectOccupations(tx, { ids: changes.map((change) => change.subject) })).map((row) => [row.id, row]),
  )
  const since = changes.filter((change) => rows.get(change.subject)?.version !== change.after_version)
  if (since.length > 0) {
    throw changedSince(
      since.map((change) => ({ line: change.position, name: (change.after as unknown as KeptStay).from })),
    )
  }
  const entered = changes.filter((change) => change.before === null)
  const parcels = [...new Set(entered.map((change) => (change.after as unknown as KeptStay).parcel))]
  await deleteOccupations(tx, { ids: entered.map((change) => change.subject), parcels })
  await updateOccupations(
    tx,
    changes.flatMap((change) => {
      const before = change.before as KeptStay | null
      return before === null
        ? []
        : [{ id: change.subject, from: before.from, to: before.to, area: before.area, version: change.after_version }]
    }),
  )
}
