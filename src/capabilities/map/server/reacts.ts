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
const onParcel = ['parcels.occupied', 'parcels.left', 'land.agreement_begun']
/** Acts that change several parcels, or something that only knows its parcel: everything is read, what differs is drawn anew. */
const ofMany = [
  'parcels.imported',
  'parcels.import_undone',
  'land.offer_published',
  'land.offer_withdrawn',
  'land.checked',
  'land.idle_found',
]
/** Cases that stand for the supply of a parcel and for what was agreed about it. */
const casesOfLand = ['supply', 'land_supervision']
const nightlyJob = 'map.refresh'

/** What changes is drawn anew soon after; who is on a parcel and how its supervision stands also change with the day. */
export function mapReacts(house: House): void {
  for (const act of ofParcel)
    house.acts.onAct(act, 'map.refresh', async ({ subject }) => findStock(house)?.refresh([subject.id]))
  for (const act of onParcel)
    house.acts.onAct(act, 'map.refresh', async ({ detail }) => findStock(house)?.refresh([String(detail.parcel)]))
  for (const act of ofMany) house.acts.onAct(act, 'map.refresh', async () => findStock(house)?.refresh())
  house.acts.onAct('workflows.performed', 'map.refresh', async ({ detail }) => {
    if (casesOfLand.includes(String(detail.subjectKind))) findStock(house)?.refresh()
  })
  house.jobs.define(nightlyJob, async () => {
    findStock(house)?.refresh()
    return {}
  })
  house.jobs.schedule(nightlyJob, '5 0 * * *', house.programme().timeZone)
}
