import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, anonymous } from '#base/decision.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { createParcelsInBulk, createShapesInBulk } from '#capabilities/parcels/server/service.ts'
import { openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import type { Offer, OfferTerms, Publishing } from '../contract/offers.ts'
import {
  createCarriersInBulk,
  createIndicatorSetsInBulk,
  createLotsInBulk,
  createOffersInBulk,
  eachOffer,
  offeredAmong,
} from './service.ts'
import { answer, groundAt, openLandApp, refusal, uuid } from './testing.ts'

let house: TestHouse
let app: TestApp
beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2026-03-02T02:00:00Z') })
  app = openLandApp(house)
  await house.record.asSystem(async (tx) => {
    const row = { place: 'kite', base: 'lantern-base', area: '20000', landUse: null, synthetic: false }
    await createParcelsInBulk(tx, house.programme(), [
      { ...row, id: parcel, code: 'K-1', name: '灯彩一号地' },
      { ...row, id: shapeless, code: 'K-2' },
    ])
    await createShapesInBulk(tx, [{ parcel, geometry: ground }])
    await createLotsInBulk(house, tx, {
      reason: '收储计划',
      rows: [
        {
          parcel,
          base: 'lantern-base',
          use: 'industry',
          readiness: 'usable',
          usableOn: day('2026-05-01'),
          powerKw: '800',
        },
      ],
    })
    await createIndicatorSetsInBulk(house, tx, [{ parcel, industry, place: 'kite', base: 'lantern-base' }])
    await createCarriersInBulk(house, tx, [
      {
        code: 'C-1',
        name: '灯彩厂房',
        place: 'flute',
        geometry: { type: 'Point', coordinates: [124.1, 29.1] },
        floorArea: '9000',
        origin: 'built',
        synthetic: false,
        spaces: [
          { id: space, code: '3F', area: '3000', rent: '15', terms: ['lease'], cleanRoom: true, lettings: [] },
          { id: full, code: '4F', area: '3000', lettings: [{ name: '某公司', from: '2026-01-01', area: '3000' }] },
        ],
      },
    ])
  })
})
afterAll(() => house.close())

const day = parsePlainDate
const [parcel, shapeless, space, full] = [uuid(201), uuid(202), uuid(203), uuid(204)]
const industry = 'plan-fields/light-making'
const ground = groundAt(124)
const verbs = ['land.see', 'land.supply', 'parcels.see']
const officer = testActor(verbs, { id: uuid(1), organisation: 'land-office' })
const fluteOfficer = testActor(
  verbs.map((permission) => ({ permission, scope: 'place' as const, place: 'flute' })),
  { id: uuid(2), organisation: 'flute-government' },
)
const terms: OfferTerms = {
  tenures: ['sale'],
  price: '110.5',
  rent: null,
  least: '6666.67',
  from: day('2026-05-01'),
  until: day('2026-12-31'),
  stage: 'on_offer',
  documents: [],
  phone: '0769-0000',
}

const on = (day: string) => house.clock.set(new Date(`${day}T02:00:00Z`))
const post = (actor: Actor, path: string, body: object) => app.ask(actor, `/api/land/${path}`, { body })
const publish = (actor: Actor, expectedRevision: number, more: Partial<OfferTerms> = {}, of = parcel) =>
  post(actor, 'offers', {
    kind: of === parcel || of === shapeless ? 'parcel' : 'space',
    of,
    expectedRevision,
    terms: { ...terms, ...more },
  })
const listed = (query = '') => answer<{ rows: Offer[]; total: number }>(app.ask(anonymous, `/api/land/offers${query}`))
async function send(name: string, actor = officer): Promise<string> {
  const sent = app.ask(actor, `/api/land/offer-files?kind=parcel&of=${parcel}`, {
    body: new TextEncoder().encode('%PDF-1.4\nplan\n%%EOF'),
    headers: { 'x-file-name': encodeURIComponent(name), 'content-type': 'application/octet-stream' },
  })
  return (await answer<{ id: string }>(sent)).id
}

