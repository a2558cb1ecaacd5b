import { sql } from 'kysely'
import { can } from '#base/decision.ts'
import { type ImportRow, plainWord } from '#base/import-sheet.ts'
import {
  changedSince,
  type ImportChange,
  type ImportContext,
  type ImportKind,
  refuseInUse,
  vocabularyOf,
} from '#capabilities/enterprises/server/service.ts'
import { placesOf, resourcePlaces } from '#capabilities/places/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { listDocs } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { CarrierFields, SpaceFields } from '../contract/carriers.ts'
import { areaHeads, carrierColumns, type CarrierWords, spaceColumns } from '../rules/carrier-import-columns.ts'
import {
  changesBetween,
  planCarriers,
  planSpaces,
  type SpaceWritten,
  type Written,
} from '../rules/carrier-import-plan.ts'
import { firstTooMuch } from '../rules/lettings.ts'
import {
  addCarrier,
  addSpace,
  carrierIssues,
  carrierValues,
  editCarrier,
  editSpace,
  spaceIssues,
  spaceValues,
} from './carrier-entry.ts'
import {
  type CarrierRow,
  carrierFieldsOf,
  carrierTables,
  lettingsBySpace,
  spaceFieldsOf,
  type SpaceRow,
  spacesOf,
  stayOf,
} from './carrier-store.ts'
import { offeredAmong } from './offers.ts'

/** What the programme offers for the cells. */
export function carrierWordsOf(programme: Programme): CarrierWords {
  const { towns, bases } = vocabularyOf(programme)
  const spaces = listDocs(programme, 'spaces')
  const named = (docs: readonly { readonly id: string; readonly name: { zh: string; en?: string | undefined } }[]) =>
    new Map(docs.flatMap(({ id, name }) => [name.zh, name.en ?? id, id].map((word) => [plainWord(word), id] as const)))
  const terms = named(spaces.flatMap((space) => space.terms))
  return { towns: towns.names, bases: bases.names, programmes: named(spaces), terms }
}

const permission = 'land.plan'

export const carrierImport: ImportKind<Written<CarrierFields>> = {
  kind: 'carriers',
  capability: 'land',
  permission,
  columns: (house) => carrierColumns(carrierWordsOf(house.programme())),
  wrongHeads: areaHeads,
  async plan({ house, tx, actor }, { rows }) {
    const codes = saidIn(rows, 'code')
    const seen = await carriersByCode(tx, codes)
    const book = placesOf(house.programme())
    return planCarriers(rows, {
      known: new Map([...seen].map(([code, row]) => [code, { ...row, fields: carrierFieldsOf(row) }])),
      taken: await takenAmong(
        tx,
        codes.filter((code) => !seen.has(code)),
      ),
      may: ({ place, base }) => can(actor, permission, { places: resourcePlaces(book, place, base) }).allowed,
      issuesOf: (fields) => carrierIssues(house, fields, 'body'),
    })
  },
  async apply({ house, tx, actor }, lines) {
    const changes: ImportChange[] = []
    const standing = await carriersByCode(
      tx,
      lines.map(({ write }) => write.fields.code),
    )
    for (const { position, write } of lines) {
      const { id, revision, fields } = write
      const before = standing.get(fields.code)
      const made =
        id === null
          ? await addCarrier(house, tx, { ...fields, actor })
          : await editCarrier(house, tx, { id, revision, fields, actor })
      const kept = before === undefined ? null : { fields: carrierFieldsOf(before) }
      changes.push({ position, subject: made.id, before: kept, after: { fields }, after_version: revision + 1 })
    }
    return changes
  },
  undo: takeBackCarriers,
  show: (change) => shown(change, keptOf<CarrierFields>(change.after).code),
}

export const spaceImport: ImportKind<SpaceWritten> = {
  kind: 'spaces',
  capability: 'land',
  permission,
  columns: (house) => spaceColumns(carrierWordsOf(house.programme())),
  wrongHeads: areaHeads,
  async plan({ house, tx, actor }, { rows }) {
    const carriers = await carriersByCode(tx, saidIn(rows, 'carrier'))
    const byId = new Map([...carriers.values()].map((row) => [row.id, row]))
    const spaces = await spacesOf(tx, [...byId.keys()])
    const ids = spaces.map(({ id }) => id)
    const lettings = await lettingsBySpace(tx, ids)
    return planSpaces(rows, {
      carriers: new Map(
        [...carriers].map(([code, row]) => [code, { id: row.id, may: can(actor, permission, row).allowed }]),
      ),
      known: new Map(spaces.map((row) => [`${row.carrier} ${row.code}`, { ...row, fields: spaceFieldsOf(row) }])),
      issuesOf: (carrier, fields, known) => [
        ...spaceIssues(house.programme(), byId.get(carrier)?.programme ?? null, fields),
        ...letIssues(fields.area, known === null ? [] : (lettings.get(known) ?? []).map(stayOf)),
      ],
    })
  },
  async apply({ house, tx, actor }, lines) {
    const changes: ImportChange[] = []
    const carriers = [...new Set(lines.map(({ write }) => write.carrier))]
    const standing = new Map((await spacesOf(tx, carriers)).map((row) => [row.id, row]))
    for (const { position, write } of lines) {
      const { id, revision, fields, carrier } = write
      const before = id === null ? undefined : standing.get(id)
      const made =
        id === null
          ? await addSpace(house, tx, { carrier, fields, actor })
          : await editSpace(house, tx, { id, revision, fields, actor })
      const kept = before === undefined ? null : { fields: spaceFieldsOf(before) }
      changes.push({ position, subject: made.id, before: kept, after: { fields }, after_version: revision + 1 })
    }
    return changes
  },
  undo: takeBackSpaces,
  show: (change) => shown(change, keptOf<SpaceFields>(change.after).code),
}

