import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Blank, isBlank } from '#base/blank.ts'
import { type Quantity, quantity } from '#base/quantity.ts'
import type { Facts } from './facts.ts'
import { openTestFacts } from './testing.ts'
import { evaluateCondition, evaluateFormula, type Given } from '#pack/formula/evaluate.ts'
import { parseFormula } from '#pack/formula/parse.ts'
import { amountToSql, conditionToSql, type SqlNames } from '#pack/formula/to-sql.ts'
import { checkUnits } from '#pack/formula/units.ts'
import { createWorld } from '#pack/formula/world.ts'

const units: Record<string, string> = { tax: 'CNY_10k', sales: 'CNY_1k', land: 'mu', site: 'm2', share: 'percent' }

const world = createWorld({
  findIndicator: (id) => ({ unit: units[id] ?? 'one', subject: 'enterprise' }),
  indicatorIds: () => Object.keys(units),
  classes: new Set(['t/1', 't/2', 't/3']),
  places: new Set(),
})

/** Only what the check of units accepts is asked of the engines. */
function isSound(text: string): boolean {
  return checkUnits(parseFormula(text).tree, world).issues.length === 0
}

const names: SqlNames = {
  value: (name, shifts) => ({ sql: [name, ...shifts].join('_'), unit: units[name] ?? 'one' }),
  member: (attribute, classes) => `${attribute} in (${classes.map((one) => `'${one}'`).join(', ')})`,
  flag: (attribute) => attribute,
}

type Row = {
  tax: string | null
  sales: string | null
  land: string | null
  site: string | null
  share: string | null
  industry: string | null
  above_scale: boolean | null
}

const columns = ['tax', 'sales', 'land', 'site', 'share'] as const
const decimal = fc.option(
  fc
    .tuple(fc.integer({ min: -60, max: 60 }), fc.constantFrom('', '.5', '.25'))
    .map(([whole, digits]) => `${whole}${digits}`),
)
const rows: fc.Arbitrary<Row> = fc.record({
  tax: decimal,
  sales: decimal,
  land: decimal,
  site: decimal,
  share: decimal,
  industry: fc.option(fc.constantFrom('t/1', 't/2')),
  above_scale: fc.option(fc.boolean()),
})

const amounts: fc.Arbitrary<string> = fc
  .letrec<{ money: string; area: string; plain: string }>((tie) => ({
    money: fc.oneof(
      { maxDepth: 2 },
      fc.constantFrom('tax', 'sales', '3 CNY_10k', '0'),
      fc
        .tuple(tie('money'), fc.constantFrom('+', '-'), tie('money'))
        .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
      tie('money').map((a) => `-(${a})`),
      tie('money').map((a) => `abs(${a})`),
      fc.tuple(tie('money'), tie('money')).map(([a, b]) => `min(${a}, ${b})`),
      tie('money').map((a) => `(${a} / 8)`),
      tie('money').map((a) => `if(above_scale, ${a}, sales)`),
    ),
    area: fc.constantFrom('land', 'site', '2 mu', 'land + site'),
    plain: fc.constantFrom('share', '2', '50 percent'),
  }))
  .money.filter((text) => isSound(`(${text}) > tax`))

const conditions: fc.Arbitrary<string> = fc
  .letrec<{ condition: string }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3 },
      fc
        .tuple(amounts, fc.constantFrom('<', '<=', '>', '>=', '=', '!='), amounts)
        .map(([a, operator, b]) => `${a} ${operator} ${b}`),
      fc
        .tuple(
          fc.constantFrom('tax / land', 'sales / (site + 3 m2)', 'tax / (land / 3)'),
          fc.constantFrom('<', '>=', '=', '!='),
          fc.constantFrom('2 CNY_10k/mu', 'sales / land', '0'),
        )
        .map(([a, operator, b]) => `${a} ${operator} ${b}`),
      fc.constantFrom(
        'industry in t/1',
        'industry in (t/1, t/3)',
        'above_scale',
        'known(tax)',
        'not known(share)',
        'land * 3 >= 2000 m2',
        'share > 20 percent',
      ),
      fc
        .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
        .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
      tie('condition').map((a) => `not (${a})`),
    ),
  }))
  .condition.filter(isSound)

