import type { Actor } from '#base/decision.ts'
import type { Transaction } from '#kit/server/db.ts'
import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { firmsContract } from '../contract/firms.ts'
import { quotasContract } from '../contract/quotas.ts'
import { renewalsContract } from '../contract/renewals.ts'
import { giveRenewal, stateRenewal } from './give-renewal.ts'
import { parcelFirmsLineage, showParcelFirms } from './parcel-firms.ts'
import { proposeRenewal } from './propose-renewal.ts'
import { listRequests, requestQuota, showRequest, stateRequest } from './quota-requests.ts'
import { bookByHand, listEntries, listQuotas, quotaLineage } from './quotas.ts'
import { listRenewals, showRenewal, showTerms } from './renewals.ts'

type Asked<Input> = { readonly context: { readonly actor: Actor }; readonly input: Input }

/** Routes of renewal, of quotas, and of the firms on a parcel. */
export function renewalHandlers(house: House) {
  const on = implementContract({ ...renewalsContract, ...quotasContract, ...firmsContract })
  /** Answers in one transaction of the asker. */
  const as =
    <Input, Output>(answer: (tx: Transaction, input: Input & { readonly actor: Actor }) => Promise<Output>) =>
    ({ context, input }: Asked<Input>): Promise<Output> =>
      house.record.withActor(context.actor, (tx) => answer(tx, { ...input, actor: context.actor }))
  return {
    renewalTerms: on.renewalTerms.handler(async ({ context }) => showTerms(house, context.actor)),
    renewalList: on.renewalList.handler(as((tx, asked) => listRenewals(house, tx, asked))),
    renewalShow: on.renewalShow.handler(as((tx, asked) => showRenewal(house, tx, asked))),
    renewalPropose: on.renewalPropose.handler(as((tx, asked) => proposeRenewal(house, tx, asked))),
    renewalState: on.renewalState.handler(as((tx, asked) => stateRenewal(house, tx, asked))),
    renewalGive: on.renewalGive.handler(as((tx, asked) => giveRenewal(house, tx, asked))),
    quotaList: on.quotaList.handler(as((tx, asked) => listQuotas(house, tx, asked))),
    quotaEntries: on.quotaEntries.handler(as((tx, asked) => listEntries(house, tx, asked))),
    quotaLineage: on.quotaLineage.handler(as((tx, asked) => quotaLineage(house, tx, asked))),
    quotaBook: on.quotaBook.handler(as((tx, asked) => bookByHand(house, tx, asked))),
    quotaRequests: on.quotaRequests.handler(as((tx, asked) => listRequests(house, tx, asked))),
    quotaRequestShow: on.quotaRequestShow.handler(as((tx, asked) => showRequest(house, tx, asked))),
    quotaRequest: on.quotaRequest.handler(as((tx, asked) => requestQuota(house, tx, asked))),
    quotaRequestState: on.quotaRequestState.handler(as((tx, asked) => stateRequest(house, tx, asked))),
    parcelFirms: on.parcelFirms.handler(as((tx, asked) => showParcelFirms(house, tx, asked))),
    parcelFirmsLineage: on.parcelFirmsLineage.handler(as((tx, asked) => parcelFirmsLineage(house, tx, asked))),
  }
}
