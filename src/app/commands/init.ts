import { createAdministrator, recoverAdministrator } from '#capabilities/people/server/service.ts'
import { openLog } from '#kit/server/log.ts'
import { readSettings } from '#kit/server/settings.ts'
import { prepareHouse } from '../house.ts'
import type { Command } from './commands.ts'

const kinds = ['security', 'system', 'audit'] as const

/**
 * `jidi init --office`: the first administrators of a real office, in an empty house without made-up data. `--recover`: a new password for
 * one of security, where the office is locked out.
 */
export const init: Command = {
  usage: 'init --office <login> <name> [security|system|audit] | --recover <login>',
  about: 'make the first administrators of an office and print their passwords once',
  async run([flag, login, name, kind = 'security']) {
    const known = kinds.find((one) => one === kind)
    const making = flag === '--office' && login !== undefined && name !== undefined && known !== undefined
    if (!making && (flag !== '--recover' || login === undefined)) return 'usage'
    const open = await prepareHouse(readSettings(process.env), openLog({ logLevel: 'warn' }))
    try {
      const made = making
        ? await createAdministrator(open.house, { login, name, kind: known })
        : await recoverAdministrator(open.house, login)
      console.log(`${made.login}  ${made.password}`)
      return 'done'
    } finally {
      await open.close()
    }
  },
}
