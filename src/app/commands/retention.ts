import { openLog } from '#kit/server/log.ts'
import { type DueErasure, listDue } from '#kit/server/retention/sweep.ts'
import { readSettings } from '#kit/server/settings.ts'
import { prepareHouse } from '../house.ts'
import type { Command } from './commands.ts'

/** `jidi retention`: what would be erased this night, and when the next of each kind is due. Nothing is changed. */
export const retention: Command = {
  usage: 'retention [--json]',
  about: 'say what is due for erasure and when; the server erases it each night',
  async run(flags) {
    if (flags.some((flag) => flag !== '--json')) return 'usage'
    const open = await prepareHouse(readSettings(process.env), openLog({ logLevel: 'warn' }))
    try {
      const due = await listDue(open.house)
      console.log(flags.length > 0 ? JSON.stringify(due) : due.map(lineOf).join('\n'))
      return 'done'
    } finally {
      await open.close()
    }
  },
}

function lineOf({ table, columns, after, of, due, next }: DueErasure): string {
  const what = columns.length === 0 ? '整行 rows' : columns.join(', ')
  const later = next === undefined ? '' : `  下次 next ${next.toISOString().slice(0, 10)}`
  return `${table.padEnd(24)} ${after.padEnd(5)} ${of}  ${what}  到期 due ${due}${later}`
}
