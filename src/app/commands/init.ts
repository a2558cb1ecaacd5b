import { createAdministrator } from '#capabilities/people/server/service.ts'
import { openLog } from '#kit/server/log.ts'
import { readSettings } from '#kit/server/settings.ts'
import { prepareHouse } from '../house.ts'
import type { Command } from './commands.ts'

/** `jidi init --office`: the first administrator of a real office, in an empty house without made-up data. */
export const init: Command = {
  usage: 'init --office <login> <name>',
  about: 'make the first administrator of an office and print the password once',
  async run([flag, login, name]) {
    if (flag !== '--office' || !login || !name) return 'usage'
    const open = await prepareHouse(readSettings(process.env), openLog({ logLevel: 'warn' }))
    try {
      const made = await createAdministrator(open.house, { login, name })
      console.log(`${made.login}  ${made.password}`)
      return 'done'
    } finally {
      await open.close()
    }
  },
}
