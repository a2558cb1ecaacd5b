import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { operationContract } from '../contract.ts'
import { retryJob } from './retry.ts'
import { operationOf } from './state.ts'

export function operationRoutes(house: House) {
  const on = implementContract(operationContract)
  return on.router({
    show: on.show.handler(() => operationOf(house)),
    retryJob: on.retryJob.handler(({ context, input }) => retryJob(house, context.actor, input.id)),
  })
}
