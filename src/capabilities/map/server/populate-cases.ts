import { Decimal, toDecimalText } from '#base/decimal.ts'
import { type Actor, system } from '#base/decision.ts'
import { addDays, type PlainDate, parsePlainDate } from '#base/plain-date.ts'
import { convert, quantity } from '#base/quantity.ts'
import { randomFrom } from '#base/random.ts'
import { namesOfEnterprises } from '#capabilities/enterprises/server/service.ts'
import type { Offer } from '#capabilities/land/contract.ts'
import {
  agreementsOf,
  beginAgreement,
  currentIndicators,
  eachLot,
  eachOffer,
  openSupply,
  raiseExpiring,
  recordCheck,
  suppliesOf,
} from '#capabilities/land/server/service.ts'
import { stateNeedsInBulk } from '#capabilities/needs/server/service.ts'
import { listOccupationsOn, listParcelsById } from '#capabilities/parcels/server/service.ts'
import { act, findCaseOf, getWorkflow, viewOf } from '#capabilities/workflows/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { listDocs } from '#pack/lookup.ts'
import type { ProgrammeLand, ProgrammeWorkflow } from '#pack/programme.ts'
import type { LandProgress } from './populate.ts'
import { type StockWorld, stockWorldOf, unitFor } from './stock-world.ts'

const suppliesMost = 24
/** One need for so many offers, up to the most: the desks of a small population stay small. */
const [needsMost, offersForNeed] = [16, 20]
/** A supply is moved on so many steps at most: some have just begun, some are on their way. */
const stepsMost = 4

export type CasesMade = { readonly supplies: number; readonly agreements: number; readonly needs: number }

/** The act by which it is known that the cases of the stock were opened. */
export const casesMade = 'map.cases_made'

type Working = StockWorld & { readonly land: ProgrammeLand; readonly unit: string; readonly actor: Actor }

/**
 * Opens what goes on with the synthetic stock: supplies in different states, agreements of land that was supplied, cases of assessments that end soon,
 * and needs. Each in a transaction of its own and through the doors that people use; what is there already is left, so that it can be begun again.
 */
export async function populateCases(
  house: House,
  { progress = () => {}, signal }: { progress?: LandProgress; signal?: AbortSignal } = {},
): Promise<CasesMade> {
  const world = stockWorldOf(house)
  const unit = world === undefined ? undefined : unitFor(world.programme, 'planning')?.id
  if (world?.land === undefined || unit === undefined) return { supplies: 0, agreements: 0, needs: 0 }
  const working = { ...world, land: world.land, unit, actor: { ...system, organisation: unit } }
  const offered = await offeredGround(working)
  const supplied = await suppliedGround(working)
  const total = offered.length + supplied.length + 1
  let done = 0
  const made = { supplies: 0, agreements: 0, needs: 0 }
  const each = async (what: 'supplies' | 'agreements', make: (tx: Transaction) => Promise<boolean>): Promise<void> => {
    if (signal?.aborted === true) return
    if (await house.record.asSystem(make)) made[what] += 1
    progress('cases', (done += 1), total)
  }
  for (const [at, offer] of offered.entries()) await each('supplies', (tx) => beginSupply(tx, working, { offer, at }))
  for (const ground of supplied) await each('agreements', (tx) => agreeOn(tx, working, ground))
  if (signal?.aborted === true) return made
  await raiseExpiring(house)
  await house.record.asSystem(async (tx) => {
    const near = await someOffers(working, { most: needsMost, per: offersForNeed })
    made.needs = await stateNeedsInBulk(house, tx, needsOf(working, near))
    await recordAct(tx, { name: casesMade, subject: { kind: 'population', id: world.seed }, detail: { ...made } })
  })
  progress('cases', total, total)
  return made
}

type Some = { readonly most: number; readonly per: number; readonly kind?: 'parcel' | 'space' }

/** Offers that are the same for the same seed, mixed: one for so many that there are. */
async function someOffers(world: Working, { most, per, kind }: Some): Promise<Offer[]> {
  const found: Offer[] = []
  await world.house.record.asSystem(async (tx) => {
    const filter = kind === undefined ? {} : { kind }
    for await (const offers of eachOffer(world.house, tx, filter))
      found.push(...offers.filter(({ synthetic }) => synthetic))
  })
  const some = Math.min(most, Math.ceil(found.length / per))
  return found
    .map((offer) => ({ offer, key: randomFrom(world.seed, 'chosen', offer.code).next() }))
    .toSorted((a, b) => a.key - b.key)
    .slice(0, some)
    .map(({ offer }) => offer)
}

