import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AreaShape, Position } from '#base/geo/geometry.ts'
import { toZone } from '#base/geo/crs.ts'
import { createParcelsInBulk, createShapesInBulk } from '#capabilities/parcels/server/service.ts'
import { expireClocks } from '#capabilities/workflows/server/service.ts'
import { openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import { prjOfZone, shapefileOf } from '#kit/server/testing-shapes.ts'
import type { AssessmentDetail, AssessmentUse, KindCoverage, ReadShapesOfFile } from '../contract/assessments.ts'
import { raiseExpiring } from './assessment-clock.ts'
import { coverageOf, createAssessmentsInBulk, listAssessmentsWithin } from './service.ts'
import { answer, openLandApp, refusal, uuid } from './testing.ts'

let house: TestHouse
let app: TestApp
beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2026-03-02T02:00:00Z') })
  app = openLandApp(house)
})
afterAll(() => house.close())

const verbs = ['land.see', 'land.set', 'land.supply', 'land.plan', 'parcels.see', 'workflows.see']
const officer = testActor(verbs, { id: uuid(1), organisation: 'land-office' })
const fluteClerk = testActor(
  verbs.map((permission) => ({ permission, scope: 'place' as const, place: 'flute' })),
  { id: uuid(2), organisation: 'flute-government' },
)
const reader = testActor(['land.see'], { id: uuid(3) })

const square = (x: number, y: number, width = 0.002, height = width): Position[] => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
  [x, y],
]
const ground = (...ring: Position[]): AreaShape => ({ type: 'Polygon', coordinates: [ring] })

type Body = Record<string, unknown>
const fields = (more: Body = {}): Body => ({
  kind: 'energy',
  name: '风筝镇节能评估',
  place: 'kite',
  geometry: ground(...square(124, 29)),
  body: '县发展局',
  unit: 'land-office',
  number: '云发〔2024〕3号',
  approvedOn: '2024-05-01',
  validUntil: '2027-04-30',
  conclusion: '符合',
  conditions: null,
  files: [],
  ...more,
})
const add = (more: Body = {}, actor = officer) => app.ask(actor, '/api/land/assessments', { body: fields(more) })
const added = (more: Body = {}) => answer<AssessmentDetail>(add(more))
const show = (one: string, actor = officer) => answer<AssessmentDetail>(app.ask(actor, `/api/land/assessments/${one}`))
const use = (one: string, parcel: string, more: Body = {}, actor = officer) =>
  app.ask(actor, `/api/land/assessments/${one}/uses`, {
    body: { parcel, userKind: 'project', name: '织机扩建', usedOn: '2026-03-01', ...more },
  })
let parcels = 0
const parcel = async (shape?: AreaShape, place = 'kite') => {
  parcels += 1
  const code = `评-${parcels}`
  return house.record.asSystem(async (tx) => {
    const [one = ''] = await createParcelsInBulk(tx, house.programme(), [
      { code, place, area: '40000', synthetic: false },
    ])
    if (shape !== undefined) await createShapesInBulk(tx, [{ parcel: one, geometry: shape }])
    return one
  })
}
const coverage = async (one: string) =>
  answer<{ kinds: KindCoverage[]; uses: AssessmentUse[] }>(app.ask(officer, `/api/land/parcels/${one}/coverage`))
const energy = async (one: string) => (await coverage(one)).kinds.find(({ kind }) => kind === 'energy')

