import { parsePlainDate } from '#base/plain-date.ts'
import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { lifeContract } from '../contract/life.ts'
import { askBulk, previewBulk } from './bulk-review.ts'
import { addComment } from './comments.ts'
import { impute, listImputations, undoImputation } from './imputations.ts'
import { lateBoard } from './late.ts'
import { extendPeriod, lockPeriod, reopenPeriod, standingOf } from './periods.ts'
import { listSuspicious } from './suspicious.ts'

const api = implementContract(lifeContract)

/** The part of the contract that is about the life of returns. */
export function lifeRoutes(house: House) {
  return {
    period: api.period.handler(({ context: { actor }, input }) =>
      house.record.withActor(actor, (tx) => standingOf(house, tx, { ...input, actor })),
    ),
    lock: api.lock.handler(({ context: { actor }, input }) =>
      house.record.withActor(actor, (tx) => lockPeriod(house, tx, { ...input, actor })),
    ),
    reopen: api.reopen.handler(({ context: { actor }, input }) =>
      house.record.withActor(actor, (tx) => reopenPeriod(house, tx, { ...input, actor })),
    ),
    extend: api.extend.handler(({ context: { actor }, input }) =>
      house.record.withActor(actor, (tx) =>
        extendPeriod(house, tx, { ...input, due: parsePlainDate(input.due), actor }),
      ),
    ),
    bulkPreview: api.bulkPreview.handler(({ context: { actor }, input }) =>
      house.record.withActor(actor, (tx) => previewBulk(house, tx, { ...input, actor })),
    ),
    bulk: api.bulk.handler(({ context: { actor }, input }) =>
      house.record.withActor(actor, (tx) => askBulk(house, tx, { ...input, actor })),
    ),
    late: api.late.handler(({ context: { actor }, input }) =>
      house.record.withActor(actor, (tx) => lateBoard(house, tx, { ...input, actor })),
    ),
    suspicious: api.suspicious.handler(({ context: { actor }, input }) => listSuspicious(house, { ...input, actor })),
    comment: api.comment.handler(({ context: { actor }, input }) =>
      house.record.withActor(actor, (tx) => addComment(house, tx, { ...input, actor })),
    ),
    imputations: api.imputations.handler(({ context: { actor }, input }) =>
      house.record.withActor(actor, (tx) => listImputations(house, tx, input)),
    ),
    impute: api.impute.handler(({ context: { actor }, input }) => impute(house, { ...input, actor })),
    imputeUndo: api.imputeUndo.handler(({ context: { actor }, input }) => undoImputation(house, { ...input, actor })),
  }
}
