import type { Actor } from '#base/decision.ts'
import { parseDecimal, toDecimalText } from '#base/decimal.ts'
import { blank, type Blank } from '#base/blank.ts'
import type { Figure } from '#base/figure.ts'
import { plainDate, yearOf } from '#base/plain-date.ts'
import { type Quantity, quantity } from '#base/quantity.ts'
import { demandPlace, placesAround, placesOf } from '#capabilities/places/server/service.ts'
import { isSynthetic, namesOfPeople } from '#capabilities/people/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { citedSource } from '#pack/citation.ts'
import { findDoc, listDocs } from '#pack/lookup.ts'
import { clauseOf, namedOrganisations, namedPlace, textOf, unitsOf, written } from '#pack/naming.ts'
import type { ProgrammeQuota } from '#pack/programme.ts'
import type { EntryShown, NewEntry, QuotaAccount, QuotaTerms } from '../contract/quotas.ts'
import { askedBy } from '../rules/known.ts'
import { type Account, accountOf, type Entry, partsOf, withStated } from '../rules/quotas.ts'
import { factsShown, mayAny, measuresShown, ruleWords } from './known.ts'
import { type AccountKey, book, demandQuota, entriesOf, statedOf } from './quota-ledger.ts'
import { landOf } from './reach.ts'
import { type EntryRow, renewalTables } from './renewal-store.ts'

/** Who may ask for a quota. */
export const requesting = ['land.plan', 'land.request', 'land.supply'] as const
const booking = 'land.set'

export type AccountFilter = {
  readonly quota?: string | undefined
  readonly place?: string | undefined
  readonly year?: number | undefined
}

/** What the programme says of its quotas, and where each stands by place and year. */
export async function listQuotas(
  house: House,
  tx: Transaction,
  { actor, ...filter }: AccountFilter & { actor: Actor },
) {
  const accounts = await accountsOf(house, tx, filter)
  const years = new Set(
    listDocs(house.programme(), 'quotas').flatMap(({ given }) => given.map((one) => Number(one.year))),
  )
  const { rows } = await allYears(tx)
  for (const { year } of rows) years.add(year)
  years.add(yearOf(todayOf(house)))
  return {
    terms: listDocs(house.programme(), 'quotas').map((quota) => termsOf(house, quota)),
    items: accounts,
    years: [...years].toSorted((a, b) => b - a),
    mayBook: mayAny(actor, [booking]),
    mayRequest: mayAny(actor, requesting),
  }
}

async function allYears(tx: Transaction): Promise<{ rows: { year: number }[] }> {
  return { rows: await renewalTables(tx).selectFrom('land_quota_entry').select('year').distinct().execute() }
}

function termsOf(house: House, quota: ProgrammeQuota): QuotaTerms {
  const programme = house.programme()
  const land = landOf(programme)
  const { measures, facts } = askedBy(land, quota)
  const { approval } = quota
  const words = 'not_stated' in approval && 'words' in approval ? approval.words : undefined
  return {
    id: quota.id,
    name: textOf(quota.name),
    kind: quota.kind,
    unit: quota.unit,
    holders: namedOrganisations(programme, unitsOf(quota.holder)),
    approval: 'not_stated' in approval ? null : { days: Number(approval.days), count: approval.count },
    approvalWords: words === undefined ? null : textOf(words),
    rules: quota.rules.map((rule) => ruleWords(programme, rule, rule.does)),
    measures: measuresShown(land, measures),
    facts: factsShown(land, facts),
  }
}

