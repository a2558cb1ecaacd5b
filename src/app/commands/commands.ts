import { init } from './init.ts'
import { audit } from './audit.ts'
import { backup } from './backup.ts'
import { evaluate } from './evaluate.ts'
import { facts } from './facts.ts'
import { move } from './move.ts'
import { pack } from './pack.ts'
import { populateCommand } from './populate.ts'
import { protect } from './protect.ts'
import { restore } from './restore.ts'
import { retention } from './retention.ts'
import { start } from './start.ts'

/** How a command ended. */
export type Ending = 'done' | 'refused' | 'usage'

/** One command of the line: how it is called, what it does. */
export type Command = {
  readonly usage: string
  readonly about: string
  run(args: readonly string[]): Promise<Ending>
}

/** The commands of `jidi`. */
export const commands = {
  start,
  pack,
  populate: populateCommand,
  facts,
  protect,
  evaluate,
  init,
  audit,
  backup,
  restore,
  retention,
  move,
} as const satisfies Record<string, Command>
