import { parcelOf } from '#capabilities/land/server/service.ts'
import { findCase } from '#capabilities/workflows/server/service.ts'
import { system } from '#base/decision.ts'
import type { House } from '#kit/server/house.ts'
import { findStock } from './map-stock.ts'

/** Acts that name the parcel they change. */
const ofParcel = [
  'parcels.created',
  'parcels.edited',
  'parcels.shaped',
  'land.lot_changed',
  'land.indicators_set',
  'land.indicators_frozen',
]
/** Acts that name the parcel in their details. */
const onParcel = ['parcels.occupied', 'parcels.left', 'land.agreement_begun', 'land.supply_opened']
/** Acts on something of a parcel. */
const aboutParcel = [
  'land.offer_published',
  'land.offer_withdrawn',
  'land.checked',
  'land.idle_found',
  'land.default_declared',
  'land.default_cured',
]
/** What moves a case: the supply of a parcel, and what was agreed about it, stand as their case does. */
const ofCase = [
  'workflows.performed',
  'workflows.extended',
  'workflows.redated',
  'workflows.expired',
  'workflows.stepped',
]
/** Acts that change several parcels: everything is read, what differs is drawn anew. */
const ofMany = ['parcels.imported', 'parcels.import_undone', 'map.stock_made']
const nightlyJob = 'map.refresh'

/** What changes is drawn anew soon after; who is on a parcel and how its supervision stands also change with the day. */
export function mapReacts(house: House): void {
  for (const act of ofParcel)
    house.acts.onAct(act, 'map.refresh', async ({ subject }) => findStock(house)?.refresh([subject.id]))
  for (const act of onParcel)
    house.acts.onAct(act, 'map.refresh', async ({ detail }) => findStock(house)?.refresh([String(detail.parcel)]))
  for (const act of aboutParcel) house.acts.onAct(act, 'map.refresh', ({ subject }) => refreshAbout(house, subject))
  for (const act of ofCase) house.acts.onAct(act, 'map.refresh', ({ subject }) => refreshCase(house, subject.id))
  for (const act of ofMany) house.acts.onAct(act, 'map.refresh', async () => findStock(house)?.refresh())
  house.jobs.define(nightlyJob, async () => {
    findStock(house)?.refresh()
    return {}
  })
  house.jobs.schedule(nightlyJob, '5 0 * * *', house.programme().timeZone)
}

async function refreshAbout(house: House, subject: { readonly kind: string; readonly id: string }): Promise<void> {
  const stock = findStock(house)
  if (stock === undefined) return
  const parcel = await house.record.asSystem((tx) => parcelOf(tx, subject))
  if (parcel !== undefined) stock.refresh([parcel])
}

async function refreshCase(house: House, id: string): Promise<void> {
  if (findStock(house) === undefined) return
  const found = await house.record.asSystem((tx) => findCase(house, tx, { id, actor: system }))
  if (found !== undefined) await refreshAbout(house, found.case.subject)
}