/** Every account that the programme or the ledger knows, within the filter; the latest year first. */
async function accountsOf(house: House, tx: Transaction, filter: AccountFilter): Promise<QuotaAccount[]> {
  const programme = house.programme()
  const entries = await ledgerRows(tx, filter).selectAll('e').orderBy('e.at').orderBy('e.id').execute()
  const keys = new Map<string, AccountKey>()
  const add = ({ quota, place, year }: AccountKey) => keys.set(`${quota} ${place} ${year}`, { quota, place, year })
  for (const quota of listDocs(programme, 'quotas')) {
    for (const { place, year } of quota.given) {
      const key = { quota: quota.id, place, year: Number(year) }
      if (isWithin(house, key, filter)) add(key)
    }
  }
  for (const entry of entries) add(entry)
  const synthetic = await isSynthetic(house)
  return [...keys.values()]
    .flatMap((key) => {
      const quota = findDoc(programme, 'quotas', key.quota)
      const own = entries.filter(
        ({ quota: id, place, year }) => id === key.quota && place === key.place && year === key.year,
      )
      return quota === undefined ? [] : [accountShown(house, { quota, key, entries: own, synthetic })]
    })
    .toSorted((a, b) => b.year - a.year || a.quota.localeCompare(b.quota) || a.place.id.localeCompare(b.place.id))
}

function isWithin(house: House, key: AccountKey, { quota, place, year }: AccountFilter): boolean {
  return (
    (quota === undefined || key.quota === quota) &&
    (year === undefined || key.year === year) &&
    (place === undefined || placesOf(house.programme()).within(key.place).includes(place))
  )
}

function ledgerRows(tx: Transaction, { quota, place, year }: AccountFilter) {
  let found = renewalTables(tx).selectFrom('land_quota_entry as e')
  if (quota !== undefined) found = found.where('e.quota', '=', quota)
  if (place !== undefined)
    found = found.where(
      (is) => is.val(place),
      '=',
      (is) => is.fn.any('e.places'),
    )
  if (year !== undefined) found = found.where('e.year', '=', year)
  return found
}

type Showing = {
  readonly quota: ProgrammeQuota
  readonly key: AccountKey
  readonly entries: readonly EntryRow[]
  readonly synthetic: boolean
}

/** One account with its four figures, each of which leads to the entries behind it. */
function accountShown(house: House, showing: Showing): QuotaAccount {
  const { quota, key } = showing
  const programme = house.programme()
  const stated = quota.given.find(({ place, year }) => place === key.place && Number(year) === key.year)
  const entries = withStated(showing.entries, statedOf(quota, key))
  const account = accountOf(entries)
  const figure = (of: keyof Account) => figureOf(house, { ...showing, entries, account, of })
  return {
    quota: quota.id,
    name: textOf(quota.name),
    unit: quota.unit,
    place: namedPlace(programme, key.place),
    year: key.year,
    given: figure('given'),
    reserved: figure('reserved'),
    used: figure('used'),
    left: figure('left'),
    clause: clauseOf(programme, stated?.source),
  }
}

const formulas = {
  given: 'given - taken_back',
  reserved: 'reserved - used - given_back',
  used: 'used',
  left: 'given - taken_back - reserved + given_back',
} as const satisfies Record<keyof Account, string>

type FigureAsked = Omit<Showing, 'entries'> & {
  readonly entries: readonly Entry[]
  readonly account: Account
  readonly of: keyof Account
}

function figureOf(house: House, { quota, key, entries, account, of, synthetic }: FigureAsked): Figure {
  const text = account[of]
  const value: Quantity | Blank = text === null ? blank('not_reported') : quantity(text, quota.unit)
  const behind = entries.filter(({ what }) => (partsOf[of] as readonly string[]).includes(what)).length
  const asked = { quota: key.quota, place: key.place, year: String(key.year), of }
  return {
    value,
    marks: synthetic ? ['synthetic'] : [],
    explanation: {
      formula: {
        id: `quota_${of}`,
        text: formulas[of],
        from: quota.from ?? plainDate(key.year, 1, 1),
        source: citedSource(house.programme(), quota.source, 'zh'),
      },
      coverage: text === null ? { reported: 0, expected: 1 } : { reported: behind, expected: behind },
      blanks: text === null ? { not_reported: 1 } : {},
      knownAt: house.clock.now().toISOString(),
      lineage: `/api/land/quotas/lineage?${new URLSearchParams(asked)}`,
    },
  }
}