function letIssues(area: string, stays: Parameters<typeof firstTooMuch>[1]) {
  const over = firstTooMuch(area, stays)
  return over === undefined
    ? []
    : [{ text: 'carrier.let_too_much', where: 'area', found: `${over.let} m2, ${over.on}`, expected: `≤ ${area} m2` }]
}

function saidIn(rows: readonly ImportRow[], field: string): string[] {
  return [...new Set(rows.flatMap(({ values }) => values[field] ?? []))]
}

async function carriersByCode(tx: Transaction, codes: readonly string[]): Promise<Map<string, CarrierRow>> {
  const rows = await carrierTables(tx)
    .selectFrom('land_carrier')
    .selectAll()
    .where(sql<boolean>`code = any (${sql.val([...codes])}::text[])`)
    .execute()
  return new Map(rows.map((row) => [row.code, row]))
}

async function takenAmong(tx: Transaction, codes: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ code: string }>`
    select code from unnest(${sql.val([...codes])}::text[]) code where land_carrier_code_taken(code)`.execute(tx)
  return new Set(rows.map(({ code }) => code))
}

function keptOf<Fields>(kept: unknown): Fields {
  return (kept as { readonly fields: Fields }).fields
}

type Kept = CarrierFields | SpaceFields

function shown(change: ImportChange, label: string): ReturnType<ImportKind<unknown>['show']> {
  const before = change.before === null ? undefined : keptOf<Kept>(change.before)
  return {
    line: change.position,
    outcome: before === undefined ? 'created' : 'changed',
    label,
    subject: change.subject,
    changes: before === undefined ? [] : changesBetween(before, keptOf<Kept>(change.after)),
    problems: [],
  }
}

/** @throws Problem conflict naming what was changed since */
function refuseChanged(
  changes: readonly ImportChange[],
  now: ReadonlyMap<string, { readonly revision: number }>,
): { readonly entered: string[]; readonly changed: ImportChange[] } {
  const since = changes.filter(({ subject, after_version: version }) => now.get(subject)?.revision !== version)
  if (since.length > 0)
    throw changedSince(since.map(({ position, after }) => ({ line: position, name: keptOf<Kept>(after).code })))
  return {
    entered: changes.filter(({ before }) => before === null).map(({ subject }) => subject),
    changed: changes.filter(({ before }) => before !== null),
  }
}

async function takeBackCarriers({ house, tx, actor }: ImportContext, changes: readonly ImportChange[]): Promise<void> {
  const subjects = changes.map(({ subject }) => subject)
  const rows = await lockedOf<CarrierRow>(tx, 'land_carrier', subjects)
  const { entered, changed } = refuseChanged(changes, rows)
  const [book, at] = [placesOf(house.programme()), house.clock.now()]
  for (const { subject, before, after_version: version } of changed) {
    const fields = keptOf<CarrierFields>(before)
    const places = resourcePlaces(book, fields.place, fields.base)
    await carrierTables(tx)
      .updateTable('land_carrier')
      .set({ ...carrierValues(fields), places, revision: version + 1, at, by: actor.id })
      .where('id', '=', subject)
      .execute()
  }
  await deleted(tx, 'land_carrier', entered)
}

async function takeBackSpaces({ house, tx, actor }: ImportContext, changes: readonly ImportChange[]): Promise<void> {
  const subjects = changes.map(({ subject }) => subject)
  const rows = await lockedOf<SpaceRow>(tx, 'land_space', subjects)
  const { entered, changed } = refuseChanged(changes, rows)
  const offered = await offeredAmong(tx, { kind: 'space', ids: entered })
  const published = changes.filter(({ subject }) => offered.has(subject))
  if (published.length > 0)
    throw changedSince(published.map(({ position, after }) => ({ line: position, name: keptOf<Kept>(after).code })))
  const at = house.clock.now()
  for (const { subject, before, after_version: version } of changed)
    await carrierTables(tx)
      .updateTable('land_space')
      .set({ ...spaceValues(keptOf<SpaceFields>(before)), revision: version + 1, at, by: actor.id })
      .where('id', '=', subject)
      .execute()
  await deleted(tx, 'land_space', entered)
}

type Table = 'land_carrier' | 'land_space'

async function lockedOf<Row extends { readonly id: string }>(
  tx: Transaction,
  table: Table,
  ids: readonly string[],
): Promise<Map<string, Row>> {
  const { rows } = await sql<Row>`
    select * from ${sql.table(table)} where id = any (${sql.val([...ids])}::uuid[]) order by id for update`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

async function deleted(tx: Transaction, table: Table, ids: readonly string[]): Promise<void> {
  await sql`delete from ${sql.table(table)} where id = any (${sql.val([...ids])}::uuid[])`
    .execute(tx)
    .catch(refuseInUse)
}
