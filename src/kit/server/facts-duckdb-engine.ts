import { Problem } from '#base/problem.ts'

/** What is opened anew when it breaks: its connections, and how it is closed. */
type Breakable<Connection> = {
  readonly pool: { use<T>(work: (connection: Connection) => Promise<T>): Promise<T> }
  close(): Promise<void>
}

/** An engine that outlives its own fatal errors. */
export type KeptEngine<Connection, Open extends Breakable<Connection>> = {
  /** A question: asked once more of the engine opened anew when the first one broke. */
  ask<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /** A write: whoever asked for it is told that it was not done. @throws Problem unavailable */
  use<T>(work: (engine: Open) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * DuckDB gives up on a file for good when it cannot write it (a full disk in the middle of a checkpoint): every question fails until it is
 * opened anew. What was committed is in the file and its log. `inTurn` keeps writers away while that is done.
 */
export async function keepEngine<Connection, Open extends Breakable<Connection>>(
  open: () => Promise<Open>,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<KeptEngine<Connection, Open>> {
  let engine: Open | undefined = await open()
  const renew = (broken: Open): Promise<void> =>
    inTurn(async () => {
      if (engine !== broken) return
      engine = undefined
      await broken.close()
      engine = await open()
    })
  const present = async (): Promise<Open> => {
    // Opening it anew failed before, for the disk was full still.
    if (engine === undefined) await inTurn(async () => void (engine ??= await open()))
    return engine as Open
  }
  return {
    async ask(work) {
      const asked = await present()
      try {
        return await asked.pool.use(work)
      } catch (error) {
        if (!isBroken(error)) throw error
        await renew(asked)
        return (await present()).pool.use(work)
      }
    },
    async use(work) {
      const used = await present()
      try {
        return await work(used)
      } catch (error) {
        if (!isBroken(error)) throw error
        await renew(used).catch(() => {})
        throw new Problem('unavailable', { details: { reason: 'facts.opened_anew' }, cause: error })
      }
    },
    async close() {
      await engine?.close()
    },
  }
}

const isBroken = (error: unknown): boolean =>
  error instanceof Error && /database has been invalidated|^FATAL Error/.test(error.message)
