import { parsePlainDate } from '#base/plain-date.ts'
import type { Actor } from '#base/decision.ts'
import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { workflowsContract } from '../contract.ts'
import { assignCase } from './assign.ts'
import { performForOwner, performMany } from './bulk.ts'
import { extendClock } from './cases.ts'
import { deskOf, listCases } from './desk.ts'
import { messagesRoutes } from './message-routes.ts'
import { listNotices, readNotice } from './notices.ts'
import { caseDetailOf } from './present.ts'
import type { Transaction } from '#kit/server/db.ts'

/** Routes of the workflows contract. */
export function workflowsRoutes(house: House) {
  const gate = implementContract(workflowsContract)
  /** Does something to a case and answers the case as it stands then. */
  const changing = (id: string, actor: Actor, change: (tx: Transaction) => Promise<unknown>) =>
    house.record.withActor(actor, async (tx) => {
      await change(tx)
      return caseDetailOf(house, tx, { id, actor })
    })
  return gate.router({
    messages: messagesRoutes(house),
    deskList: gate.deskList.handler(({ input, context }) =>
      house.record.withActor(context.actor, (tx) => deskOf(house, tx, { ...input, actor: context.actor })),
    ),
    noticeList: gate.noticeList.handler(({ input, context: { actor } }) =>
      house.record.withActor(actor, (tx) => listNotices(house, tx, { ...input, actor })),
    ),
    noticeRead: gate.noticeRead.handler(({ input, context: { actor } }) =>
      house.record.withActor(actor, async (tx) => {
        await readNotice(house, tx, { ...input, actor })
        return listNotices(house, tx, { actor, limit: 20 })
      }),
    ),
    caseList: gate.caseList.handler(({ input, context: { actor } }) =>
      house.record.withActor(actor, (tx) => listCases(house, tx, input)),
    ),
    caseShow: gate.caseShow.handler(({ input, context: { actor } }) =>
      house.record.withActor(actor, (tx) => caseDetailOf(house, tx, { id: input.id, actor })),
    ),
    caseAct: gate.caseAct.handler(({ input: { id, ...doing }, context: { actor } }) =>
      changing(id, actor, (tx) => performForOwner(house, tx, { ...given(doing), caseId: id, actor })),
    ),
    caseActs: gate.caseActs.handler(({ input, context: { actor } }) =>
      performMany(house, { ...input, ...given(input), actor }),
    ),
    caseAssign: gate.caseAssign.handler(({ input: { id, ...assignment }, context: { actor } }) =>
      changing(id, actor, (tx) => assignCase(house, tx, { ...given(assignment), caseId: id, actor })),
    ),
    clockExtend: gate.clockExtend.handler(({ input: { id, due, ...rest }, context: { actor } }) =>
      changing(id, actor, (tx) => extendClock(house, tx, { ...rest, caseId: id, due: parsePlainDate(due), actor })),
    ),
  })
}

type Given<Input> = { [Key in keyof Input]: Exclude<Input[Key], undefined> }

/** What was given, without the keys that were left out. */
function given<Input extends object>(input: Input): Given<Input> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Given<Input>
}
