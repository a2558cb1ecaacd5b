import { parsePlainDate } from '#base/plain-date.ts'
import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { workflowsContract } from '../contract.ts'
import { deskOf } from './desk.ts'
import { caseDetailOf } from './present.ts'
import { extendClock } from './cases.ts'
import { listNotices, readNotice } from './notices.ts'

/** Routes of the workflows contract. */
export function workflowsRoutes(house: House) {
  const gate = implementContract(workflowsContract)
  return gate.router({
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
    caseShow: gate.caseShow.handler(({ input, context: { actor } }) =>
      house.record.withActor(actor, (tx) => caseDetailOf(house, tx, { id: input.id, actor })),
    ),
    clockExtend: gate.clockExtend.handler(({ input: { id, due, ...rest }, context: { actor } }) =>
      house.record.withActor(actor, async (tx) => {
        await extendClock(house, tx, { ...rest, caseId: id, due: parsePlainDate(due), actor })
        return caseDetailOf(house, tx, { id, actor })
      }),
    ),
  })
}
