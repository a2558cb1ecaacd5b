import type { Actor } from '#base/decision.ts'
import { act } from '#capabilities/workflows/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { agreementsContract } from '../contract/agreements.ts'
import { checksContract } from '../contract/checks.ts'
import { showAgreement } from './agreement-detail.ts'
import { getAgreement } from './agreement-store.ts'
import { agreementsAbout, listAgreements } from './agreement-views.ts'
import { enterAgreement } from './agreements.ts'
import { previewCheck, recordCheck } from './checks.ts'
import { creditOf } from './credit.ts'
import { recordWatch } from './watch.ts'

type Asked<Input> = { readonly context: { readonly actor: Actor }; readonly input: Input }

/** Agreements on supplied land, their checks, what is watched. */
export function agreementHandlers(house: House) {
  const on = implementContract({ ...agreementsContract, ...checksContract })
  const as =
    <Input, Answer>(work: (tx: Transaction, input: Input, actor: Actor) => Promise<Answer>) =>
    ({ context, input }: Asked<Input>) =>
      house.record.withActor(context.actor, (tx) => work(tx, input, context.actor))
  return {
    agreementList: on.agreementList.handler(as((tx, input, actor) => listAgreements(house, tx, { ...input, actor }))),
    agreementShow: on.agreementShow.handler(as((tx, { id }, actor) => showAgreement(house, tx, { id, actor }))),
    agreementBegin: on.agreementBegin.handler(as((tx, input, actor) => enterAgreement(house, tx, { ...input, actor }))),
    checkPreview: on.checkPreview.handler(as((tx, input, actor) => previewCheck(house, tx, { ...input, actor }))),
    checkRecord: on.checkRecord.handler(as((tx, input, actor) => recordCheck(house, tx, { ...input, actor }))),
    agreementAct: on.agreementAct.handler(
      as(async (tx, { id, ...input }, actor) => {
        const row = await getAgreement(tx, id)
        const { state, version } = await act(house, tx, { ...input, caseId: row.case_id, actor })
        return { state, version }
      }),
    ),
    watchRecord: on.watchRecord.handler(as((tx, input, actor) => recordWatch(house, tx, { ...input, actor }))),
    parcelAgreements: on.parcelAgreements.handler(
      as(async (tx, { parcel }) => ({ items: await agreementsAbout(house, tx, { parcel }) })),
    ),
    enterpriseAgreements: on.enterpriseAgreements.handler(
      as(async (tx, { enterprise }) => ({
        items: await agreementsAbout(house, tx, { holder: enterprise }),
        credit: await creditOf(tx, enterprise),
      })),
    ),
  }
}
