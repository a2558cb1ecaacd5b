import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { keysContract } from '../contract-keys.ts'
import { keysOf, makeKey, revokeKey } from './keys.ts'

/** Routes of keys for programs. */
export function keyRoutes(house: House) {
  const gate = implementContract(keysContract)
  const { record } = house
  return {
    keyList: gate.keyList.handler(({ input, context: { actor } }) =>
      record.withActor(actor, (tx) => keysOf(house, tx, { ...input, actor })),
    ),
    keyCreate: gate.keyCreate.handler(({ input, context: { actor } }) =>
      record.withActor(actor, (tx) => makeKey(house, tx, { ...input, actor })),
    ),
    keyRevoke: gate.keyRevoke.handler(({ input, context: { actor } }) =>
      record.withActor(actor, (tx) => revokeKey(house, tx, { ...input, actor })),
    ),
  }
}
