import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { administratorsContract } from '../contract-administrators.ts'
import { decideRequest, endSecondFactorOf, endSessionsOf, requestsShown } from './administrators.ts'
import { bindIdentity, identityOf } from './identities.ts'

const done = { done: true } as const

/** Routes of administrators: what two of them do together, and accounts of others. */
export function administratorRoutes(house: House) {
  const gate = implementContract(administratorsContract)
  const { record } = house
  return {
    requestList: gate.requestList.handler(({ context: { actor } }) =>
      record.withActor(actor, async (tx) => ({ items: await requestsShown(house, tx, actor) })),
    ),
    requestDecide: gate.requestDecide.handler(async ({ input, context: { actor } }) => {
      await record.withActor(actor, (tx) => decideRequest(house, tx, { ...input, actor }))
      return done
    }),
    personSecondFactorEnd: gate.personSecondFactorEnd.handler(({ input, context: { actor } }) =>
      record.withActor(actor, async (tx) => ({ ended: await endSecondFactorOf(house, tx, { ...input, actor }) })),
    ),
    personSessionsEnd: gate.personSessionsEnd.handler(({ input, context: { actor } }) =>
      record.withActor(actor, async (tx) => ({ ended: await endSessionsOf(house, tx, { ...input, actor }) })),
    ),
    personIdentityShow: gate.personIdentityShow.handler(({ input, context: { actor } }) =>
      record.withActor(actor, (tx) => identityOf(house, tx, { ...input, actor })),
    ),
    personIdentityBind: gate.personIdentityBind.handler(async ({ input, context: { actor } }) => {
      await record.withActor(actor, (tx) => bindIdentity(house, tx, { ...input, actor }))
      return done
    }),
  }
}