describe('entering an assessment', () => {
  it('is refused to who may not, and with the place of everything that is wrong', async () => {
    expect((await add({}, reader)).status).toBe(403)
    expect((await add({}, fluteClerk)).status).toBe(403)
    const bow = ground([124, 29], [124.002, 29.002], [124.002, 29], [124, 29.002], [124, 29])
    const crossed = await refusal(add({ geometry: bow }))
    expect(crossed).toMatchObject({ status: 400, code: 'invalid_input' })
    expect(crossed.issues[0]).toMatchObject({ where: 'body.geometry' })
    expect(crossed.issues[0]?.text).toMatch(/^geo\.fault\./)
    const wrong = await refusal(
      add({ kind: 'energie', place: 'kyte', unit: 'nobody', validUntil: '2020-01-01', approvedOn: '2026-12-01' }),
    )
    expect(wrong.issues.map(({ where }) => where).sort()).toEqual([
      'body.approvedOn',
      'body.kind',
      'body.place',
      'body.unit',
      'body.validUntil',
    ])
    expect((await refusal(add({ files: [uuid(99)] }))).issues[0]).toMatchObject({ where: 'body.files.0' })
    expect(
      (await app.ask(officer, '/api/land/assessments', { body: { ...fields(), geometry: { type: 'Point' } } })).status,
    ).toBe(400)
  })

  it('is seen with its area on the ellipsoid, its document and how it stands; put right once, a second time is stale', async () => {
    const pdf = new TextEncoder().encode('%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n')
    const sent = await answer<{ id: string }>(
      app.ask(officer, '/api/land/assessments/files', {
        method: 'POST',
        body: pdf,
        headers: { 'x-file-name': encodeURIComponent('批复.pdf') },
      }),
    )
    const one = await added({ name: '文件', files: [sent.id], geometry: ground(...square(125, 29)) })
    expect(one).toMatchObject({ standing: 'holds', place: { id: 'kite' }, unit: { id: 'land-office' } })
    expect(Number(one.area)).toBeGreaterThan(40_000)
    expect(one.files).toMatchObject([{ name: '批复.pdf', bytes: pdf.length }])
    expect((await app.ask(reader, one.files[0]?.address ?? '')).status).toBe(200)
    expect((await app.ask(reader, `/api/land/assessments/${one.id}/files/${uuid(7)}`)).status).toBe(404)
    const { name, body, number, validUntil, conclusion } = one
    const words = { name, body, unit: null, number, validUntil, conclusion, conditions: '不得用煤', files: [sent.id] }
    const correct = () =>
      app.ask(officer, `/api/land/assessments/${one.id}`, { method: 'PUT', body: { revision: 1, fields: words } })
    expect(await answer(correct())).toMatchObject({ conditions: '不得用煤', unit: null, revision: 2 })
    expect(await refusal(correct())).toMatchObject({ status: 409, code: 'stale' })
  })

  it('a shapefile is read with its zone before anything is stored; what is no file of shapes is refused', async () => {
    const zone38 = { kind: 'gauss_kruger', width: 3, zone: 38, prefix: true } as const
    const ring = square(113.5, 23.5).map((at): [number, number] => {
      const { east, north } = toZone(zone38, at)
      return [east, north]
    })
    const file = shapefileOf({ records: [[ring]], attributes: [{ 名称: '一片' }], prj: prjOfZone(38) })
    const read = await answer<ReadShapesOfFile>(
      app.ask(officer, '/api/land/assessments/shapes', { method: 'POST', body: file }),
    )
    expect(read.shapes).toMatchObject([{ position: 1, faults: [] }])
    expect(read.shapes[0]?.geometry?.type).toBe('Polygon')
    const broken = await app.ask(officer, '/api/land/assessments/shapes', { method: 'POST', body: '{"type":tru}' })
    expect(broken.status).toBe(400)
    expect((await app.ask(reader, '/api/land/assessments/shapes', { method: 'POST', body: file })).status).toBe(403)
    const bow = JSON.stringify({
      type: 'Polygon',
      coordinates: [
        [
          [124, 29],
          [124.002, 29.002],
          [124.002, 29],
          [124, 29.002],
          [124, 29],
        ],
      ],
    })
    const faulty = await answer<ReadShapesOfFile>(
      app.ask(officer, '/api/land/assessments/shapes', { method: 'POST', body: bow }),
    )
    expect(faulty.shapes[0]?.geometry).toBeNull()
    expect(faulty.shapes[0]?.faults[0]?.at).not.toBeNull()
  })
})

