import { can } from '#base/decision.ts'
import type { Text } from '#base/text.ts'
import { areaUnits, isBase, placesOf } from '#capabilities/places/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { implementContract, type PlainRoute, type RequestContext } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { findRung, laddersOf } from '#pack/ladders.ts'
import type { Programme } from '#pack/programme.ts'
import { type Enterprise, type EnterpriseDetail, enterprisesContract, type RungStay } from '../contract.ts'
import { enterpriseImport } from './enterprise-import.ts'
import { enterpriseDownloads, toSearch } from './export.ts'
import { importFileRoute } from './import-file.ts'
import { createImports, listImports } from './imports.ts'
import { rungsOn } from '../rules/rungs.ts'
import { endRung, enterRung, withdrawRung } from './rungs.ts'
import { selectStays } from './rung-store.ts'
import {
  createEnterprise,
  editEnterprise,
  getEnterprise,
  showContact,
  withMaskedContact,
  writeResource,
} from './register.ts'
import { pageEnterprises, selectHistories, selectOverrides } from './store.ts'
import { className, listClasses } from './vocabulary.ts'

/** Routes of the enterprises contract. */
export function enterprisesRoutes(house: House) {
  const gate = implementContract(enterprisesContract)
  const imports = createImports(house, enterpriseImport)
  const { record } = house
  return gate.router({
    list: gate.list.handler(({ input: { page, pageSize, sort, ...filter }, context: { actor } }) =>
      record.withActor(actor, async (tx) => {
        const search = toSearch(house, filter)
        const found = await pageEnterprises(tx, { search, sort: sort ?? 'name', page, pageSize })
        const stays = await selectStays(
          tx,
          found.rows.map(({ id }) => id),
        )
        const synthetic = found.rows.some((row) => row.synthetic)
        return {
          rows: found.rows.map((row) => ({ ...row, rungs: rungsOn(stays.get(row.id) ?? [], search.today) })),
          total: found.total,
          page,
          pageSize,
          synthetic,
          mayEdit: can(actor, 'enterprises.edit'),
          mayImport: can(actor, 'enterprises.import'),
        }
      }),
    ),
    get: gate.get.handler(({ input, context }) =>
      record.withActor(context.actor, (tx) => presentEnterprise(house, { tx, context, id: input.id })),
    ),
    contactShow: gate.contactShow.handler(({ input, context: { actor } }) =>
      record.withActor(actor, (tx) => showContact(house, tx, { ...input, actor })),
    ),
    choices: gate.choices.handler(async () => choicesOf(house.programme())),
    create: gate.create.handler(({ input, context: { actor } }) =>
      record.withActor(actor, async (tx) =>
        withMaskedContact(await createEnterprise(house, tx, { ...input, actor }), {
          actor,
          programme: house.programme(),
        }),
      ),
    ),
    edit: gate.edit.handler(({ input, context: { actor } }) =>
      record.withActor(actor, async (tx) =>
        withMaskedContact(await editEnterprise(house, tx, { ...input, actor }), {
          actor,
          programme: house.programme(),
        }),
      ),
    ),
    rungEnter: gate.rungEnter.handler(({ input, context: { actor } }) =>
      record.withActor(actor, (tx) => enterRung(house, tx, { ...input, actor })),
    ),
    rungEnd: gate.rungEnd.handler(({ input, context: { actor } }) =>
      record.withActor(actor, (tx) => endRung(house, tx, { ...input, actor })),
    ),
    rungWithdraw: gate.rungWithdraw.handler(({ input, context: { actor } }) =>
      record.withActor(actor, (tx) => withdrawRung(house, tx, { ...input, actor })),
    ),
    imports: {
      preview: gate.imports.preview.handler(({ input, context }) => imports.preview(context.actor, input)),
      get: gate.imports.get.handler(({ input, context }) => imports.get(context.actor, input)),
      confirm: gate.imports.confirm.handler(({ input, context }) => imports.confirm(context.actor, input)),
      undo: gate.imports.undo.handler(({ input, context }) => imports.undo(context.actor, input)),
      list: gate.imports.list.handler(({ input, context }) =>
        record.withActor(context.actor, (tx) => listImports(tx, { ...input, kinds: ['enterprises'] })),
      ),
    },
  })
}

/** Uploads and downloads beside the contract. */
export function enterprisesPlainRoutes(house: House): PlainRoute[] {
  return [
    importFileRoute(house, { path: '/enterprises', permission: 'enterprises.import' }),
    ...enterpriseDownloads(house),
  ]
}

type Asked = { readonly tx: Transaction; readonly context: Pick<RequestContext, 'actor'>; readonly id: string }

async function presentEnterprise(house: House, { tx, context: { actor }, id }: Asked): Promise<EnterpriseDetail> {
  const programme = house.programme()
  const enterprise = await getEnterprise(tx, id)
  const history = (await selectHistories(tx, [id])).get(id) ?? []
  const rungs = (await selectStays(tx, [id])).get(id) ?? []
  return {
    enterprise: withMaskedContact(enterprise, { actor, programme }),
    names: { ...namesOf(programme, [enterprise, ...history]), ...rungNames(programme, rungs) },
    history,
    rungs,
    overrides: await selectOverrides(tx, id),
    mayEdit: can(actor, 'enterprises.edit', writeResource(programme, enterprise.town, enterprise.base)),
  }
}

type Classes = Pick<Enterprise, 'town' | 'base' | 'industry' | 'size' | 'ownership'>

/** Names of every place and class that occurs, by `<field>:<id>`. */
function namesOf(programme: Programme, records: readonly Classes[]): Record<string, Text> {
  const book = placesOf(programme)
  const names: Record<string, Text> = {}
  for (const record of records) {
    for (const field of ['town', 'base'] as const) {
      const name = record[field] === null ? undefined : book.find(record[field])?.name
      if (name !== undefined) names[`${field}:${record[field]}`] = name
    }
    for (const field of ['industry', 'size', 'ownership'] as const) {
      const found = listClasses(programme, field).find((each) => each.id === record[field])
      if (found !== undefined) names[`${field}:${found.id}`] = className(found)
    }
  }
  return names
}

function rungNames(programme: Programme, stays: readonly RungStay[]): Record<string, Text> {
  return Object.fromEntries(
    stays.flatMap(({ rung }) => {
      const found = findRung(programme, rung)
      return found === undefined ? [] : [[`rung:${rung}`, className(found)]]
    }),
  )
}

function choicesOf(programme: Programme) {
  const book = placesOf(programme)
  const classes = (subject: 'industry' | 'size' | 'ownership') =>
    listClasses(programme, subject).map((each) => ({ id: each.id, name: className(each), parent: each.parent }))
  return {
    towns: areaUnits(book).map(({ id, name }) => ({ id, name })),
    bases: book
      .list()
      .filter(({ id }) => isBase(book, id))
      .map(({ id, name, members }) => ({ id, name, members: (members ?? []).map((member) => member.place) })),
    industries: classes('industry'),
    sizes: classes('size'),
    ownerships: classes('ownership'),
    ladders: laddersOf(programme).map(({ id, name, classes: rungs }) => ({
      id,
      name,
      rungs: rungs.map((rung) => ({ id: `${id}/${rung.id}`, name: className(rung) })),
    })),
  }
}
