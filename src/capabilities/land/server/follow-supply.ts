import { toCreditCode } from '#base/credit-code.ts'
import { plainWord } from '#base/import-sheet.ts'
import { parseDecimal } from '#base/decimal.ts'
import { parsePlainDate, type PlainDate } from '#base/plain-date.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { findEnterprisesNamed } from '#capabilities/enterprises/server/service.ts'
import { isFinal, listCaseFiles, type Moved, openCaseFile, viewOf } from '#capabilities/workflows/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { recordFile } from '#kit/server/files.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { decideElection } from '../rules/supply.ts'
import { beginAgreement } from './agreements.ts'
import { openDefaultsOf } from './credit.ts'
import { currentIndicators } from './indicators.ts'
import { changeLotByHouse } from './lots.ts'
import type { KeptDocument } from './offer-store.ts'
import { endOffersOf } from './offers.ts'
import { supplyWorkflow } from './open-supply.ts'
import { announceOffer, documentOf } from './publish-offer.ts'
import { findSupply, type KeptOutstanding, type SupplyRow, supplyTables } from './supply-store.ts'

type Step = { readonly house: House; readonly tx: Transaction; readonly moved: Moved; readonly row: SupplyRow }

/** What an act writes into the row beyond its state. */
type Written = Partial<
  Pick<
    SupplyRow,
    'price' | 'winner' | 'winner_enterprise' | 'industry_elected' | 'sold_on' | 'land_right_on' | 'handed_on'
  > & { agreement: string }
>

/** What each act brings with it; acts that are not here only move the case. */
const consequences: Readonly<Record<string, (step: Step) => Promise<Written>>> = {
  set_indicators: demandIndicators,
  announce,
  sell,
  end_without_bid: (step) => backFrom(step, 'offer.ended_no_bid'),
  fall_through: async () => ({
    price: null,
    winner: null,
    winner_enterprise: null,
    industry_elected: null,
    sold_on: null,
  }),
  sign,
  hand_over: handOver,
  withdraw: (step) => backFrom(step, 'offer.ended_supply_withdrawn'),
}

/** Keeps the row of a supply in step with its case; refuses what the registers forbid, and with it the act. */
export async function followSupply(house: House, tx: Transaction, moved: Moved): Promise<void> {
  const row = await findSupply(tx, moved.after.subject.id)
  if (row === undefined) return
  await keepState(house, tx, moved)
  const written = (await consequences[moved.act]?.({ house, tx, moved, row })) ?? {}
  if (Object.keys(written).length === 0) return
  await supplyTables(tx).updateTable('land_supply').set(written).where('id', '=', row.id).execute()
}

async function keepState(house: House, tx: Transaction, { after }: Moved): Promise<void> {
  const { state, clocks } = await viewOf(house, tx, after.id)
  const outstanding = state.branches
    .filter(({ outcome }) => outcome === undefined)
    .map((branch): KeptOutstanding => {
      const due = clocks.find(({ id, stoppedOn }) => id === branch.key && stoppedOn === undefined)?.due ?? null
      return { branch: branch.branch, units: branch.unit === undefined ? branch.units : [branch.unit], due }
    })
  await supplyTables(tx)
    .updateTable('land_supply')
    .set({
      state: after.state,
      revision: after.version,
      is_final: isFinal(supplyWorkflow(house.programme()), after.state),
      next_due: after.nextDue ?? null,
      outstanding: JSON.stringify(outstanding),
    })
    .where('id', '=', after.subject.id)
    .execute()
}

async function demandIndicators({ tx, row }: Step): Promise<Written> {
  const sets = (await currentIndicators(tx, [row.parcel])).get(row.parcel) ?? []
  if (sets.length === 0) throw refusal('supply.no_indicators')
  return {}
}

/** The announcement and the design that was reviewed are published with the offer. */
async function announce({ house, tx, moved, row }: Step): Promise<Written> {
  await demandIndicators({ house, tx, moved, row })
  const { after } = moved
  const given = (await listCaseFiles(tx, after.id)).filter((file) => file.act === after.version)
  const documents: KeptDocument[] = []
  for (const { id } of given) {
    const file = await openCaseFile(house, tx, { caseId: after.id, id })
    const { hash, bytes } = await house.files.put(file.content)
    const stored = { hash, bytes, name: file.name, mediaType: file.type, permission: 'land.supply', places: row.places }
    documents.push(documentOf(await recordFile(tx, stored)))
  }
  const [unit] = row.lead
  await announceOffer(house, tx, { parcel: row.parcel, supply: row.id, unit, documents, actor: moved.actor })
  return {}
}

