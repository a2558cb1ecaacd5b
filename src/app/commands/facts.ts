import { refreshDimensions } from '#capabilities/indicators/server/service.ts'
import { dropGenerated, rebuildMirror } from '#capabilities/observations/server/service.ts'
import { type Log, openLog } from '#kit/server/log.ts'
import { openHouse } from '#kit/server/open-house.ts'
import { readSettings, type Settings } from '#kit/server/settings.ts'
import { loadInForce, prepareHouse } from '../house.ts'
import type { Command } from './commands.ts'
import { progressBar } from './progress-bar.ts'

/**
 * `jidi facts rebuild`: the mirror anew from the record. Rows that were made in the mirror alone are carried over, unless
 * `--drop-generated` says to let go of them.
 */
export const facts: Command = {
  usage: 'facts rebuild [--drop-generated]',
  about: 'drop the mirror and build it anew from the record',
  async run([what, ...flags]) {
    if (what !== 'rebuild' || flags.some((flag) => flag !== '--drop-generated')) return 'usage'
    const [settings, log] = [readSettings(process.env), openLog({ logLevel: 'warn' })]
    if (flags.length > 0) await letGo(settings, log)
    const open = await prepareHouse(settings, log)
    try {
      const bar = progressBar(process.stderr)
      const result = await rebuildMirror(open.house, (done, total) => bar.show('镜像 mirror', done, total))
      await refreshDimensions(open.house)
      bar.end()
      if (result.carried > 0)
        console.error(
          `${result.carried} 行只在镜像库中生成，照原样保留  ${result.carried} rows were made in the mirror alone and are kept as they were`,
        )
      console.log(JSON.stringify(result))
      return 'done'
    } finally {
      await open.close()
    }
  },
}

/** Before the mirror is looked at: it may be that what was made there is missing. */
async function letGo(settings: Settings, log: Log): Promise<void> {
  const programme = await loadInForce(settings)
  const { house, close } = await openHouse({ settings, log, programme: () => programme })
  try {
    const rows = await dropGenerated(house)
    console.error(`放弃只在镜像库中生成的 ${rows} 行  letting go of ${rows} rows that were made in the mirror alone`)
  } finally {
    await close()
  }
}
