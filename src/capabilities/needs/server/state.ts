import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { type Actor, can, system } from '#base/decision.ts'
import type { Named } from '#base/named.ts'
import { Problem } from '#base/problem.ts'
import { landOf } from '#capabilities/land/server/service.ts'
import {
  namesOfOrganisations,
  organisationOfPerson,
  organisationsAround,
  peopleWhoMay,
  unitsFor,
} from '#capabilities/people/server/service.ts'
import { placesAround } from '#capabilities/places/server/service.ts'
import { getWorkflow, openOwned } from '#capabilities/workflows/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import { inReachOfHouse, type Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { namedOrganisations } from '#pack/naming.ts'
import type { NeedAsked } from '../contract.ts'
import type { Need } from '../rules/model.ts'
import { tables } from './store.ts'
import { needOf } from './terms.ts'

/** So many needs of people who are not signed in are taken in within an hour. */
const mostOfStrangers = 60

export type Stating = {
  readonly need: NeedAsked
  readonly company?: string | undefined
  readonly contact?: string | undefined
  readonly phone?: string | undefined
  readonly words?: string | undefined
  readonly actor: Actor
}

export type Stated = { id: string | null; receipt: string | null; units: Named[] }

/**
 * States a need: an enterprise in its own name, anybody else with company, contact and phone, and a receipt.
 * @throws Problem invalid_input, too_many
 */
export function stateNeed(house: House, asked: Stating): Promise<Stated> {
  const need = needOf(house.programme(), asked.need)
  const { actor } = asked
  return can(actor, 'land.request').allowed && actor.organisation !== undefined
    ? house.record.withActor(actor, (tx) => stateOwn(house, tx, { ...asked, need }))
    : house.record.asSystem((tx) => stateAsStranger(house, tx, { ...asked, need }))
}

type Asked = Omit<Stating, 'need'> & { readonly need: Need }

async function stateOwn(house: House, tx: Transaction, asked: Asked): Promise<Stated> {
  const organisation = asked.actor.organisation as string
  const names = await namesOfOrganisations(house, tx, [organisation])
  const company = names.get(organisation)?.zh ?? organisation
  const { id, lead } = await inReachOfHouse(tx, () =>
    store(house, tx, { ...asked, company, opener: asked.actor, organisation, receiptHash: null }),
  )
  return { id, receipt: null, units: namedOrganisations(house.programme(), lead) }
}

async function stateAsStranger(house: House, tx: Transaction, asked: Asked): Promise<Stated> {
  const { company, contact, phone } = asked
  const missing = Object.entries({ company, contact, phone }).filter(([, said]) => said === undefined)
  if (company === undefined || missing.length > 0) {
    throw new Problem('invalid_input', {
      issues: missing.map(([name]) => ({ text: 'needs.who_is_it', where: `body.${name}` })),
    })
  }
  await demandRoom(house, tx)
  const receipt = randomBytes(10).toString('hex').toUpperCase()
  const kept = { ...asked, company, opener: system, organisation: undefined, receiptHash: hashOf(receipt) }
  const { lead } = await store(house, tx, kept)
  return { id: null, receipt, units: namedOrganisations(house.programme(), lead) }
}

/** A receipt is kept as its hash alone, whatever its spelling. */
export function hashOf(receipt: string): string {
  return createHash('sha256').update(receipt.replaceAll(/[\s-]/g, '').toUpperCase()).digest('hex')
}

async function demandRoom(house: House, tx: Transaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('needs of strangers'))`.execute(tx)
  const hourAgo = new Date(house.clock.now().getTime() - 3_600_000)
  const { count } = await tables(tx)
    .selectFrom('need_need')
    .select(sql<number>`count(*)::integer`.as('count'))
    .where('is_stranger', '=', true)
    .where('stated_at', '>', hourAgo)
    .executeTakeFirstOrThrow()
  if (count >= mostOfStrangers)
    throw new Problem('too_many', { details: { reason: 'needs.too_many', limit: String(mostOfStrangers) } })
}

/** A need of the synthetic stock, stated as a stranger does; nobody holds its receipt. */
export type NewNeed = {
  readonly need: NeedAsked
  readonly company: string
  readonly contact: string
  readonly phone: string
}

/** States many needs at once for firms that were made up, without a limit of the hour. Answers how many. @throws Problem invalid_input */
export async function stateNeedsInBulk(house: House, tx: Transaction, rows: readonly NewNeed[]): Promise<number> {
  for (const { need, ...who } of rows)
    await store(house, tx, {
      ...who,
      need: needOf(house.programme(), need),
      actor: system,
      opener: system,
      organisation: undefined,
      receiptHash: hashOf(randomBytes(10).toString('hex')),
    })
  return rows.length
}

type ToStore = Asked & {
  readonly company: string
  readonly opener: Actor
  readonly organisation: string | undefined
  readonly receiptHash: string | null
}

async function store(house: House, tx: Transaction, asked: ToStore): Promise<{ id: string; lead: string[] }> {
  const programme = house.programme()
  const { need, company, opener, organisation } = asked
  const place = need.places.toSorted((a, b) => b.weight - a.weight)[0]?.place ?? programme.rootPlace
  const places = [...placesAround(programme, place)]
  const { lead, assist } = await unitsOf(house, tx, { need, place, places })
  const own = organisation === undefined ? [] : [organisation]
  const organisations = [...new Set([...organisationsAround(programme, [...lead, ...assist]), ...own])]
  const id = randomUUID()
  const opened = await openOwned(house, tx, {
    workflow: getWorkflow(programme, landOf(programme).workflows.need),
    subject: id,
    title: { zh: `用地用房需求：${company}`, en: `Need of land or space: ${company}` },
    actor: opener,
    place,
    organisations,
    lead,
    assist,
  })
  await tables(tx)
    .insertInto('need_need')
    .values({
      id,
      asked: JSON.stringify(need),
      company,
      contact: asked.contact ?? null,
      phone: asked.phone ?? null,
      words: asked.words ?? null,
      is_stranger: organisation === undefined,
      receipt_hash: asked.receiptHash,
      case_id: opened.id,
      state: opened.state,
      is_final: false,
      revision: opened.version,
      places,
      organisations,
      stated_at: house.clock.now(),
    })
    .execute()
  const detail = { kind: need.kind, industry: need.industry, stranger: organisation === undefined }
  await recordAct(tx, { name: 'needs.stated', subject: { kind: 'need', id }, detail })
  return { id, lead }
}

type Where = { readonly need: Need; readonly place: string; readonly places: readonly string[] }

/** Units that the duties name and that answer needs; where there are none, all that answer needs there. */
async function unitsOf(house: House, tx: Transaction, { need, place, places }: Where) {
  const programme = house.programme()
  const found = unitsFor(programme, {
    on: todayOf(house),
    kind: landOf(programme).workflows.need,
    place,
    ...(need.industry === null ? {} : { field: need.industry }),
  })
  const people = await peopleWhoMay(house, tx, {
    permissions: ['land.match'],
    places,
    organisations: [],
    toOrganisation: false,
  })
  const answering = new Set<string>()
  for (const person of people) {
    const organisation = await organisationOfPerson(house, person)
    if (organisation !== undefined) answering.add(organisation)
  }
  const named = found.lead.map(({ organisation }) => organisation).filter((one) => answering.has(one))
  const lead = named.length > 0 ? [...new Set(named)] : [...answering].toSorted()
  const assist = found.assist.map(({ organisation }) => organisation).filter((one) => !lead.includes(one))
  return { lead, assist: [...new Set(assist)] }
}
