import { refreshDimensions } from '#capabilities/indicators/server/service.ts'
import { rebuildMirror } from '#capabilities/observations/server/service.ts'
import { openLog } from '#kit/server/log.ts'
import { readSettings } from '#kit/server/settings.ts'
import { prepareHouse } from '../house.ts'
import type { Command } from './commands.ts'
import { progressBar } from './progress-bar.ts'

/** `jidi facts rebuild`: the mirror anew from the record. */
export const facts: Command = {
  usage: 'facts rebuild',
  about: 'drop the mirror and build it anew from the record',
  async run([what]) {
    if (what !== 'rebuild') return 'usage'
    const open = await prepareHouse(readSettings(process.env), openLog({ logLevel: 'warn' }))
    try {
      const bar = progressBar(process.stderr)
      const result = await rebuildMirror(open.house, (done, total) => bar.show('镜像 mirror', done, total))
      await refreshDimensions(open.house)
      bar.end()
      console.log(JSON.stringify(result))
      return 'done'
    } finally {
      await open.close()
    }
  },
}
