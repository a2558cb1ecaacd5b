import { openLog } from '#kit/server/log.ts'
import { readSettings } from '#kit/server/settings.ts'
import { prepareHouse } from '../house.ts'
import type { Command } from './commands.ts'

/** `jidi audit verify`: whether every act is as it was sealed. */
export const audit: Command = {
  usage: 'audit verify',
  about: 'walk the chain of sealed acts and say every act that was changed, removed or reordered',
  async run([what]) {
    if (what !== 'verify') return 'usage'
    const open = await prepareHouse(readSettings(process.env), openLog({ logLevel: 'warn' }))
    try {
      const verdict = await open.house.acts.verify()
      console.log(JSON.stringify(verdict))
      return verdict.faults.length === 0 ? 'done' : 'refused'
    } finally {
      await open.close()
    }
  },
}
