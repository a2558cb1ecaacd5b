import type pg from 'pg'

/** A right that one process of an installation holds at a time, as long as it lives. */
export type Lease = {
  /** Whether we hold it, taking it if nobody does. */
  isHeld(): Promise<boolean>
  release(): Promise<void>
}

/** A lease by an advisory lock on a connection of its own: it ends with the connection, so no kill leaves it behind. */
export function takeLease(pool: pg.Pool, name: string): Lease {
  let client: pg.PoolClient | undefined
  const drop = (): void => {
    client?.release(true)
    client = undefined
  }
  return {
    async isHeld() {
      if (client) return true
      const candidate = await pool.connect()
      const { rows } = await candidate
        .query<{ held: boolean }>('select pg_try_advisory_lock(hashtextextended($1, 0)) as held', [name])
        .catch((error: unknown) => {
          candidate.release(true)
          throw error
        })
      if (!rows[0]?.held) {
        candidate.release()
        return false
      }
      client = candidate
      client.once('error', drop)
      return true
    },
    async release() {
      drop()
    },
  }
}
