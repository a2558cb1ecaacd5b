import { selectImportChanges } from '#capabilities/enterprises/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { House } from '#kit/server/house.ts'
import { mirrorFeed } from './mirror-feed.ts'
import { watchMirror } from './mirror-watch.ts'
import { reclassify } from './reclassify.ts'

/**
 * A recorded batch reaches the mirror right after its commit; what was missed is caught up at start. When the register changes how an
 * enterprise was classified in the past, its values are counted anew from then on.
 */
export function observationsReacts(house: House): void {
  watchMirror(house)
  house.acts.onAct('observations.recorded', 'observations.mirror', async () => {
    await mirrorFeed(house).catchUp()
  })
  house.acts.onAct('enterprises.edited', 'observations.reclassify', (act) =>
    classifyAnew(house, act.id, [act.subject.id]),
  )
  for (const name of ['enterprises.imported', 'enterprises.import_undone']) {
    house.acts.onAct(name, 'observations.reclassify', async (act) => {
      const changes = await house.record.asSystem((tx) => selectImportChanges(tx, act.subject.id))
      await classifyAnew(
        house,
        act.id,
        changes.map((change) => change.subject),
      )
    })
  }
}

const atOnce = 50

async function classifyAnew(house: House, act: string, enterprises: readonly string[]): Promise<void> {
  for (let from = 0; from < enterprises.length; from += atOnce) {
    const some = enterprises.slice(from, from + atOnce)
    await house.record.asSystem(async (tx) => {
      const rows = await reclassify(house, tx, 'enterprise', some)
      if (rows === 0) return
      await recordAct(tx, {
        name: 'observations.reclassified',
        subject: { kind: 'act', id: act },
        detail: { rows, enterprises: some.length },
      })
    })
  }
}
