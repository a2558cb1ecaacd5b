import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs test files with more random examples than `npm test` takes; answers what failed. */
async function runTests(files: readonly string[], env: Readonly<Record<string, string>>): Promise<string[]> {
  const child = spawn(process.execPath, ['node_modules/.bin/vitest', 'run', ...files], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  const code = await new Promise<number>((ended) => child.on('close', (status) => ended(status ?? 1)))
  return code === 0 ? [] : [`the tests ended with ${code}`]
}

/** Shares of all that is tried: what goes through the doors takes most of the time. */
const doorsOf = (count: number) => Math.round(count / 6.75)
const malformedOf = (count: number) => Math.round(count * 0.45)

/**
 * Mutated bodies, addresses, headers, files and packs, `count` altogether: through the doors, and what lies behind them. Nothing may fail,
 * and what was refused leaves every table as it was. Says how many of which kind there were.
 */
export async function soakHostile(count: number, seed: number): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'jidi-hostile-'))
  const counts = join(folder, 'counts.jsonl')
  const env = {
    RANDOM_RUNS: String(doorsOf(count * 0.55)),
    MALFORMED_RUNS: String(malformedOf(count)),
    RANDOM_SEED: String(seed),
    HOSTILE_COUNTS: counts,
  }
  try {
    const faults = await runTests(['src/app/hostile', 'src/app/malformed'], env)
    sayCounts(await readFile(counts, 'utf8').catch(() => ''))
    return faults
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function sayCounts(text: string): void {
  const kinds = new Map<string, number>()
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const { kind, count } = JSON.parse(line) as { kind: string; count: number }
    kinds.set(kind, (kinds.get(kind) ?? 0) + count)
  }
  for (const [kind, count] of [...kinds].sort(([, a], [, b]) => b - a))
    console.log(`${String(count).padStart(8)}  ${kind}`)
  const total = [...kinds.values()].reduce((sum, count) => sum + count, 0)
  console.log(`${String(total).padStart(8)}  in all`)
}

/** Malformed formulas, questions, tables and workbooks, `count` altogether; a failure is shrunk to a small example. */
export function soakMalformed(count: number, seed: number): Promise<string[]> {
  return runTests(['src/app/malformed'], { MALFORMED_RUNS: String(count), RANDOM_SEED: String(seed) })
}

/** Random populations, values and formulas: every property that the tests state, `count` examples each. */
export function soakRandom(count: number, seed: number): Promise<string[]> {
  return runTests(['src/base', 'src/pack', 'src/capabilities', 'src/app/equality'], {
    RANDOM_RUNS: String(count),
    RANDOM_SEED: String(seed),
  })
}