describe('what is assessed over a parcel', () => {
  it('two assessments that overlap are not counted twice; the third kind says no, a parcel without a shape unknown', async () => {
    const lot = await parcel(ground(...square(126, 29, 0.004, 0.002)))
    await added({ name: '西', geometry: ground(...square(126, 29, 0.0025, 0.002)) })
    expect(await energy(lot)).toMatchObject({ answer: 'partly', share: '0.625' })
    await added({ name: '中', geometry: ground(...square(126.001, 29, 0.002, 0.002)) })
    expect(await energy(lot)).toMatchObject({ answer: 'partly', share: expect.stringMatching(/^0\.(75|7499)/) })
    await added({ name: '东', geometry: ground(...square(126.003, 29, 0.002, 0.002)) })
    expect(await energy(lot)).toMatchObject({ answer: 'yes', share: '1', missing: '0' })
    expect((await coverage(lot)).kinds.find(({ kind }) => kind === 'flood')).toMatchObject({ answer: 'no', share: '0' })
    expect(await energy(await parcel())).toMatchObject({ answer: 'unknown', why: 'no_shape', share: null })
    const before = await house.record.asSystem((tx) => coverageOf(house, tx, { parcels: [lot], on: '2024-04-30' }))
    expect(before.get(lot)?.find(({ kind }) => kind === 'energy')?.answer).toBe('no')
  })

  it('an approximate assessment is never measured against', async () => {
    const lot = await parcel(ground(...square(127, 29)))
    await added({ name: '近似', approximate: true, crs: 'GCJ-02', geometry: ground(...square(127, 29)) })
    expect(await energy(lot)).toMatchObject({ answer: 'unknown', why: 'approximate_assessment' })
  })

  it('who draws on it stands in the ledger; elsewhere, lapsed or on a day to come it is refused', async () => {
    const one = await added({ name: '账本', geometry: ground(...square(128, 29)) })
    const [over, away, bare] = [
      await parcel(ground(...square(128, 29, 0.001))),
      await parcel(ground(...square(129, 29))),
      await parcel(),
    ]
    expect((await use(one.id, over, {}, reader)).status).toBe(403)
    expect((await use(one.id, over, {}, fluteClerk)).status).toBe(404)
    expect(await answer(use(one.id, over))).toMatchObject({ share: '1', usedOn: '2026-03-01', name: '织机扩建' })
    expect(await refusal(use(one.id, away))).toMatchObject({
      code: 'refused_by_rule',
      issues: [{ text: 'assessment.not_over_parcel', where: 'body.parcel' }],
    })
    expect((await refusal(use(one.id, bare))).issues[0]?.text).toBe('assessment.coverage_unknown')
    expect((await refusal(use(one.id, over, { usedOn: '2024-04-30' }))).issues[0]?.text).toBe('assessment.not_in_force')
    expect((await refusal(use(one.id, over, { usedOn: '2026-03-03' }))).issues[0]?.where).toBe('body.usedOn')
    expect((await use(one.id, over, { name: undefined })).status).toBe(400)
    expect((await show(one.id)).ledger).toMatchObject([{ parcel: over, share: '1' }])
    expect((await coverage(over)).uses).toMatchObject([{ assessmentName: '账本' }])
    expect((await coverage(away)).uses).toEqual([])
  })
})

