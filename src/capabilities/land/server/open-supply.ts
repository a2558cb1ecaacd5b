import { randomUUID } from 'node:crypto'
import { type Actor, can } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { demandOrganisations, heirsOn, organisationsAround } from '#capabilities/people/server/service.ts'
import { listParcelsById, listShapes } from '#capabilities/parcels/server/service.ts'
import { placesOf, resourcePlaces } from '#capabilities/places/server/service.ts'
import { getWorkflow, openOwned } from '#capabilities/workflows/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { unitsFor } from '#pack/duties.ts'
import { listDocs } from '#pack/lookup.ts'
import { namedOrganisation, namedOrganisations } from '#pack/naming.ts'
import type { Programme, ProgrammeWorkflow } from '#pack/programme.ts'
import type { SupplyParties, SupplyProposal } from '../contract/supplies.ts'
import { decideSupply } from '../rules/supply.ts'
import { listLots } from './lots.ts'
import { landOf } from './reach.ts'
import { listSuppliesOf, supplyTables } from './supply-store.ts'
import { namedUse } from './vocabulary.ts'

/** The workflow of supplies. @throws Problem refused_by_rule where the programme has no land */
export function supplyWorkflow(programme: Programme): ProgrammeWorkflow {
  return getWorkflow(programme, landOf(programme).workflows.supply)
}

/** What duties call a matter of this kind. */
const matter = 'supply'

/** Whether a supply of a parcel may begin, and the units that the duties name for it. @throws Problem not_found */
export async function proposeSupply(
  house: House,
  tx: Transaction,
  { parcel: id, actor }: { readonly parcel: string; readonly actor: Actor },
): Promise<SupplyProposal> {
  const programme = house.programme()
  const { parcel, base, use, places, open, decision } = await groundOf(house, tx, id)
  const found = unitsFor(programme, { kind: matter, place: base ?? parcel.place, on: todayOf(house) })
  const units = (of: readonly { readonly organisation: string }[]) =>
    namedOrganisations(programme, [...new Set(of.map(({ organisation }) => organisation))])
  const may = can(actor, 'land.supply', { places })
  return {
    decision: may.allowed ? decision : may,
    open,
    use,
    uses: landOf(programme).uses.map((one) => namedUse(programme, one.id)),
    duty: found.lead[0]?.duty ?? null,
    lead: units(found.lead),
    assist: units(found.assist),
    decide: units(found.decide),
    organisations: listDocs(programme, 'organisations').map(({ id: unit }) => namedOrganisation(programme, unit)),
  }
}

/** Begins the supply of a parcel. @throws Problem not_found, forbidden, invalid_input, refused_by_rule with the reason */
export async function openSupply(
  house: House,
  tx: Transaction,
  { actor, ...asked }: SupplyParties & { readonly parcel: string; readonly use: string; readonly actor: Actor },
): Promise<{ id: string }> {
  const programme = house.programme()
  const { parcel, places, place, decision } = await groundOf(house, tx, asked.parcel)
  decide(actor, 'land.supply', { places })
  if (!decision.allowed)
    throw new Problem('refused_by_rule', { details: { ...decision.details, reason: decision.reason } })
  demandOrganisations(programme, { 'body.lead': asked.lead, 'body.assist': asked.assist, 'body.decide': asked.decide })
  const uses = landOf(programme).uses.map(({ id }) => id)
  if (!uses.includes(asked.use))
    throw new Problem('invalid_input', {
      issues: [{ text: 'supply.unknown_use', where: 'body.use', found: asked.use, expected: uses.join(' · ') }],
    })
  const today = todayOf(house)
  const lead = heirsOn(programme, asked.lead, today)
  const assist = heirsOn(programme, asked.assist, today).filter((unit) => !lead.includes(unit))
  const deciding = heirsOn(programme, asked.decide, today)
  const workflow = supplyWorkflow(programme)
  const own = actor.organisation === undefined ? [] : [actor.organisation]
  const checking = heirsOn(programme, unitsOfBranches(workflow), today)
  const organisations = organisationsAround(programme, [...lead, ...assist, ...deciding, ...checking, ...own])
  const id = randomUUID()
  const opened = await openOwned(house, tx, {
    workflow,
    subject: id,
    title: { zh: `${parcel.code} 土地供应`, en: `Supply of ${parcel.code}` },
    actor,
    place,
    organisations,
    lead,
    assist,
    decide: deciding,
  })
  await supplyTables(tx)
    .insertInto('land_supply')
    .values({
      id,
      parcel: parcel.id,
      use: asked.use,
      lead,
      assist,
      decide: deciding,
      area: parcel.area,
      case_id: opened.id,
      state: opened.state,
      revision: opened.version,
      next_due: opened.nextDue ?? null,
      outstanding: '[]',
      places,
      organisations,
      created_at: house.clock.now(),
    })
    .execute()
  await recordAct(tx, {
    name: 'land.supply_opened',
    subject: { kind: 'supply', id },
    detail: { parcel: parcel.id, use: asked.use },
  })
  return { id }
}

/** The units that branches of the workflow name: whoever has to answer sees the supply. */
function unitsOfBranches({ states }: ProgrammeWorkflow): string[] {
  const branches = states.flatMap(({ branches: some = [] }) => some)
  return branches.flatMap(({ unit }) => ('organisations' in unit ? unit.organisations : []))
}

/** What is known of the ground, and whether it may be supplied. */
async function groundOf(house: House, tx: Transaction, id: string) {
  const parcel = (await listParcelsById(tx, [id])).get(id)
  if (parcel === undefined) throw new Problem('not_found', { details: { kind: 'parcel', id } })
  const programme = house.programme()
  const [lot] = await listLots(tx, [id])
  const [shape] = await listShapes(tx, [id])
  const open = (await listSuppliesOf(tx, [id])).find((one) => !one.is_final)?.id ?? null
  const base = lot?.base ?? parcel.base
  const ground = {
    hasShape: shape !== undefined,
    readiness: lot?.readiness ?? null,
    usableOn: lot?.usableOn ?? null,
    suppliedOn: lot?.suppliedOn ?? null,
    open,
  }
  return {
    parcel,
    base,
    place: base ?? parcel.place,
    use: lot?.use ?? null,
    places: resourcePlaces(placesOf(programme), parcel.place, base),
    open,
    decision: decideSupply(ground, landOf(programme).readiness, todayOf(house)),
  }
}