/** Ground on offer of which something is asked, to be supplied. */
async function offeredGround(world: Working): Promise<Offer[]> {
  const offers = await someOffers(world, { most: 2 * suppliesMost, per: 3, kind: 'parcel' })
  return offers.filter(({ industries }) => industries.length > 0).slice(0, suppliesMost)
}

/** False where one is there already. */
async function beginSupply(
  tx: Transaction,
  world: Working,
  { offer, at }: { readonly offer: Offer; readonly at: number },
): Promise<boolean> {
  const { house, programme, land, unit, actor } = world
  if ((await suppliesOf(tx, [offer.of])).has(offer.of)) return false
  const units = listDocs(programme, 'organisations')
  const town = units.filter(({ id, place }) => place === offer.place && id !== unit).slice(0, 1)
  const deciding = units.find(({ kind, place }) => kind === 'government' && place === programme.rootPlace)?.id ?? unit
  const { id } = await openSupply(house, tx, {
    parcel: offer.of,
    use: offer.use ?? land.uses[0]?.id ?? '',
    lead: [unit],
    assist: town.map((one) => one.id),
    decide: [deciding],
    actor,
  })
  const workflow = getWorkflow(programme, land.workflows.supply)
  const opened = await findCaseOf(tx, { kind: workflow.subject, id })
  if (opened !== undefined)
    await moveOn(tx, world, { workflow, caseId: opened.id, steps: at % (stepsMost + 1), last: at % 3 })
  return true
}

type Moving = {
  readonly workflow: ProgrammeWorkflow
  readonly caseId: string
  readonly steps: number
  /** How many of the branches of the state in which it stays have answered. */
  readonly last: number
}

/** Takes the first way on that asks for nothing to be filled in, so many times; the branches on the way answer well. */
async function moveOn(tx: Transaction, world: Working, { workflow, caseId, steps, last }: Moving): Promise<void> {
  for (let step = 0; step < steps; step += 1) {
    await answerBranches(tx, world, { workflow, caseId, most: Number.POSITIVE_INFINITY })
    const { case: one } = await viewOf(world.house, tx, caseId)
    const next = workflow.acts.find(
      ({ from, to, aside, reason, fields = [], files = [] }) =>
        from.includes(one.state) &&
        to !== one.state &&
        aside !== true &&
        reason !== 'required' &&
        ![...fields, ...files].some(({ required }) => required === true),
    )
    if (next === undefined) return
    const actor = next.party === 'decide' ? system : world.actor
    await act(world.house, tx, { caseId, act: next.id, actor, expectedVersion: one.version })
  }
  await answerBranches(tx, world, { workflow, caseId, most: last })
}

async function answerBranches(
  tx: Transaction,
  { house }: Working,
  { workflow, caseId, most }: Pick<Moving, 'workflow' | 'caseId'> & { readonly most: number },
): Promise<void> {
  for (let answered = 0; answered < most; answered += 1) {
    const { case: one, state } = await viewOf(house, tx, caseId)
    const open = state.branches.find(({ outcome, units }) => outcome === undefined && units.length > 0)
    if (open === undefined) return
    const declared = workflow.states.flatMap(({ branches = [] }) => branches).find(({ id }) => id === open.branch)
    const good = declared?.outcomes.find((outcome) => outcome.good)
    if (good === undefined) return
    await act(house, tx, {
      caseId,
      act: `${open.branch}.${good.id}`,
      actor: { ...system, organisation: open.unit ?? open.units[0] },
      expectedVersion: one.version,
      ...(open.unit === undefined ? {} : { unit: open.unit }),
    })
  }
}

type SuppliedGround = {
  readonly parcel: string
  readonly code: string
  readonly area: string
  readonly on: PlainDate
  readonly holder: string
  readonly holderName: string
  readonly industry: string
}

