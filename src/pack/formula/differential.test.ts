import { evaluate as evaluateCel } from '@marcbachmann/cel-js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isBlank } from '#base/blank.ts'
import { evaluateCondition, evaluateFormula, type Given } from './evaluate.ts'
import { parseFormula } from './parse.ts'

/** What we use of a peer that names no types for its module. */
type DhisParser = {
  ExpressionJs: new (text: string, mode: unknown) => { evaluate(unsupported: () => null, data: unknown): unknown }
  ExpressionDataJs: new () => unknown
  ExpressionMode: { INDICATOR_EXPRESSION: unknown }
}

const peer = '@dhis2/expression-parser'
const { ExpressionJs, ExpressionDataJs, ExpressionMode } = (await import(peer)) as DhisParser

const nothing: Given = { valueOf: () => ({ blank: 'not_reported' }) }
const runs = { numRuns: 1_500 }

/** A random expression in three spellings: ours, CEL's (doubles only), and that of DHIS2 (in brackets throughout). */
type Spelt = { ours: string; cel: string; dhis: string }

const number = fc.integer({ min: 0, max: 999 }).chain((whole) =>
  fc.constantFrom('', '.5', '.25', '.125').map((digits): Spelt => {
    const text = `${whole}${digits}`
    return { ours: text, cel: digits === '' ? `${text}.0` : text, dhis: text }
  }),
)

/** Bare: brackets only where drawn, so that precedence and direction are compared; CEL agrees with us on both. */
const { sum, condition } = fc.letrec<{ sum: Spelt; condition: Spelt }>((tie) => ({
  sum: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    number,
    tie('sum').map((of): Spelt => ({ ours: `-(${of.ours})`, cel: `-(${of.cel})`, dhis: `(-(${of.dhis}))` })),
    tie('sum').map((of): Spelt => ({ ours: `(${of.ours})`, cel: `(${of.cel})`, dhis: `(${of.dhis})` })),
    fc
      .tuple(tie('sum'), fc.constantFrom('+', '-', '*', '/'), tie('sum'))
      .map(([a, operator, b]) => bare(a, operator, b)),
  ),
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc
      .tuple(tie('sum'), fc.constantFrom('<', '<=', '>', '>=', '=', '!='), tie('sum'))
      .map(([a, operator, b]) => compared(a, operator, b)),
    tie('condition').map(
      (of): Spelt => ({ ours: `not (${of.ours})`, cel: `!(${of.cel})`, dhis: `(not (${of.dhis}))` }),
    ),
    fc
      .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
      .map(([a, operator, b]) => joined(a, operator, b)),
  ),
}))

function bare(a: Spelt, operator: string, b: Spelt): Spelt {
  return {
    ours: `${a.ours} ${operator} ${b.ours}`,
    cel: `${a.cel} ${operator} ${b.cel}`,
    dhis: `(${a.dhis} ${operator} ${b.dhis})`,
  }
}

function compared(a: Spelt, operator: string, b: Spelt): Spelt {
  const other = operator === '=' ? '==' : operator
  return {
    ours: `${a.ours} ${operator} ${b.ours}`,
    cel: `${a.cel} ${other} ${b.cel}`,
    dhis: `((${a.dhis}) ${other} (${b.dhis}))`,
  }
}

function joined(a: Spelt, operator: string, b: Spelt): Spelt {
  const other = operator === 'and' ? '&&' : '||'
  return {
    ours: `${a.ours} ${operator} ${b.ours}`,
    cel: `${a.cel} ${other} ${b.cel}`,
    dhis: `((${a.dhis}) ${operator} (${b.dhis}))`,
  }
}

function ours(text: string): number | undefined {
  const { value } = evaluateFormula(parseFormula(text), nothing, { unit: 'one', scale: 30 })
  return isBlank(value) ? undefined : Number(value.value)
}

function ourAnswer(text: string): 'yes' | 'no' | 'unknown' {
  return evaluateCondition(parseFormula(text), nothing).answer
}

function dhis(text: string): unknown {
  return new ExpressionJs(text, ExpressionMode.INDICATOR_EXPRESSION).evaluate(() => null, new ExpressionDataJs())
}

/** Doubles lose digits in long chains; a difference of a part in a hundred thousand is theirs. */
function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(a), Math.abs(b))
}

/** Whether a comparison of doubles can be trusted: both sides are well apart, or exact in doubles. */
function isSteady(text: string): boolean {
  return !text.includes('/') && text.length < 40
}

describe('our language says what two public ones say', () => {
  it('arithmetic, brackets only where drawn, as CEL computes it', () => {
    fc.assert(
      fc.property(sum, (text) => {
        const own = ours(text.ours)
        const theirs = Number(evaluateCel(text.cel))
        // Where we say that something was divided by zero, doubles go on with infinity or with a tiny remainder.
        if (own === undefined) return text.ours.includes('/')
        return !Number.isFinite(theirs) || near(own, theirs) || Math.abs(theirs) > 1e9
      }),
      runs,
    )
  })

  it('comparisons joined with and, or, not, as CEL answers them', () => {
    fc.assert(
      fc.property(condition, (text) => {
        if (!isSteady(text.ours)) return true
        return ourAnswer(text.ours) === (evaluateCel(text.cel) === true ? 'yes' : 'no')
      }),
      runs,
    )
  })

  it('arithmetic in brackets throughout, as DHIS2 computes it', () => {
    fc.assert(
      fc.property(sum, (text) => {
        const own = ours(bracketed(text))
        const theirs = Number(dhis(text.dhis))
        return own === undefined || !Number.isFinite(theirs) || Math.abs(theirs) > 1e9 || near(own, theirs)
      }),
      { numRuns: 400 },
    )
  })

  it('comparisons in brackets throughout, as DHIS2 answers them', () => {
    fc.assert(
      fc.property(condition, (text) => {
        if (!isSteady(text.ours)) return true
        return ourAnswer(bracketed(text)) === (dhis(text.dhis) === true ? 'yes' : 'no')
      }),
      { numRuns: 400 },
    )
  })

  it('8 - 4 + 2 is 6, which DHIS2 reads from the wrong side', () => {
    expect([ours('8 - 4 + 2'), evaluateCel('8.0 - 4.0 + 2.0'), dhis('8-4+2')]).toEqual([6, 6, 2])
  })
})

/** The spelling of DHIS2 with our signs. */
function bracketed({ dhis: text }: Spelt): string {
  return text.replaceAll('==', '=')
}
