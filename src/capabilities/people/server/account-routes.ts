import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { accountsContract } from '../contract-accounts.ts'
import { currentSession, endOtherSessions, endOwnSession, ownSessions } from './own-sessions.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  endSecondFactor,
  renewRecoveryCodes,
  secondFactorState,
} from './second-factor.ts'
import { findSession } from './session-store.ts'
import { enterCode } from './sign-in.ts'

const done = { done: true } as const

/** Routes of one's own account: sessions and the second factor. */
export function accountRoutes(house: House) {
  const gate = implementContract(accountsContract)
  const { record } = house
  return {
    sessionCode: gate.sessionCode.handler(async ({ input, context }) => {
      await enterCode(house, input.code, context.request.headers)
      return done
    }),
    accountSessionList: gate.accountSessionList.handler(async ({ context: { actor, request } }) => {
      const current = (await findSession(house, request.headers))?.id
      const items = await record.withActor(actor, (tx) => ownSessions(house, tx, { actor, current }))
      return { items, idleMinutes: house.settings.session.idleMinutes }
    }),
    accountSessionEnd: gate.accountSessionEnd.handler(async ({ input, context: { actor } }) => {
      await record.withActor(actor, (tx) => endOwnSession(house, tx, { actor, id: input.id }))
      return done
    }),
    accountSessionEndOthers: gate.accountSessionEndOthers.handler(async ({ context: { actor, request } }) => {
      const { id: current } = await currentSession(house, request.headers)
      return { ended: await record.withActor(actor, (tx) => endOtherSessions(house, tx, { actor, current })) }
    }),
    accountSecondFactor: gate.accountSecondFactor.handler(({ context: { actor } }) =>
      record.withActor(actor, (tx) => secondFactorState(house, tx, actor.id)),
    ),
    accountSecondFactorBegin: gate.accountSecondFactorBegin.handler(({ input, context: { actor } }) =>
      record.withActor(actor, (tx) => beginSecondFactor(house, tx, { ...input, actor })),
    ),
    accountSecondFactorConfirm: gate.accountSecondFactorConfirm.handler(
      async ({ input, context: { actor, request } }) => {
        const session = await currentSession(house, request.headers)
        const codes = await record.withActor(actor, (tx) =>
          confirmSecondFactor(house, tx, { ...input, actor, session }),
        )
        return { codes }
      },
    ),
    accountRecoveryRenew: gate.accountRecoveryRenew.handler(async ({ input, context: { actor } }) => ({
      codes: await record.withActor(actor, (tx) => renewRecoveryCodes(house, tx, { ...input, actor })),
    })),
    accountSecondFactorEnd: gate.accountSecondFactorEnd.handler(async ({ input, context: { actor } }) => {
      await record.withActor(actor, (tx) => endSecondFactor(house, tx, { ...input, actor }))
      return done
    }),
  }
}
