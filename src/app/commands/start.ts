import { readSettings } from '#kit/server/settings.ts'
import { onEnd } from '#kit/server/serve.ts'
import { startServer } from '../server.ts'
import type { Command } from './commands.ts'

/** `jidi start`: serves until it is asked to end. */
export const start: Command = {
  usage: 'start',
  about: 'serve; settings HOST PORT DATA_DIR DATABASE_URL FACTS_URL PACK POPULATION',
  async run() {
    // A full disk behind our output must not end what serves people.
    for (const output of [process.stdout, process.stderr]) output.on('error', () => {})
    const running = await startServer(readSettings(process.env), (line) => console.log(line))
    await new Promise<void>((ended) => {
      onEnd(() => {
        running.close().then(ended, (error: unknown) => {
          console.error(error)
          ended()
        })
      })
    })
    return 'done'
  },
}