function givenOf(row: Row): Given {
  return {
    valueOf: ({ name }) => {
      const value = row[name as 'tax']
      return value === null ? { blank: 'not_reported' } : quantity(value, units[name] ?? 'one')
    },
    isIn: (_attribute, classes) => (row.industry === null ? undefined : classes.includes(row.industry)),
    holds: () => row.above_scale ?? undefined,
  }
}

describe.each(['duckdb', 'postgres'] as const)('SQL on %s says what the evaluation says', (engine) => {
  let facts: Facts

  beforeAll(async () => {
    facts = await openTestFacts(engine)
    const numbers = columns.map((column) => `${column} decimal(12,2)`).join(', ')
    await facts.exec(`create table firm (id integer, ${numbers}, industry varchar collate "C", above_scale boolean)`)
  })

  afterAll(() => facts.close())

  const fill = async (some: readonly Row[]): Promise<void> => {
    await facts.exec('delete from firm')
    await facts.append(
      'firm',
      ['id', ...columns, 'industry', 'above_scale'],
      some.map((row, id) => [id, ...columns.map((column) => row[column]), row.industry, row.above_scale]),
    )
  }

  it('for conditions: true, false, or null where something is missing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(rows, { minLength: 8, maxLength: 8 }),
        fc.array(conditions, { minLength: 12, maxLength: 12 }),
        async (some, texts) => {
          await fill(some)
          const formulas = texts.map(parseFormula)
          const asked = formulas.map((formula, at) => `${conditionToSql(formula, names)} as c${at}`).join(', ')
          const found = await facts.query<Record<string, boolean | null>>(`select ${asked} from firm order by id`)
          const expected = some.map((row) =>
            formulas.map(
              (formula) => ({ yes: true, no: false, unknown: null })[evaluateCondition(formula, givenOf(row)).answer],
            ),
          )
          expect(found.map((row) => formulas.map((_, at) => row[`c${at}`]))).toEqual(expected)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('for amounts, exactly', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(rows, { minLength: 8, maxLength: 8 }),
        fc.array(amounts, { minLength: 12, maxLength: 12 }),
        async (some, texts) => {
          await fill(some)
          const formulas = texts.map(parseFormula)
          const asked = formulas.map((formula, at) => `${amountToSql(formula, names, 'CNY')} as c${at}`).join(', ')
          const found = await facts.query<Record<string, string | number | null>>(
            `select ${asked} from firm order by id`,
          )
          const expected = some.map((row) =>
            formulas.map((formula) =>
              valueOf(evaluateFormula(formula, givenOf(row), { unit: 'CNY', scale: 12 }).value),
            ),
          )
          expect(found.map((row) => formulas.map((_, at) => plain(row[`c${at}`])))).toEqual(expected)
        },
      ),
      { numRuns: 15 },
    )
  })
})

function valueOf(value: Quantity | Blank): string | null {
  return isBlank(value) ? null : value.value
}

function plain(value: string | number | null | undefined): string | null {
  if (value === null || value === undefined) return null
  const text = String(value)
  return text.includes('.') ? text.replace(/\.?0+$/, '').replace(/^-0$/, '0') : text
}

it('a quotient is never taken in SQL', () => {
  expect(() => amountToSql(parseFormula('tax / land'), names, 'CNY_10k/mu')).toThrow('formula.not_in_sql')
})

it('amounts of several rows are not for one row', () => {
  expect(() => conditionToSql(parseFormula('count(tax > 0) > 3 enterprise'), names)).toThrow('formula.not_in_sql')
})
