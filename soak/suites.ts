import { spawn } from 'node:child_process'

/** Runs test files with more random examples than `npm test` takes; answers what failed. */
async function runTests(files: readonly string[], env: Readonly<Record<string, string>>): Promise<string[]> {
  const child = spawn(process.execPath, ['node_modules/.bin/vitest', 'run', ...files], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  const code = await new Promise<number>((ended) => child.on('close', (status) => ended(status ?? 1)))
  return code === 0 ? [] : [`the tests ended with ${code}`]
}

/** Mutated inputs through the doors, `count` of them. */
export function soakHostile(count: number, seed: number): Promise<string[]> {
  return runTests(['src/app/hostile'], { RANDOM_RUNS: String(count), RANDOM_SEED: String(seed) })
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
