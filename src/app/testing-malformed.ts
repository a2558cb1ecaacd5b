import { appendFileSync, existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { sql } from 'kysely'
import { ProblemBody, type ProblemIssue } from '#base/problem.ts'
import type { TestHouse } from '#kit/server/testing.ts'

/** How many malformed inputs there are altogether; `npm run soak -- malformed` asks for 100,000. */
const total = Number(process.env.MALFORMED_RUNS ?? 2000)
const seed = Number(process.env.RANDOM_SEED ?? 20_180_930)

/** Which share of all inputs goes where: a file takes a hundred times as long as a formula. */
const shares = { formula: 0.616, query: 0.3195, csv: 0.04, workbook: 0.02, pack: 0.004, upload: 0.0005 } as const

export type Kind = keyof typeof shares

/** How often a property of one kind is tried, of so many properties of that kind; the same for the same seed. */
export function runsOf(kind: Kind, share = 1): Runs {
  const numRuns = Math.max(4, Math.round(total * shares[kind] * share))
  countTried(`${kind}s that are malformed`, numRuns)
  return { numRuns, seed, verbose: fc.VerbosityLevel.None }
}

/** How many of which kind were tried; `npm run soak -- hostile` adds them up. */
export function countTried(kind: string, count: number): void {
  const file = process.env.HOSTILE_COUNTS
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ kind, count })}\n`)
}

export type Runs = { readonly numRuns: number; readonly seed: number; readonly verbose: fc.VerbosityLevel }

/** The same runs in portions, each with a seed of its own: a house in which thousands of imports were taken back grows slow. */
export function portionsOf(runs: Runs, most = 500): Runs[] {
  const portions = Math.ceil(runs.numRuns / most)
  return Array.from({ length: portions }, (_, at) => ({
    ...runs,
    numRuns: Math.min(most, runs.numRuns - at * most),
    seed: runs.seed + at,
  }))
}

/** Milliseconds that so many inputs of a kind may take. */
export function limitOf(kind: Kind): number {
  return 300_000 + total * shares[kind] * 250
}

const odd = [
  '\u0000',
  '\ufeff',
  '\u202e',
  '\ud800',
  '￥',
  '（',
  '）',
  '，',
  '１２',
  '−',
  '"',
  "'",
  '`',
  '\\',
  '\n',
  '\t',
  ';',
  '--',
  '/*',
  '{',
  '}',
  '[',
  '|',
  '%',
  '..',
  '1e9',
  '0x1f',
  '∞',
  '亩',
  '😀',
] as const

type Edit = {
  readonly how: 'cut' | 'twice' | 'put' | 'end' | 'swap' | 'wrap'
  readonly at: number
  readonly length: number
  readonly piece: string
}

/** How many inputs were taken and how many refused: a generator of which everything is refused at the first door tests that door only. */
export type Tally = { taken: number; refused: number }

/** What is wrong with a tally; undefined when both ends were reached. */
export function lopsided({ taken, refused }: Tally): string | undefined {
  return taken === 0 || refused === 0 ? `taken ${taken}, refused ${refused}` : undefined
}

/** A text in which something was cut, doubled, put in, cut off, turned round or wrapped. Shrinks to few, small changes. */
export function mutatedText(texts: fc.Arbitrary<string>, pieces: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.record<Edit>({
    how: fc.constantFrom('put', 'cut', 'twice', 'swap', 'end', 'wrap'),
    at: fc.nat(400),
    length: fc.integer({ min: 1, max: 30 }),
    piece: fc.oneof(
      { arbitrary: fc.constantFrom(...pieces), weight: 4 },
      { arbitrary: fc.constantFrom(...odd), weight: 1 },
      { arbitrary: fc.string({ unit: 'binary', maxLength: 3 }), weight: 1 },
    ),
  })
  return fc
    .tuple(texts, fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([text, edits]) => edits.reduce(edited, text))
}

function edited(text: string, { how, at: wanted, length, piece }: Edit): string {
  const at = text.length === 0 ? 0 : wanted % text.length
  const [before, part, after] = [text.slice(0, at), text.slice(at, at + length), text.slice(at + length)]
  switch (how) {
    case 'cut':
      return before + after
    case 'twice':
      return before + part + part + after
    case 'put':
      return before + piece + text.slice(at)
    case 'end':
      return before
    case 'swap':
      return before + after + part
    default:
      return before + piece.repeat(length) + part + after
  }
}

/** What is wrong with an answer: a failure of the server, or a refusal that is no problem, names no place or speaks no sentence. */
export function faultIn(status: number, text: string, hasWords: (key: string) => boolean): string | undefined {
  if (status < 400) return undefined
  const said = `${status} ${text.slice(0, 400)}`
  if (status >= 500) return said
  const parsed = ProblemBody.safeParse(jsonOf(text))
  if (!parsed.success) return `no problem: ${said}`
  const { issues, details, code } = parsed.data
  if (code === 'invalid_input' && issues.length === 0 && Object.keys(details).length === 0)
    return `names nothing: ${said}`
  return faultOfIssues(issues, hasWords)
}

/** What is wrong with issues: no place, or a key that nobody has words for. */
export function faultOfIssues(issues: readonly ProblemIssue[], hasWords: (key: string) => boolean): string | undefined {
  for (const { text, where } of issues) {
    if (where === '') return `no place: ${JSON.stringify(issues).slice(0, 300)}`
    if (!hasWords(text)) return `no words: ${text}`
  }
  return undefined
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether anybody has words for a key: the server or a page. */
export async function wordings(): Promise<(key: string) => boolean> {
  const { speak: server } = await import('./sentences.ts')
  const rooms = await readdir('src/capabilities')
  for (const room of rooms) {
    for (const file of ['texts.ts', 'import-texts.ts']) {
      const path = resolve('src/capabilities', room, 'web', file)
      if (existsSync(path)) await import(path)
    }
  }
  const { speak: page } = (await import(resolve('src/kit/web/problem-words.ts'))) as { speak: typeof server }
  return (key) => server(key, 'zh') !== key || page(key, 'zh') !== key
}

/** One hash over every row of the tables that hold what people entered, uploads that wait for confirmation left out. */
export async function contentHash({ record }: Pick<TestHouse, 'record'>): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select quote_ident(tablename) as name from pg_tables
    where schemaname = 'public' and tablename ~ '^(enterprise|parcel|observation|return|workflow|catalogue|indicator)_' and tablename !~ '^return_upload'
    order by 1`.execute(record.owner)
  const hashes = tables.map(
    ({ name }) =>
      `select '${name}' as name, coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') as hash from ${name} t`,
  )
  const { rows } = await sql.raw<{ name: string; hash: string }>(hashes.join(' union all ')).execute(record.owner)
  return rows.map(({ name, hash }) => `${name} ${hash}`).join('\n')
}
