import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { isBlank } from '#base/blank.ts'
import { Problem } from '#base/problem.ts'
import { demoProgramme, openTestFacts } from '#kit/server/testing.ts'
import type { Facts } from '#kit/server/facts.ts'
import { checkPack } from '#pack/check.ts'
import { evaluateCondition, evaluateFormula, type Given } from '#pack/formula/evaluate.ts'
import type { Formula } from '#pack/formula/node.ts'
import { functions } from '#pack/formula/node.ts'
import { parseFormula } from '#pack/formula/parse.ts'
import { amountToSql, conditionToSql, type SqlNames } from '#pack/formula/to-sql.ts'
import { checkUnits, type FormulaWorld, type Yield } from '#pack/formula/units.ts'
import { createProgrammeWorld } from '#pack/formula/world.ts'
import type { PackFile } from '#pack/read.ts'
import { packIssueSentence, packSentences } from '#pack/sentences.ts'
import { faultOfIssues, limitOf, lopsided, mutatedText, runsOf, type Tally } from './testing-malformed.ts'

let world: FormulaWorld
let facts: Facts
beforeAll(async () => {
  world = createProgrammeWorld(await demoProgramme())
  facts = await openTestFacts('duckdb')
})
afterAll(() => facts.close())

const hasWords = (key: string) => Object.hasOwn(packSentences, key)

/** Every formula and condition that stands in a shipped pack. */
const corpus = readdirSync('packs', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'schema')
  .flatMap(({ name }) => textsIn(`packs/${name}`))

function textsIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'))
  const keys = new Set(['is', 'where', 'require', 'condition', 'derived', 'of'])
  const found: string[] = []
  const walk = (value: unknown, key: string): void => {
    if (typeof value === 'string' && keys.has(key)) found.push(value)
    if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) walk(inner, name)
  }
  for (const path of files) walk(parse(readFileSync(`${folder}/${path}`, 'utf8')), '')
  return [...new Set(found)]
}

const pieces = [
  ...Object.keys(functions).map((name) => `${name}(`),
  '(',
  ')',
  ',',
  '+',
  '-',
  '*',
  '/',
  '<',
  '<=',
  '>',
  '>=',
  '=',
  '!=',
  ' and ',
  ' or ',
  ' not ',
  ' in ',
  ' ',
  '0',
  '1',
  '3000 mu',
  '50 percent',
  '1 CNY_10k',
  '99999999999999999999',
  '.5',
  '5.',
  '1.2.3',
  '007',
  'output',
  'tax_paid',
  'land_in_use',
  'industry',
  'town',
  'above_scale',
  'enterprise.industry',
  'constructor',
  '__proto__',
  'plan-fields/emerging',
  '(plan-fields/emerging, plan-fields/x)',
  'kite',
  'true',
  'null',
  'select',
  '1=1',
]
const written = fc.oneof(
  { arbitrary: fc.constantFrom(...corpus), weight: 4 },
  {
    arbitrary: fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 9 }).map((all) => all.join('')),
    weight: 2,
  },
)
const malformed = fc.oneof(
  { arbitrary: mutatedText(written, pieces), weight: 12 },
  { arbitrary: written, weight: 2 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 60 }), weight: 1 },
  {
    arbitrary: fc
      .tuple(fc.constantFrom('(', '-', 'not ', 'sum(', '1+'), fc.nat(4000))
      .map(([part, n]) => part.repeat(n)),
    weight: 1,
  },
)

type Read = { readonly formula: Formula; readonly yields: Yield } | undefined

/** The formula where it is one; a refusal must be of our kind, name a place inside the text and have words. */
function read(text: string): Read {
  let formula: Formula
  try {
    formula = parseFormula(text)
  } catch (error) {
    expectProblem(error, text)
    return undefined
  }
  const { yields, issues } = checkUnits(formula.tree, world)
  for (const { at, ...issue } of issues) {
    expect(faultOfIssues([{ ...issue, where: 'formula' }], hasWords)).toBeUndefined()
    expect(at[0] >= 0 && at[1] <= text.length).toBe(true)
  }
  return issues.length > 0 ? undefined : { formula, yields }
}

function expectProblem(error: unknown, text: string): void {
  if (!(error instanceof Problem)) throw error
  expect(error.code).toBe('invalid_formula')
  expect(error.issues.length).toBeGreaterThan(0)
  expect(
    faultOfIssues(
      error.issues.map((issue) => ({ ...issue, where: 'formula' })),
      hasWords,
    ),
  ).toBeUndefined()
  const { from } = error.details
  if (typeof from === 'number') expect(from >= 0 && from <= text.length).toBe(true)
}

const amounts = ['0', '1', '-7.25', '123456789012345678.125', '0.000001']

