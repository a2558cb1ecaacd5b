import type { Actor } from '#base/decision.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide, implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { needsContract } from '../contract.ts'
import { askMatching, listMatchings, showMatching } from './matching.ts'
import { matchNeed } from './match.ts'
import { actOnNeed, listNeeds, showContact, showNeed, showReceipt } from './needs.ts'
import { stateNeed } from './state.ts'
import { getNeed } from './store.ts'
import { needOf } from './terms.ts'
import { showWords } from './vocabulary.ts'

type Asked<Input> = { readonly context: { readonly actor: Actor }; readonly input: Input }

/** Routes of the needs contract. */
export function needsRoutes(house: House) {
  const on = implementContract(needsContract)
  const as = <Value>({ context }: Asked<unknown>, work: (tx: Transaction) => Promise<Value>): Promise<Value> =>
    house.record.withActor(context.actor, work)
  return on.router({
    needWords: on.needWords.handler(async ({ context }) => showWords(house.programme(), context.actor)),
    needMatch: on.needMatch.handler((asked) => {
      const need = needOf(house.programme(), asked.input.need)
      return as(asked, (tx) => matchNeed(house, tx, { need, most: asked.input.most }))
    }),
    needState: on.needState.handler(({ context, input }) => stateNeed(house, { ...input, actor: context.actor })),
    needReceipt: on.needReceipt.handler(({ input }) => showReceipt(house, input.code)),
    needList: on.needList.handler((asked) => as(asked, (tx) => listNeeds(house, tx, asked.input))),
    needShow: on.needShow.handler((asked) =>
      as(asked, (tx) => showNeed(house, tx, { id: asked.input.id, actor: asked.context.actor })),
    ),
    needContact: on.needContact.handler((asked) =>
      as(asked, (tx) => showContact(tx, { id: asked.input.id, actor: asked.context.actor })),
    ),
    needOffers: on.needOffers.handler((asked) =>
      as(asked, async (tx) => {
        const row = await getNeed(tx, asked.input.id)
        decide(asked.context.actor, 'land.match', row)
        return matchNeed(house, tx, { need: row.asked, most: asked.input.most })
      }),
    ),
    needAct: on.needAct.handler((asked) =>
      as(asked, (tx) => actOnNeed(house, tx, { ...asked.input, actor: asked.context.actor })),
    ),
    needMatchAll: on.needMatchAll.handler((asked) =>
      as(asked, (tx) => askMatching(house, tx, { certain: asked.input.certain, actor: asked.context.actor })),
    ),
    needMatchings: on.needMatchings.handler((asked) => as(asked, (tx) => listMatchings(tx))),
    needMatching: on.needMatching.handler((asked) => as(asked, (tx) => showMatching(tx, asked.input.id))),
  })
}
