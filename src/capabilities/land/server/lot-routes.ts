import type { Actor } from '#base/decision.ts'
import type { Transaction } from '#kit/server/db.ts'
import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { lotsContract } from '../contract/lots.ts'
import { showBlocks } from './blocks.ts'
import { planLineage, showLedger, showPlans } from './ledger.ts'
import { pageLots, saveLot, saveLotsInBulk, showLot } from './lots.ts'
import { showWords } from './vocabulary.ts'

type Asked<Input> = { readonly context: { readonly actor: Actor }; readonly input: Input }

/** Routes of parcels in preparation and their ledger. */
export function lotHandlers(house: House) {
  const on = implementContract(lotsContract)
  /** Answers in one transaction of the asker. */
  const as =
    <Input, Output>(answer: (tx: Transaction, input: Input & { readonly actor: Actor }) => Promise<Output>) =>
    ({ context, input }: Asked<Input>): Promise<Output> =>
      house.record.withActor(context.actor, (tx) => answer(tx, { ...input, actor: context.actor }))
  return {
    landWords: on.landWords.handler(async () => showWords(house.programme())),
    lotList: on.lotList.handler(as((tx, asked) => pageLots(house, tx, asked))),
    lotShow: on.lotShow.handler(as((tx, asked) => showLot(house, tx, asked))),
    lotSave: on.lotSave.handler(as((tx, asked) => saveLot(house, tx, asked))),
    lotBulk: on.lotBulk.handler(as((tx, asked) => saveLotsInBulk(house, tx, asked))),
    ledger: on.ledger.handler(as((tx, asked) => showLedger(house, tx, asked))),
    plans: on.plans.handler(as((tx, asked) => showPlans(house, tx, asked))),
    planLineage: on.planLineage.handler(as((tx, asked) => planLineage(house, tx, asked))),
    blocks: on.blocks.handler(as((tx, asked) => showBlocks(house, tx, asked))),
  }
}