describe('publishing a parcel', () => {
  it('begins with what the registers suggest', async () => {
    const shown = await answer<Publishing>(app.ask(officer, `/api/land/office/offers/parcel/${parcel}`))
    expect(shown).toMatchObject({
      revision: 0,
      decision: { allowed: true },
      terms: { from: '2026-05-01', tenures: ['sale'] },
    })
  })

  it('shows exactly what strangers will see before anything is published', async () => {
    const document = await send('规划条件.pdf')
    const body = { kind: 'parcel', of: parcel, terms: { ...terms, documents: [document] } }
    const preview = await answer<Offer>(post(officer, 'offers/preview', body))
    expect((await listed()).total).toBe(0)
    const published = await answer<Offer>(publish(officer, 0, { documents: [document] }))
    expect({ ...published, id: preview.id }).toEqual(preview)
    const [seen] = (await listed()).rows
    expect(seen).toEqual(published)
    expect(seen).toMatchObject({
      code: 'K-1',
      area: '20000',
      use: 'industry',
      powerKw: '800',
      cleanRoom: null,
      price: { value: '110.5', unit: 'CNY_10k/mu' },
      contact: { organisation: 'land-office', phone: '0769-0000' },
      documents: [{ name: '规划条件.pdf' }],
      industries: [{ industry }],
    })
    expect(JSON.stringify(seen)).not.toContain('hash')
    const one = await answer<Offer>(app.ask(anonymous, `/api/land/offers/${published.id}`))
    expect(one.geometry).toEqual(ground)
    const got = await app.ask(anonymous, `/api/land/offers/${published.id}/documents/${document}`)
    expect(await got.text()).toContain('%PDF')
  })

  it('a later change is a new revision; what was published before stays known, with who published it', async () => {
    expect(await refusal(publish(officer, 0))).toMatchObject({ status: 409, code: 'stale' })
    const again = await answer<Offer>(publish(officer, 1, { price: '100' }))
    expect(again.revision).toBe(2)
    const { revisions } = await answer<Publishing>(app.ask(officer, `/api/land/office/offers/parcel/${parcel}`))
    expect(revisions.map(({ offer, isCurrent }) => [offer.revision, offer.price?.value, isCurrent])).toEqual([
      [2, '100', true],
      [1, '110.5', false],
    ])
    expect(revisions[0]?.publishedBy).toBe(officer.id)
    expect((await listed()).rows.map((one) => one.price?.value)).toEqual(['100'])
  })

  it.each<[string, Partial<OfferTerms>, string]>([
    ['a part larger than the whole', { least: '20001' }, 'offer.least'],
    ['an end before its beginning', { until: day('2026-04-30') }, 'offer.until'],
    ['an announcement that no supply made', { stage: 'announced' }, 'offer.not_announced'],
    ['a file that was not sent to be published', { documents: [uuid(9)] }, 'offer.document_unknown'],
  ])('refuses %s', async (_what, more, text) => {
    expect(await refusal(publish(officer, 2, more))).toMatchObject({ code: 'invalid_input', issues: [{ text }] })
  })

  it('refuses ground without a shape, space that is let, and whoever answers for another place', async () => {
    expect(await refusal(publish(officer, 0, {}, shapeless))).toMatchObject({ details: { reason: 'offer.no_shape' } })
    expect(await refusal(publish(officer, 0, { least: null }, full))).toMatchObject({
      details: { reason: 'offer.let' },
    })
    expect((await refusal(publish(fluteOfficer, 2))).status).toBeGreaterThanOrEqual(403)
  })

  it('a space is published with what its register says', async () => {
    const rented = { tenures: ['lease' as const], price: null, rent: '14.5', least: '500' }
    const offer = await answer<Offer>(publish(fluteOfficer, 0, rented, space))
    expect(offer).toMatchObject({ kind: 'space', cleanRoom: true, position: [124.1, 29.1], rent: { value: '14.5' } })
  })
})

