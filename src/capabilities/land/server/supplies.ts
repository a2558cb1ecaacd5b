import type { Actor } from '#base/decision.ts'
import { addDays } from '#base/plain-date.ts'
import { listParcelsById } from '#capabilities/parcels/server/service.ts'
import { act, lightOf, stateName } from '#capabilities/workflows/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { namedOrganisation, namedOrganisations, namedPlace, textOf } from '#pack/naming.ts'
import type { Parcel } from '#capabilities/parcels/contract.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import type { SupplyDetail, SupplySummary } from '../contract/supplies.ts'
import { currentIndicators } from './indicators.ts'
import { listRevisions } from './offer-store.ts'
import { supplyWorkflow } from './open-supply.ts'
import { getSupply, listSuppliesOf, pageSupplies, type SupplyRow } from './supply-store.ts'
import { nameOfIndustry, namedUse } from './vocabulary.ts'

/** Days in which what is due counts as due this week. */
const week = 7

type ListAsked = {
  readonly page: number
  readonly pageSize: number
  readonly state?: string | undefined
  readonly open?: 'yes' | 'no' | undefined
  readonly place?: string | undefined
  readonly unit?: string | undefined
  readonly due?: 'overdue' | 'week' | undefined
  readonly text?: string | undefined
}

/** Supplies, what is due first before what is not, and how many there are in each state. */
export async function listSupplies(house: House, tx: Transaction, { due, ...asked }: ListAsked) {
  const today = todayOf(house)
  const dueBy = due === undefined ? undefined : addDays(today, due === 'week' ? week : -1)
  const { rows, total, states } = await pageSupplies(tx, { ...asked, dueBy })
  const workflow = supplyWorkflow(house.programme())
  return {
    rows: await summariesOf(house, tx, rows),
    total,
    page: asked.page,
    pageSize: asked.pageSize,
    states: workflow.states.map(({ id, name }) => ({ id, name: textOf(name), count: states.get(id) ?? 0 })),
  }
}

/** Every supply of a parcel, latest first. */
export async function listOfParcel(house: House, tx: Transaction, parcel: string): Promise<{ rows: SupplySummary[] }> {
  return { rows: await summariesOf(house, tx, await listSuppliesOf(tx, [parcel])) }
}

/** The latest supply of each of these parcels, as far as the actor sees. */
export async function suppliesOf(
  tx: Transaction,
  parcels: readonly string[],
): Promise<Map<string, { id: string; state: string; isFinal: boolean; nextDue: string | null }>> {
  const latest = new Map<string, { id: string; state: string; isFinal: boolean; nextDue: string | null }>()
  for (const { parcel, id, state, is_final, next_due } of await listSuppliesOf(tx, parcels))
    if (!latest.has(parcel)) latest.set(parcel, { id, state, isFinal: is_final, nextDue: next_due })
  return latest
}

/** One supply with what is asked of who wins it. @throws Problem not_found */
export async function showSupply(house: House, tx: Transaction, id: string): Promise<SupplyDetail> {
  const row = await getSupply(tx, id)
  const programme = house.programme()
  const [summary] = await summariesOf(house, tx, [row])
  const sets = (await currentIndicators(tx, [row.parcel])).get(row.parcel) ?? []
  const [offer] = (await listRevisions(tx, { kind: 'parcel', of: row.parcel })).filter((one) => one.supply === id)
  return {
    ...(summary as SupplySummary),
    case: row.case_id,
    assist: namedOrganisations(programme, row.assist),
    decide: namedOrganisations(programme, row.decide),
    price: row.price,
    winner: row.winner,
    winnerEnterprise: row.winner_enterprise,
    industryElected:
      row.industry_elected === null
        ? null
        : { id: row.industry_elected, name: nameOfIndustry(programme, row.industry_elected) },
    soldOn: row.sold_on,
    landRightOn: row.land_right_on,
    handedOn: row.handed_on,
    agreement: row.agreement,
    industries: sets.map(({ industry, version, rows }) => ({
      industry,
      name: nameOfIndustry(programme, industry),
      version,
      rows: [...rows],
    })),
    offer:
      offer === undefined
        ? null
        : {
            id: offer.id,
            stage: offer.stage,
            revision: offer.revision,
            documents: offer.documents.map((one) => ({ id: one.id, name: one.name, size: one.size })),
            withdrawnAt: offer.withdrawn_at?.toISOString() ?? null,
          },
  }
}

type SupplyActing = Omit<Parameters<typeof act>[2], 'caseId'> & { readonly id: string; readonly actor: Actor }

/** The next step of a supply. @throws Problem as the engine does */
export async function actOnSupply(house: House, tx: Transaction, { id, ...doing }: SupplyActing) {
  const row = await getSupply(tx, id)
  const { state, version } = await act(house, tx, { ...doing, caseId: row.case_id })
  return { state, version }
}

async function summariesOf(house: House, tx: Transaction, rows: readonly SupplyRow[]): Promise<SupplySummary[]> {
  const parcels = await listParcelsById(tx, [...new Set(rows.map(({ parcel }) => parcel))])
  return rows.map((row) => summaryOf(house, row, parcels.get(row.parcel)))
}

function summaryOf(house: House, row: SupplyRow, parcel: Parcel | undefined): SupplySummary {
  const programme = house.programme()
  const workflow = supplyWorkflow(programme)
  const base = parcel?.base ?? null
  return {
    id: row.id,
    parcel: row.parcel,
    code: parcel?.code ?? '',
    name: parcel?.name ?? null,
    place: namedPlace(programme, parcel?.place ?? row.places[0] ?? programme.rootPlace),
    base: base === null ? null : namedPlace(programme, base),
    use: namedUse(programme, row.use),
    area: row.area,
    state: row.state,
    stateName: stateName(workflow, row.state),
    isFinal: row.is_final,
    light: row.is_final ? 'done' : lightOf(row.next_due ?? undefined, todayOf(house)),
    nextDue: row.is_final ? null : row.next_due,
    lead: namedOrganisations(programme, row.lead),
    outstanding: row.outstanding.map(({ branch, units, due }) => ({
      branch,
      name: nameOfBranch(workflow, branch),
      units: units.map((unit) => namedOrganisation(programme, unit)),
      due,
    })),
    openedAt: row.created_at.toISOString(),
    revision: row.revision,
  }
}

function nameOfBranch(workflow: ProgrammeWorkflow, id: string) {
  const found = workflow.states.flatMap(({ branches = [] }) => branches).find((branch) => branch.id === id)
  return found === undefined ? { zh: id, en: id } : textOf(found.name)
}