/** Who won and for which industry: one whose indicators are set, and nobody who is in default. */
async function sell(step: Step): Promise<Written> {
  const { house, tx, moved, row } = step
  const { price, winner = '', winner_code: code, industry_elected: elected = '', sold_on: on } = moved.fields ?? {}
  const sets = (await currentIndicators(tx, [row.parcel])).get(row.parcel) ?? []
  const industries = sets.map(({ industry }) => industry)
  const election = decideElection(elected, industries)
  const issues: ProblemIssue[] = []
  if (!election.allowed)
    issues.push({
      text: election.reason,
      where: 'body.fields.industry_elected',
      found: elected,
      expected: industries.join(' · '),
    })
  if (on !== undefined && on > todayOf(house))
    issues.push({ text: 'supply.sold_later', where: 'body.fields.sold_on', found: on, expected: todayOf(house) })
  if (price !== undefined && parseDecimal(price).isNegative())
    issues.push({ text: 'agreement.less_than_nothing', where: 'body.fields.price', found: price })
  const enterprise = await winnerOf(tx, { winner, code })
  issues.push(...enterprise.issues)
  for (const { id, agreement, what, on: since } of await openDefaultsOf(tx, {
    enterprise: enterprise.id,
    name: winner,
  }))
    issues.push({
      text: 'supply.winner_in_default',
      where: 'body.fields.winner',
      found: winner,
      details: { record: id, agreement, what, on: since },
    })
  if (issues.length > 0) throw new Problem('refused_by_rule', { issues })
  await backFrom(step, 'offer.ended_sold')
  return {
    price: price ?? null,
    winner,
    winner_enterprise: enterprise.id,
    industry_elected: elected,
    sold_on: on === undefined ? null : parsePlainDate(on),
  }
}

/** The winner in the register: by credit code, else by a name that only one bears. */
async function winnerOf(
  tx: Transaction,
  { winner, code }: { readonly winner: string; readonly code: string | undefined },
): Promise<{ id: string | null; issues: ProblemIssue[] }> {
  const given = code === undefined || code.trim() === '' ? undefined : toCreditCode(code)
  const found = await findEnterprisesNamed(
    tx,
    given === undefined ? { codes: [], plainNames: [plainWord(winner)] } : { codes: [given], plainNames: [] },
  )
  if (given !== undefined && found.length === 0)
    return { id: null, issues: [{ text: 'supply.winner_code', where: 'body.fields.winner_code', found: given }] }
  return { id: found.length === 1 ? (found[0]?.id ?? null) : null, issues: [] }
}

async function sign({ house, tx, moved, row }: Step): Promise<Written> {
  const given = moved.fields?.land_right_on
  if (given === undefined || row.winner === null) return {}
  const on = parsePlainDate(given)
  refuseBeforeSale(row, 'land_right_on', on)
  const { id } = await beginAgreement(house, tx, {
    supply: row.id,
    parcel: row.parcel,
    holder: row.winner_enterprise,
    holderName: row.winner,
    use: row.use,
    industry: row.industry_elected,
    price: row.price,
    area: row.area,
    landRightOn: on,
    signedOn: todayOf(house),
    lead: row.lead,
    decide: row.decide,
    actor: moved.actor,
  })
  return { land_right_on: on, agreement: id }
}

async function handOver(step: Step): Promise<Written> {
  const { house, tx, moved, row } = step
  const given = moved.fields?.handed_on
  if (given === undefined) return {}
  const on = parsePlainDate(given)
  refuseBeforeSale(row, 'handed_on', on)
  if (on > todayOf(house))
    throw new Problem('invalid_input', {
      issues: [{ text: 'supply.handed_later', where: 'body.fields.handed_on', found: on, expected: todayOf(house) }],
    })
  await backFrom(step, 'offer.ended_handed_over')
  await changeLotByHouse(house, tx, {
    parcel: row.parcel,
    changes: { suppliedOn: on, use: row.use },
    since: on,
    reason: '标准地供应交地 handed over by its supply',
  })
  return { handed_on: on }
}

/** @throws Problem invalid_input: whoever has the land got it by the sale, and every clock counts from such a day */
function refuseBeforeSale({ sold_on: sold }: SupplyRow, field: string, on: PlainDate): void {
  if (sold === null || on >= sold) return
  throw new Problem('invalid_input', {
    issues: [{ text: 'supply.before_sale', where: `body.fields.${field}`, found: on, expected: `≥ ${sold}` }],
  })
}

/** What was on offer is taken back. */
async function backFrom({ tx, moved, row }: Step, reason: string): Promise<Written> {
  await endOffersOf(tx, { kind: 'parcel', of: row.parcel, reason, at: moved.at })
  return {}
}

function refusal(reason: string): Problem {
  return new Problem('refused_by_rule', { details: { reason } })
}