describe('what strangers find', () => {
  it.each([
    ['all of it', '', 2],
    ['parcels', '?kind=parcel', 1],
    ['by place', '?place=flute', 1],
    ['by base', '?base=lantern-base', 1],
    ['by use', '?use=industry', 1],
    ['for an industry: those that are for it, and those for any', `?industry=${industry}`, 2],
    ['for another industry', '?industry=plan-fields/fog-harvest', 1],
    ['large enough', '?areaFrom=5000', 1],
    ['small enough: the smallest part counts', '?areaTo=7000', 2],
    ['for a price', '?priceTo=100', 1],
    ['for a rent', '?rentTo=14', 0],
    ['with power; what is not stated is left out', '?power=500', 1],
    ['with a clean room', '?cleanRoom=true', 1],
    ['to be had on a day', '?from=2026-04-30', 0],
    ['by words', '?text=灯彩', 2],
    ['by words that are a pattern elsewhere', '?text=%25', 0],
  ])('%s', async (_what, query, n) => {
    expect((await listed(query)).total).toBe(n)
  })

  it.each([
    ['?kind=palace'],
    ['?areaFrom=-1'],
    ['?areaFrom=1e9'],
    ['?priceTo=NaN'],
    ['?industry=x'],
    [`?text=${'x'.repeat(101)}`],
    ['?pageSize=100000'],
    ['?page=0'],
    ['?sort=published_by'],
    ['?from=yesterday'],
    ['?power=1;drop table land_offer'],
  ])('is refused with the place of the fault: %s', async (query) => {
    const refused = await refusal(app.ask(anonymous, `/api/land/offers${query}`))
    expect(refused).toMatchObject({ status: 400, code: 'invalid_input' })
  })

  it('nothing by a text that would be SQL, and the table stands', async () => {
    expect((await listed(`?text=${encodeURIComponent("'; drop table land_offer; --")}&place=%27`)).total).toBe(0)
    expect((await listed()).total).toBe(2)
  })

  it.each(['office/offers', `office/offers/parcel/${parcel}`, 'supplies', 'lots'])('not %s', async (path) => {
    expect((await app.ask(anonymous, `/api/land/${path}`)).status).toBe(401)
  })

  it('what the house matches with is the same, in portions', async () => {
    const seen = await house.record.withActor(anonymous, async (tx) => {
      const found: Offer[] = []
      for await (const some of eachOffer(house, tx, {}, 1)) found.push(...some)
      return found
    })
    expect(seen.map((one) => one.geometry)).toEqual([null, null])
  })
})

describe('row-level security', () => {
  it('shows strangers current revisions that were not taken back, and no other table of land', async () => {
    const counts = await house.record.withActor(anonymous, async (tx) => {
      const { rows } = await sql<{ table: string }>`
        select table_name as "table" from information_schema.tables
        where table_schema = 'public' and table_name like any (array['land\\_%', 'parcel\\_%', 'workflow\\_%'])`.execute(
        tx,
      )
      const seen: [string, number][] = []
      for (const { table } of rows) {
        const { rows: counted } = await sql<{
          n: number
        }>`select count(*)::integer as n from ${sql.table(table)}`.execute(tx)
        seen.push([table, counted[0]?.n ?? 0])
      }
      return seen
    })
    expect(counts.length).toBeGreaterThan(10)
    expect(counts.filter(([, n]) => n > 0)).toEqual([['land_offer', 2]])
  })

  it('lets strangers neither publish nor change nor take back', async () => {
    const attempts = [
      sql`update land_offer set withdrawn_at = now(), withdrawn_by = 'x', withdrawn_for = 'x'`,
      sql`delete from land_offer`,
      sql`insert into land_offer select * from land_offer`,
    ]
    for (const attempt of attempts)
      await house.record
        .withActor(anonymous, async (tx) => expect((await attempt.execute(tx)).numAffectedRows ?? 0n).toBe(0n))
        .catch((error: unknown) => expect(String(error)).toMatch(/permission denied|row-level security|duplicate/))
    expect((await listed()).total).toBe(2)
  })

  it('lets nobody rewrite what was published', async () => {
    const rewriting = house.record.withActor(officer, (tx) => sql`update land_offer set price = 1`.execute(tx))
    await expect(rewriting).rejects.toThrow('publish again')
  })
})

