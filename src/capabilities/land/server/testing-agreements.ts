import type { Actor } from '#base/decision.ts'
import { parsePeriod } from '#base/period.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { refreshDimensions } from '#capabilities/indicators/server/service.ts'
import { record, startMirror } from '#capabilities/observations/server/service.ts'
import { createParcelsInBulk } from '#capabilities/parcels/server/service.ts'
import { expireClocks } from '#capabilities/workflows/server/service.ts'
import { openTestHouse, testActor, type TestHouse } from '#kit/server/testing.ts'
import type { AgreementDetail } from '../contract/agreements.ts'
import { createIndicatorSetsInBulk } from './service.ts'
import { answer, openLandApp, uuid } from './testing.ts'

export const [kept, idle, cured, young] = [uuid(101), uuid(102), uuid(103), uuid(104)]
export const [maker, other] = [uuid(201), uuid(202)]
export const industry = 'plan-fields/light-making'

export const officer = testActor(
  ['land.see', 'land.supervise', 'workflows.see', 'indicators.see', 'parcels.see', 'enterprises.see'],
  { id: uuid(1), organisation: 'land-office' },
)
export const leader = testActor(['land.see', 'land.decide', 'workflows.see', 'workflows.extend'], {
  id: uuid(2),
  organisation: 'county-government',
})
export const fluteClerk = testActor(
  [
    ...['land.see', 'land.supervise'].map((permission) => ({ permission, scope: 'place' as const, place: 'flute' })),
    { permission: 'parcels.see', scope: 'all' as const },
  ],
  { id: uuid(3), organisation: 'flute-government' },
)
export const reader = testActor(['land.see'], { id: uuid(4) })

export type Agreements = Awaited<ReturnType<typeof openAgreements>>

/** Four parcels, two firms, and what tests of agreements do with them. */
export async function openAgreements() {
  const house = await openTestHouse({ now: new Date('2022-03-02T02:00:00Z') })
  await startMirror(house)
  await refreshDimensions(house)
  const app = openLandApp(house)
  await supplied(house)
  const show = (id: string, actor: Actor = officer) =>
    answer<AgreementDetail>(app.ask(actor, `/api/land/agreements/${id}`))
  const begin = (given: object, actor: Actor = officer) =>
    app.ask(actor, '/api/land/agreements', {
      body: { holderName: '云灯光电', lead: ['land-office'], decide: ['county-government'], ...given },
    })
  const sendTo = async (actor: Actor, path: string, body: object) => {
    const [id = ''] = path.split('/')
    return app.ask(actor, `/api/land/agreements/${path}`, {
      body: { expectedVersion: (await show(id)).version, ...body },
    })
  }
  return {
    house,
    app,
    show,
    begin,
    begun: async (given: object) => (await answer<{ id: string }>(begin(given))).id,
    on: async (day: string) => {
      house.clock.set(new Date(`${day}T02:00:00Z`))
      await expireClocks(house)
    },
    preview: (id: string, body: object, actor: Actor = officer) =>
      app.ask(actor, `/api/land/agreements/${id}/checks/preview`, { body }),
    check: (id: string, body: object, actor: Actor = officer) => sendTo(actor, `${id}/checks`, body),
    perform: (actor: Actor, id: string, act: string, more: object = {}) => sendTo(actor, `${id}/acts/${act}`, more),
    /** A document sent for an act of the case of an agreement. */
    sent: async (actor: Actor, id: string, [act, ask]: [string, string]): Promise<string> => {
      const { case: of } = await show(id)
      const file = await answer<{ id: string }>(
        app.ask(actor, `/api/cases/${of}/files?act=${act}&ask=${ask}`, {
          body: new Uint8Array(Buffer.from('%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n')),
          headers: { 'content-type': 'application/pdf', 'x-file-name': encodeURIComponent('验收.pdf') },
        }),
      )
      return file.id
    },
    tax: (enterprise: string, year: number, value: string) => taxed(house, { enterprise, year, value }),
  }
}

/** The house under a programme that changed what follows from a breach after agreements had begun. */
export function afterReform(house: TestHouse): TestHouse {
  const programme = house.programme()
  const { land } = programme
  if (land?.breach === undefined) throw new Error('the demo programme says what follows from a breach')
  const { idle: _, ...breach } = land.breach
  const reformed = { ...programme, land: { ...land, breach: { ...breach, penalty: 'land_price * 3 * shortfall' } } }
  return { ...house, programme: () => reformed }
}

function supplied(house: TestHouse): Promise<unknown> {
  return house.record.asSystem(async (tx) => {
    const plot = { place: 'kite', base: 'lantern-base', area: '20000', synthetic: false }
    await createParcelsInBulk(tx, house.programme(), [
      { ...plot, id: kept, code: 'K-1', landUse: '工业用地' },
      { ...plot, id: idle, code: 'K-2', landUse: '工业用地' },
      { ...plot, id: cured, code: 'K-3', landUse: '工业用地' },
      { ...plot, id: young, code: 'K-4', landUse: 'M0' },
    ])
    await createEnterprisesInBulk(tx, house.programme(), [
      { id: maker, name: '云灯光电', town: 'kite', synthetic: false },
      { id: other, name: '晚星灯饰', town: 'kite', synthetic: false },
    ])
    const sets = [kept, cured].map((parcel) => ({ parcel, industry, place: 'kite', base: 'lantern-base' }))
    await createIndicatorSetsInBulk(house, tx, [
      ...sets,
      { parcel: young, industry, place: 'kite', base: 'lantern-base', use: 'new-industry' },
    ])
  })
}

/** What the file of administration says of the tax of a year. */
function taxed(
  house: TestHouse,
  { enterprise, year, value }: { readonly enterprise: string; readonly year: number; readonly value: string },
) {
  return house.record.asSystem((tx) =>
    record(house, tx, {
      kind: 'file',
      domain: 'administrative',
      subjectKind: 'enterprise',
      periodKind: 'year',
      cells: [{ indicator: 'tax_paid', span: 'this' }],
      rows: [
        {
          subject: enterprise,
          period: parsePeriod(String(year)),
          contents: [{ value, status: 'normal' }],
          source: `tax ${year}`,
          sourceVersion: 1,
        },
      ],
      actor: 'tester',
    }),
  )
}