/** Values as a subject might have them: amounts of every size, and blanks. */
function givenFrom(draw: number): Given {
  return {
    valueOf: ({ name }) => {
      const amount = amounts[(draw + name.length) % (amounts.length + 1)]
      const unit = world.unitOf(name)
      return amount === undefined || unit === undefined ? { blank: 'not_reported' } : { value: amount, unit }
    },
    isIn: () => [true, false, undefined][draw % 3],
    holds: () => [true, false, undefined][(draw + 1) % 3],
  }
}

function computed({ formula, yields }: NonNullable<Read>, draw: number): void {
  try {
    if (yields.is === 'condition') {
      expect(['yes', 'no', 'unknown']).toContain(evaluateCondition(formula, givenFrom(draw)).answer)
    } else {
      const unit = yields.is === 'amount' && typeof yields.unit === 'string' ? yields.unit : 'one'
      const { value } = evaluateFormula(formula, givenFrom(draw), { unit, scale: 6 })
      if (!isBlank(value)) expect(value.value).toMatch(/^-?\d+(\.\d+)?$/)
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
  }
}

/** Names that are columns of nothing: whatever the walker writes must be read by the engine. */
const names: SqlNames = {
  value: (name) => ({ sql: 'cast(1.5 as decimal(38, 6))', unit: world.unitOf(name) ?? 'one' }),
  member: (_attribute, classes) => (classes.length === 0 ? 'false' : 'cast(null as boolean)'),
  flag: () => 'true',
}

function sqlOf({ formula, yields }: NonNullable<Read>): string | undefined {
  try {
    if (yields.is === 'condition') return conditionToSql(formula, names)
    return amountToSql(formula, names, yields.is === 'amount' && typeof yields.unit === 'string' ? yields.unit : 'one')
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

/** What the engine may answer to SQL of ours: nothing but that a number grew too big for it. */
const tooBig = /overflow|out of range|conversion error|exceeds|too large|parser.*depth|max.*expression depth/i

const packFiles: readonly PackFile[] = readdirSync('src/pack/fixtures/broken/formula-cycle', {
  recursive: true,
  encoding: 'utf8',
})
  .filter((path) => path.endsWith('.yaml') && !path.startsWith('indicators/'))
  .map((path) => ({ path, text: readFileSync(`src/pack/fixtures/broken/formula-cycle/${path}`, 'utf8') }))

const inPack = (text: string): PackFile[] => [
  ...packFiles,
  {
    path: 'indicators/rate.yaml',
    text: `name: { zh: 率, en: Rate }
definition: { zh: 率, en: Rate }
unit: one
scale: 2
subject: enterprise
kind: formula
domain: administrative
periods: [year]
over_subjects: none
over_time: none
formula:
  2020-01-01:
    is: ${JSON.stringify(text)}
    where: ${JSON.stringify(text)}
    source: law 4
source: law 4
`,
  },
]

describe('a formula that is none', () => {
  test(
    'is refused in words and at its place, or computes to an amount, an answer or a blank',
    () => {
      const tally: Tally = { taken: 0, refused: 0 }
      fc.assert(
        fc.property(malformed, fc.nat(6), (text, draw) => {
          const found = read(text)
          tally[found === undefined ? 'refused' : 'taken'] += 1
          if (found !== undefined) computed(found, draw)
        }),
        runsOf('formula', 0.6),
      )
      expect(lopsided(tally)).toBeUndefined()
    },
    limitOf('formula'),
  )

  test(
    'becomes SQL that the engine reads, or is refused by the walker',
    async () => {
      const tally: Tally = { taken: 0, refused: 0 }
      await fc.assert(
        fc.asyncProperty(malformed, async (text) => {
          const found = read(text)
          const sql = found === undefined ? undefined : sqlOf(found)
          tally[sql === undefined ? 'refused' : 'taken'] += 1
          if (sql === undefined) return
          await facts.query(`select ${sql} as answer`, []).catch((error: unknown) => {
            if (!tooBig.test(String(error))) throw new Error(`${sql.slice(0, 300)}: ${String(error)}`)
          })
        }),
        runsOf('formula', 0.25),
      )
      expect(lopsided(tally)).toBeUndefined()
    },
    limitOf('formula'),
  )

  test(
    'in a pack is named with its file, line and column, in both languages',
    () => {
      fc.assert(
        fc.property(malformed, (text) => {
          const { problems } = checkPack([{ pack: 'law', files: inPack(text), overlay: false }])
          expect(faultOfIssues(problems, hasWords)).toBeUndefined()
          for (const issue of problems.filter(({ where }) => where.startsWith('indicators/'))) {
            expect(issue.where).toMatch(/^indicators\/rate\.yaml:\d+:\d+$/)
            for (const language of ['zh', 'en'] as const) expect(packIssueSentence(issue, language)).not.toBe('')
          }
        }),
        runsOf('formula', 0.15),
      )
    },
    limitOf('formula'),
  )
})