/** Where one account stands. */
export async function accountFor(house: House, tx: Transaction, key: AccountKey): Promise<QuotaAccount> {
  const quota = demandQuota(house.programme(), key.quota)
  const synthetic = await isSynthetic(house)
  return accountShown(house, { quota, key, entries: await entriesOf(tx, key), synthetic })
}

/** The ledger within reach, latest first. */
export async function listEntries(
  house: House,
  tx: Transaction,
  { page, pageSize, ...filter }: AccountFilter & { readonly page: number; readonly pageSize: number },
): Promise<{ items: EntryShown[]; total: number }> {
  const { total } = await ledgerRows(tx, filter)
    .select((is) => is.fn.countAll<string>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await ledgerRows(tx, filter)
    .selectAll('e')
    .orderBy('e.at', 'desc')
    .orderBy('e.id')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute()
  return { items: await entriesShown(house, tx, rows), total: Number(total) }
}

export async function entriesShown(house: House, tx: Transaction, rows: readonly EntryRow[]): Promise<EntryShown[]> {
  const programme = house.programme()
  const names = await namesOfPeople(
    tx,
    rows.map(({ by }) => by),
  )
  return rows.map((row) => {
    const quota = findDoc(programme, 'quotas', row.quota)
    return {
      id: row.id,
      at: row.at.toISOString(),
      what: row.what,
      amount: quantity(row.amount, row.unit),
      quota: { id: row.quota, name: quota === undefined ? written(row.quota) : textOf(quota.name) },
      place: namedPlace(programme, row.place),
      year: row.year,
      request: row.request,
      clause: clauseOf(programme, row.stated),
      document: row.document,
      reason: row.reason,
      by: names.get(row.by) ?? null,
    }
  })
}

const entryWords = {
  given: { zh: '下达', en: 'Given' },
  taken_back: { zh: '收回', en: 'Taken back' },
  reserved: { zh: '预留', en: 'Reserved' },
  used: { zh: '使用', en: 'Used' },
  given_back: { zh: '退回', en: 'Given back' },
} as const satisfies Record<Entry['what'], { zh: string; en: string }>

/** The entries behind one figure; what the programme states first, also before it was booked. */
export async function quotaLineage(
  house: House,
  tx: Transaction,
  { of, ...key }: AccountKey & { readonly of: keyof Account },
) {
  const programme = house.programme()
  const quota = demandQuota(programme, key.quota)
  const parts = partsOf[of] as readonly string[]
  const booked = await entriesOf(tx, key)
  const stated = statedOf(quota, key)
  const isBooked = booked.some((entry) => entry.stated !== null)
  const rows = [
    ...(stated === undefined || isBooked || !parts.includes('given')
      ? []
      : [
          {
            id: stated.source,
            title: entryWords.given,
            detail: {
              zh: citedSource(programme, stated.source, 'zh'),
              en: citedSource(programme, stated.source, 'en'),
            },
            value: quantity(stated.amount, quota.unit),
          },
        ]),
    ...booked
      .filter(({ what }) => parts.includes(what))
      .map((entry) => ({
        id: entry.id,
        title: entryWords[entry.what],
        detail: written([entry.document, entry.reason].filter((text) => text !== null).join(' · ')),
        value: quantity(toDecimalText(parseDecimal(entry.amount)), entry.unit),
        at: entry.at.toISOString(),
      })),
  ]
  return { rows, total: rows.length }
}

/** Books by hand what a document gives or takes back. @throws Problem invalid_input, forbidden, refused_by_rule */
export async function bookByHand(
  house: House,
  tx: Transaction,
  { actor, ...entry }: NewEntry & { readonly actor: Actor },
): Promise<{ id: string }> {
  const programme = house.programme()
  demandPlace(programme, entry.place)
  demandQuota(programme, entry.quota)
  decide(actor, booking, { places: placesAround(programme, entry.place) })
  return book(house, tx, entry)
}
