import { parsePeriod } from '#base/period.ts'
import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { type Edition, releasesContract } from '../contract.ts'
import { publishRelease } from './publish.ts'
import { previewRelease, showEdition, showReleases, toEditions } from './view.ts'

/** Routes of the releases contract. */
export function releasesRoutes(house: House) {
  const on = implementContract(releasesContract)
  const { record } = house
  return on.router({
    list: on.list.handler(({ context }) => record.withActor(context.actor, (tx) => showReleases(house, tx))),
    get: on.get.handler(({ context, input }) =>
      record.withActor(context.actor, (tx) => showEdition(house, tx, input.id)),
    ),
    preview: on.preview.handler(({ context, input }) =>
      record.withActor(context.actor, (tx) =>
        previewRelease(house, tx, { release: input.release, period: parsePeriod(input.period) }),
      ),
    ),
    publish: on.publish.handler(({ context, input }) =>
      record.withActor(context.actor, async (tx) => {
        const kept = await publishRelease(house, tx, { ...input, period: parsePeriod(input.period) })
        const [edition] = await toEditions(house.programme(), tx, [kept])
        return edition as Edition
      }),
    ),
  })
}
