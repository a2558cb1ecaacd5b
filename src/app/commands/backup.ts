import path from 'node:path'
import { verifyArchive } from '#kit/server/archive/read.ts'
import { writeBackup } from '#kit/server/archive/write.ts'
import { visitRecord } from '#kit/server/db.ts'
import { openLog } from '#kit/server/log.ts'
import { readSettings } from '#kit/server/settings.ts'
import type { Command } from './commands.ts'
import { progressBar } from './progress-bar.ts'

/** `jidi backup`: everything an installation keeps in one file, while it runs. */
export const backup: Command = {
  usage: 'backup FILE | backup --verify FILE',
  about: 'write everything this installation keeps into one archive, also while it runs; or check an archive whole',
  async run(args) {
    const [flag, file] = args[0] === '--verify' ? [args[0], args[1]] : [undefined, args[0]]
    if (file === undefined || file.startsWith('-') || args.length !== (flag === undefined ? 1 : 2)) return 'usage'
    if (flag !== undefined) {
      const { at, program, tables, entries } = await verifyArchive(file)
      console.log(JSON.stringify({ whole: true, at, program, rows: String(rowsOf(tables)), entries: entries.length }))
      return 'done'
    }
    const settings = readSettings(process.env)
    const visit = await visitRecord(settings, openLog({ logLevel: 'warn' }))
    const bar = progressBar(process.stderr)
    try {
      const { dataDir, packs, packsDir, version } = settings
      const place = { dataDir, packs, packsDir, version, file: path.resolve(file) }
      const made = await writeBackup({
        ...place,
        database: visit.owner,
        tell: (done, total) => bar.show('备份 tables', done, total),
      })
      bar.end()
      for (const name of made.manifest.damaged) console.warn(`${name}: damaged on disk  磁盘上的上传文件已损坏`)
      console.log(
        `${made.file}  ${made.bytes} bytes, ${rowsOf(made.manifest.tables)} rows; keys/ is not in it  密钥不在备份中`,
      )
      return 'done'
    } finally {
      await visit.close()
    }
  },
}

/** All rows of the tables of an archive. */
export function rowsOf(tables: readonly { readonly rows: string }[]): bigint {
  return tables.reduce((sum, { rows }) => sum + BigInt(rows), 0n)
}