/** Grounds of firms that were supplied, with whoever is on them and for which industry. */
async function suppliedGround({ house }: Working): Promise<SuppliedGround[]> {
  return house.record.asSystem(async (tx) => {
    const days = new Map<string, string>()
    for await (const lots of eachLot(tx))
      for (const { parcel, suppliedOn } of lots) if (suppliedOn !== null) days.set(parcel, suppliedOn)
    const ids = [...days.keys()]
    const [parcels, sets, stays] = [
      await listParcelsById(tx, ids),
      await currentIndicators(tx, ids),
      await listOccupationsOn(tx, ids),
    ]
    const names = await namesOfEnterprises(
      tx,
      stays.map(({ enterprise }) => enterprise),
    )
    const found = ids.flatMap((parcel): SuppliedGround[] => {
      const known = parcels.get(parcel)
      const industry = sets.get(parcel)?.[0]?.industry
      const [holder] = stays
        .filter((one) => one.parcel === parcel)
        .map(({ enterprise }) => ({ holder: enterprise, holderName: names.get(enterprise) ?? '' }))
        .toSorted((a, b) => (a.holderName < b.holderName ? -1 : 1))
      if (known?.synthetic !== true || holder === undefined || industry === undefined) return []
      const on = parsePlainDate(days.get(parcel) ?? '')
      return [{ parcel, code: known.code, area: known.area, on, industry, ...holder }]
    })
    return found.toSorted((a, b) => (a.on < b.on ? 1 : -1))
  })
}

/** Building begins so many days after the land right at least, and so many more at most; one in so many does not begin at all. */
const begins = { least: 90, more: 400, neverOneIn: 7 }

/** False where one is there already. */
async function agreeOn(tx: Transaction, world: Working, ground: SuppliedGround): Promise<boolean> {
  const { house, programme, land, today, seed, unit, actor } = world
  const { parcel, on, holder, holderName, industry, area } = ground
  if ((await agreementsOf(tx, { parcels: [parcel], today })).has(parcel)) return false
  const random = randomFrom(seed, 'agreement', ground.code)
  const perMu = 50 + Math.floor(random.next() * 80)
  const price = new Decimal(convert(quantity(area, 'm2'), 'mu').value).mul(perMu).toDecimalPlaces(0)
  const began = await beginAgreement(house, tx, {
    parcel,
    holder,
    holderName,
    industry,
    price: toDecimalText(price),
    area,
    landRightOn: on,
    signedOn: addDays(on, -12),
    lead: [unit],
    actor,
  })
  const startedOn = addDays(on, Math.floor(begins.least + random.next() * begins.more))
  if (startedOn > today || random.next() * begins.neverOneIn < 1) return true
  const workflow = getWorkflow(programme, land.workflows.land_supervision)
  const { case: one } = await viewOf(house, tx, began.case)
  const start = workflow.acts.find(
    ({ from, fields = [] }) => from.includes(one.state) && fields.some(({ id }) => id === 'started_on'),
  )
  if (start === undefined) return true
  await recordCheck(house, tx, {
    id: began.id,
    key: 'start',
    on: startedOn,
    act: start.id,
    actor,
    expectedVersion: one.version,
    fields: { started_on: startedOn },
    amounts: [],
    facts: {},
    stated: {},
    relative: {},
    waivers: [],
  })
  return true
}

/** Needs near what is on offer: most can be met, some ask for a little more. */
function needsOf({ seed, today }: Working, offers: readonly Offer[]) {
  return offers.map((offer, at) => {
    const random = randomFrom(seed, 'need', offer.code)
    const size = Number(offer.area) * (0.6 + 0.6 * random.next())
    const asks = (amount: string | undefined, more: number): string | null =>
      amount === undefined ? null : String(Math.round(Number(amount) * (0.85 + more * random.next())))
    return {
      company: `合成求址企业${String(at + 1).padStart(2, '0')}`,
      contact: '合成联系人',
      phone: '000-0000000',
      need: {
        kind: offer.kind,
        industry: offer.industries[0]?.industry ?? null,
        area: { least: String(Math.round(size * 0.8)), most: String(Math.round(size * 1.3)) },
        byDate: addDays(today, Math.floor(60 + random.next() * 400)),
        powerKw: random.next() < 0.5 ? asks(offer.powerKw ?? undefined, 0.3) : null,
        cleanRoom: false,
        ceiling: null,
        floorLoad: null,
        priceMost: asks(offer.price?.value, 0.4),
        rentMost: asks(offer.rent?.value, 0.4),
        tenures: [],
        places: [{ place: offer.place, weight: 10 }],
        onlyThere: random.next() < 0.3,
        promises: {},
      },
    }
  })
}
