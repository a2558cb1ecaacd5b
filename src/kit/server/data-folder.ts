import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { Problem } from '#base/problem.ts'
import { ownerRole, startLocalPostgres } from './local-postgres.ts'
import type { LocalPostgres } from './local-postgres.ts'
import type { Log } from './log.ts'

/** Our hold on a data folder: one Jidi at a time, with its PostgreSQL kept alive. */
export type KeptFolder = { close(): Promise<void> }

const lock = `select pg_try_advisory_lock(hashtextextended('jidi.data_folder', 0)) as held`
const patience = 5_000

/**
 * Holds the folder for this process by a lock inside its PostgreSQL: it ends with the process, however that ends.
 * When the server dies under us it is started again. Throws Problem `locked` when another Jidi works in the folder.
 */
export async function keepDataFolder(server: LocalPostgres, dataDir: string, log: Log): Promise<KeptFolder> {
  let current = server
  let closing = false
  const hold = async (): Promise<pg.Client> => {
    const client = await takeLock(current, dataDir)
    client.once('end', () => {
      if (!closing) void revive()
    })
    return client
  }
  const revive = async (): Promise<void> => {
    log.error('the connection to PostgreSQL was lost; starting it again')
    for (let pause = 100; !closing; pause = Math.min(pause * 2, 5_000)) {
      try {
        current = await startLocalPostgres(dataDir, log)
        client = await hold()
        return
      } catch (error) {
        log.error({ error: (error as Error).message }, 'PostgreSQL does not come back yet')
        await sleep(pause)
      }
    }
  }
  let client = await hold()
  return {
    async close() {
      closing = true
      await client.end().catch(() => {})
      await current.stop()
    },
  }
}

/** Whether somebody works in the folder of this server now. */
export async function isFolderHeld(server: LocalPostgres): Promise<boolean> {
  const client = new pg.Client({ host: server.socketDir, user: ownerRole, database: 'postgres' })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ held: boolean }>(lock)
    return rows[0]?.held === false
  } finally {
    await client.end().catch(() => {})
  }
}

/** The backend of a Jidi just killed may still be ending: a few seconds of patience. */
async function takeLock(server: LocalPostgres, dataDir: string): Promise<pg.Client> {
  const client = new pg.Client({ host: server.socketDir, user: ownerRole, database: 'postgres', keepAlive: true })
  client.on('error', () => {})
  await client.connect()
  for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(50)) {
    const { rows } = await client.query<{ held: boolean }>(lock)
    if (rows[0]?.held) return client
  }
  await client.end()
  throw new Problem('locked', { issues: [{ text: 'record.folder_in_use', where: dataDir }] })
}