describe('an assessment that is about to end', () => {
  it('opens its case once, 180 days ahead; nobody renews it, and the house lets it lapse after its last day', async () => {
    const one = await added({ name: '将到期', validUntil: '2026-08-29', geometry: ground(...square(130, 29)) })
    const lot = await parcel(ground(...square(130, 29, 0.001)))
    expect((await show(one.id)).standing).toBe('expiring')
    expect(await raiseExpiring(house)).toBe(1)
    expect(await raiseExpiring(house)).toBe(0)
    const { case: found } = await show(one.id)
    expect(await answer(app.ask(officer, `/api/cases/${found}`))).toMatchObject({ state: 'expiring' })
    const { name, body, unit, number, conclusion, conditions, files, revision } = await show(one.id)
    const words = {
      name,
      body,
      unit: unit?.id ?? null,
      number,
      conclusion,
      conditions,
      files,
      validUntil: '2030-01-01',
    }
    expect(
      await refusal(
        app.ask(officer, `/api/land/assessments/${one.id}`, { method: 'PUT', body: { revision, fields: words } }),
      ),
    ).toMatchObject({ code: 'wrong_state' })
    house.clock.set(new Date('2026-08-30T02:00:00Z'))
    await expireClocks(house)
    expect(await show(one.id)).toMatchObject({ standing: 'lapsed' })
    expect((await refusal(use(one.id, lot, { usedOn: '2026-08-30' }))).issues[0]?.text).toBe('assessment.not_in_force')
    const unknown = use(one.id, lot, { usedOn: '2026-08-29', userKind: 'supply', supply: uuid(999) })
    expect((await refusal(unknown)).issues).toMatchObject([{ text: 'assessment.other_supply', where: 'body.supply' }])
    expect(await answer(use(one.id, lot, { usedOn: '2026-08-29' }))).toMatchObject({ share: '1' })
    expect(await raiseExpiring(house)).toBe(0)
    house.clock.set(new Date('2026-03-02T02:00:00Z'))
  })

  it('renewed in its case, the new one follows with its own years and the document of the case', async () => {
    const one = await added({ name: '要更新', validUntil: '2026-06-30', geometry: ground(...square(131, 29)) })
    await raiseExpiring(house)
    const { case: found } = await show(one.id)
    const pdf = new TextEncoder().encode('%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n')
    const sent = await answer<{ id: string }>(
      app.ask(officer, `/api/cases/${found}/files?act=renew&ask=assessment`, {
        method: 'POST',
        body: pdf,
        headers: { 'x-file-name': 'new.pdf' },
      }),
    )
    await answer(
      app.ask(officer, `/api/cases/${found}/acts`, {
        body: {
          act: 'renew',
          expectedVersion: 1,
          fields: { approved_on: '2026-03-01' },
          files: { assessment: [sent.id] },
        },
      }),
    )
    const old = await show(one.id)
    expect(old).toMatchObject({ standing: 'replaced' })
    const next = await show(old.successor ?? '')
    expect(next).toMatchObject({
      approvedOn: '2026-03-01',
      validUntil: '2029-02-28',
      replaces: one.id,
      standing: 'holds',
      number: null,
      files: [{ name: 'new.pdf' }],
    })
    expect((await app.ask(officer, next.files[0]?.address ?? '')).status).toBe(200)
  })
})

describe('the front door', () => {
  it('the synthetic stock is entered at once; a map is given those that hold within its bounds', async () => {
    const ids = await house.record.asSystem((tx) =>
      createAssessmentsInBulk(house, tx, [
        {
          kind: 'flood',
          name: '合成',
          place: 'flute',
          geometry: ground(...square(140, 29)),
          body: '示意',
          approvedOn: '2025-01-01',
          validUntil: null,
          schematic: true,
          synthetic: true,
        },
        {
          kind: 'flood',
          name: '过期',
          place: 'flute',
          geometry: ground(...square(140, 29)),
          body: '示意',
          approvedOn: '2015-01-01',
          validUntil: '2020-01-01',
          synthetic: true,
        },
      ]),
    )
    const within = await house.record.withActor(fluteClerk, (tx) =>
      listAssessmentsWithin(tx, { bounds: [139, 28, 141, 30], on: '2026-03-02' }),
    )
    expect(within.map((one) => one.id)).toEqual([ids[0]])
    expect(within[0]).toMatchObject({ synthetic: true, schematic: true, standing: 'holds' })
    const listed = await answer<{ total: number; items: { name: string }[] }>(
      app.ask(fluteClerk, '/api/land/assessments?standing=lapsed'),
    )
    expect(listed.items.map(({ name }) => name)).toEqual(['过期'])
  })
})