describe('an offer ends', () => {
  it('on its last day', async () => {
    on('2027-01-01')
    expect((await listed('?kind=parcel')).total).toBe(0)
    on('2026-03-02')
  })

  it('when it is withdrawn with a reason: page and documents are gone for strangers, known to the office', async () => {
    const [offer] = (await listed('?kind=parcel')).rows
    const document = await send('图.pdf')
    const latest = await answer<Offer>(publish(officer, 2, { documents: [document] }))
    await answer(
      post(officer, `offers/${offer?.id}/withdraw`, { expectedRevision: latest.revision, reason: '规划调整' }),
    )
    expect((await app.ask(anonymous, `/api/land/offers/${offer?.id}`)).status).toBe(404)
    expect((await app.ask(anonymous, `/api/land/offers/${offer?.id}/documents/${document}`)).status).toBe(404)
    const office = await answer<{ rows: { withdrawnFor: string | null }[] }>(
      app.ask(officer, '/api/land/office/offers?state=withdrawn'),
    )
    expect(office.rows.map((one) => one.withdrawnFor)).toEqual(['规划调整'])
    expect((await answer<{ total: number }>(app.ask(fluteOfficer, '/api/land/office/offers'))).total).toBe(1)
  })

  it('two who publish at once do not write over each other: one is told that it changed', async () => {
    const { revision } = await answer<Publishing>(app.ask(officer, `/api/land/office/offers/parcel/${parcel}`))
    const both = await Promise.all([publish(officer, revision), publish(officer, revision)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
    const late = both.find(({ status }) => status === 409)
    expect(await late?.json()).toMatchObject({ code: 'stale' })
  })

  it('and may be published again under the same address', async () => {
    const before = await answer<Publishing>(app.ask(officer, `/api/land/office/offers/parcel/${parcel}`))
    const offer = await answer<Offer>(publish(officer, before.revision))
    expect(offer.id).toBe(before.revisions[0]?.offer.id)
    const among = await house.record.withActor(anonymous, (tx) => offeredAmong(tx, { kind: 'parcel', ids: [parcel] }))
    expect(among.get(parcel)).toEqual({ id: offer.id, stage: 'on_offer', price: offer.price?.value ?? null })
  })
})

describe('space that is let as a whole', () => {
  it('is on offer no more, whoever lets it', async () => {
    const planner = testActor(['land.see', 'land.plan'], { id: uuid(3), organisation: 'flute-government' })
    const letting = (area: string) =>
      post(planner, `spaces/${space}/lettings`, { name: '云渚光电', from: '2026-03-02', to: null, area, term: null })
    await answer(letting('1000'))
    expect((await listed('?kind=space')).total).toBe(1)
    await answer(letting('2000'))
    expect((await listed('?kind=space')).total).toBe(0)
  })
})

describe('many offers at once', () => {
  it('are published in one statement for the synthetic stock', async () => {
    const [one] = (await listed('?kind=parcel')).rows
    if (one === undefined) throw new Error('published before')
    const many = Array.from({ length: 700 }, (_, n) => ({
      ...one,
      id: uuid(1000 + n),
      of: uuid(3000 + n),
      code: `S-${n}`,
      synthetic: true,
    }))
    await house.record.asSystem((tx) => createOffersInBulk(tx, house.programme(), many))
    const page = await listed('?text=S-&sort=code&pageSize=200&page=4')
    expect([page.total, page.rows.length]).toEqual([700, 100])
  })
})
