import type { Actor } from '#base/decision.ts'
import type { Transaction } from '#kit/server/db.ts'
import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { offersContract } from '../contract/offers.ts'
import { suppliesContract } from '../contract/supplies.ts'
import { listOffers, listOfficeOffers, showOffer } from './offers.ts'
import { openSupply, proposeSupply } from './open-supply.ts'
import { previewOffer, publishOffer, showPublishing, withdrawOffer } from './publish-offer.ts'
import { landOf } from './reach.ts'
import { actOnSupply, listOfParcel, listSupplies, showSupply } from './supplies.ts'
import { namedUse } from './vocabulary.ts'

type Asked<Input> = { readonly context: { readonly actor: Actor }; readonly input: Input }

/** Answers in one transaction of the asker. */
const inTransaction =
  (house: House) =>
  <Input, Output>(answer: (tx: Transaction, input: Input, actor: Actor) => Promise<Output>) =>
  ({ context, input }: Asked<Input>): Promise<Output> =>
    house.record.withActor(context.actor, (tx) => answer(tx, input, context.actor))

export function offerHandlers(house: House) {
  const on = implementContract(offersContract)
  const as = inTransaction(house)
  return {
    offerList: on.offerList.handler(
      as(async (tx, input) => ({
        ...(await listOffers(house, tx, input)),
        page: input.page,
        pageSize: input.pageSize,
        uses: landOf(house.programme()).uses.map(({ id }) => namedUse(house.programme(), id)),
      })),
    ),
    offerShow: on.offerShow.handler(as((tx, { id }) => showOffer(house, tx, id))),
    offerOffice: on.offerOffice.handler(as((tx, input) => listOfficeOffers(house, tx, input))),
    offerTerms: on.offerTerms.handler(as((tx, input, actor) => showPublishing(house, tx, { ...input, actor }))),
    offerPreview: on.offerPreview.handler(as((tx, input, actor) => previewOffer(house, tx, { ...input, actor }))),
    offerPublish: on.offerPublish.handler(as((tx, input, actor) => publishOffer(house, tx, { ...input, actor }))),
    offerWithdraw: on.offerWithdraw.handler(as((tx, input, actor) => withdrawOffer(house, tx, { ...input, actor }))),
  }
}

export function supplyHandlers(house: House) {
  const on = implementContract(suppliesContract)
  const as = inTransaction(house)
  return {
    supplyList: on.supplyList.handler(as((tx, input) => listSupplies(house, tx, input))),
    supplyShow: on.supplyShow.handler(as((tx, { id }) => showSupply(house, tx, id))),
    supplyOfParcel: on.supplyOfParcel.handler(as((tx, { parcel }) => listOfParcel(house, tx, parcel))),
    supplyProposal: on.supplyProposal.handler(as((tx, input, actor) => proposeSupply(house, tx, { ...input, actor }))),
    supplyOpen: on.supplyOpen.handler(as((tx, input, actor) => openSupply(house, tx, { ...input, actor }))),
    supplyAct: on.supplyAct.handler(as((tx, input, actor) => actOnSupply(house, tx, { ...input, actor }))),
  }
}
