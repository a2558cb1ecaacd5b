import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { parsePeriod } from '#base/period.ts'
import { demoProgramme } from '#kit/server/testing.ts'
import { parseFormula } from '#pack/formula/parse.ts'
import type { Programme, ProgrammeForm } from '#pack/programme.ts'
import { judgeReturn } from './checks.ts'
import { formCells, formParts, recordedCells } from './form-cells.ts'
import { createFormModel, type FormSource, type ModelCell, type Outside } from './form-model.ts'
import { peerFigures } from './peers.ts'
import type { Known } from './world.ts'

let programme: Programme
let monthly: ProgrammeForm
let declaration: ProgrammeForm
beforeAll(async () => {
  programme = await demoProgramme()
  monthly = programme.forms.monthly as ProgrammeForm
  declaration = programme.forms.declaration as ProgrammeForm
})

const known = (more: Partial<Known> = {}): Known => ({
  programme,
  period: parsePeriod('2025-07'),
  respondent: {
    id: 'f',
    name: '云渚灯彩厂',
    town: 'kite',
    base: null,
    industry: '1011',
    size: null,
    ownership: null,
    aboveScale: true,
    exists: true,
    places: ['kite'],
    classes: { industry: 'trades-2020/1011' },
  },
  stood: () => undefined,
  ...more,
})
const outcomeOf = (form: ProgrammeForm, texts: Record<string, string>, id: string, more?: Partial<Known>) =>
  judgeReturn(form, texts, known(more))
    .findings()
    .find((finding) => finding.id === id)?.outcome

describe('cells of a form', () => {
  it('a ratio to be read beside the others is computed while its parts are typed, and goes into no figure', () => {
    const model = judgeReturn(monthly, { 'profit:this': '１,500', 'revenue:this': '40000' }, known())
    expect(model.textOf('profit_rate_line:this')).toBe('3.75')
    model.edit({ 'profit:this': '' })
    expect(model.textOf('profit_rate_line:this')).toBe('')
    model.edit({ 'profit:this': '10', 'revenue:this': '0' })
    expect(model.readingOf('profit_rate_line:this')).toEqual({ blank: 'zero_denominator' })
    expect(recordedCells(programme, monthly).map((cell) => cell.key)).not.toContain('profit_rate_line:this')
  })

  it('what is typed for a computed cell is not believed', () => {
    const model = judgeReturn(
      monthly,
      { 'profit:this': '1', 'revenue:this': '4', 'profit_rate_line:this': '99' },
      known(),
    )
    expect(model.textOf('profit_rate_line:this')).toBe('25')
    expect(model.edit({ 'profit_rate_line:this': '7' })).toEqual({ cells: [], checks: [] })
  })

  it('a grey cell stays empty; one that is filled in says so', () => {
    const grey = formCells(programme, monthly).filter((cell) => cell.grey === true)
    expect(grey.map((cell) => cell.key)).toEqual(['new_product_output:last_year'])
    const model = judgeReturn(monthly, { 'new_product_output:last_year': '5' }, known())
    expect(model.issues().filter((issue) => issue.text === 'returns.grey_cell')).toHaveLength(1)
    model.edit({ 'new_product_output:last_year': '' })
    expect(model.issues().filter((issue) => issue.text === 'returns.grey_cell')).toEqual([])
  })

  it('a matrix asks by class; the indicator is the total, and a class that is left empty counts as none', () => {
    const [part] = formParts(programme, declaration)
    expect(part?.lines.map((line) => line.indicator.id)).toEqual([
      'planned_investment',
      'planned_investment.light-making',
      'planned_investment.new-materials',
    ])
    const model = judgeReturn(declaration, { 'planned_investment.light-making:this': '12.5' }, known())
    expect(model.textOf('planned_investment:this')).toBe('12.5')
    model.edit({ 'planned_investment.new-materials:this': '7.25' })
    expect(model.textOf('planned_investment:this')).toBe('19.75')
    expect(recordedCells(programme, declaration).map((cell) => cell.key)).toEqual(['planned_investment:this'])
  })

  it('an empty compulsory total asks to be filled in', () => {
    expect(judgeReturn(declaration, {}, known()).issues()).toMatchObject([
      { text: 'returns.compulsory', where: 'planned_investment:this' },
    ])
  })
})

describe('checks', () => {
  it('of a matrix are judged for every class', () => {
    const texts = { 'planned_investment.light-making:this': '-1', 'planned_investment.new-materials:this': '3' }
    expect(outcomeOf(declaration, texts, 'field_not_negative.light-making')).toBe('fails')
    expect(outcomeOf(declaration, texts, 'field_not_negative.new-materials')).toBe('holds')
  })

  it('read other forms of the same period and the register', () => {
    const asking = (require: string): ProgrammeForm => ({
      ...declaration,
      checks: [{ id: 'asked', severity: 'hard', require: parseFormula(require), message: { zh: '问', en: 'Asked' } }],
    })
    const texts = { 'planned_investment.light-making:this': '10' }
    const stood: Known['stood'] = (_period, indicator) => (indicator === 'tax_paid' ? '4' : undefined)
    expect(outcomeOf(asking('planned_investment <= 3 * tax_paid'), texts, 'asked', { stood })).toBe('holds')
    expect(outcomeOf(asking('planned_investment <= 2 * tax_paid'), texts, 'asked', { stood })).toBe('fails')
    expect(outcomeOf(asking('planned_investment <= 2 * tax_paid'), texts, 'asked')).toBe('unknown')
    expect(outcomeOf(asking('not industry in plan-fields/light-making'), texts, 'asked')).toBe('fails')
  })

  it('against peers compare a ratio with median and deviation, which give nobody away', () => {
    const texts = { 'receivables:this': '500', 'revenue:this': '100' }
    const id = 'receivables_among_peers'
    const peers = { [id]: { median: '1.5', mad: '0.3', unit: 'one' } }
    const model = judgeReturn(monthly, texts, known({ peers }))
    expect(model.findings().find((one) => one.id === id)).toMatchObject({
      outcome: 'fails',
      severity: 'soft',
      peers: { value: '5', median: '1.5', low: '-1.17', high: '4.17' },
    })
    model.edit({ 'receivables:this': '200' })
    expect(model.findings().find((one) => one.id === id)?.outcome).toBe('holds')
    expect(outcomeOf(monthly, texts, id)).toBe('unknown')
    expect(peerFigures([1, 2, 3, 4], 5, 'one')).toBeUndefined()
    expect(peerFigures([1, 2, 3, 4, 100], 5, 'one')).toEqual({ median: '3', mad: '1', unit: 'one' })
  })
})

// Forms of random formulas: what an edit computes must be what computing everything gives.

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const plain = names.slice(0, 4)
const operators = ['+', '-', '*', '/'] as const

/** A formula that reads only cells before it. */
const formulaOver = (readable: readonly string[]) =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom(...readable), fc.constantFrom(...operators), fc.constantFrom(...readable))
      .map(([left, operator, right]) => `${left} ${operator} ${right}`),
    fc
      .tuple(fc.constantFrom(...readable), fc.constantFrom(...readable))
      .map(([x, y]) => `if(${x} > ${y}, ${x}, 2 * ${y})`),
    fc.tuple(fc.constantFrom(...readable), fc.constantFrom(...readable)).map(([x, y]) => `max(${x}, ${y}, 3)`),
  )

const cell = (name: string, more: Partial<ModelCell> = {}): ModelCell => ({
  key: `${name}:this`,
  span: 'this',
  compulsory: false,
  weight: 1,
  indicator: { id: name, unit: 'one', scale: 4 },
  ...more,
})
const outside: Outside = { values: {}, register: {}, peers: {} }

const randomForm = fc
  .tuple(
    ...names.slice(4).map((_, i) => formulaOver(names.slice(0, 4 + i))),
    fc.array(fc.tuple(formulaOver(names), fc.constantFrom('<=', '>=', '='), formulaOver(names)), { maxLength: 5 }),
  )
  .map((parts): FormSource => {
    const formulas = parts.slice(0, 4) as string[]
    const checks = parts[4] as [string, string, string][]
    return {
      cells: [
        ...formulas.map((text, i) =>
          cell(names[4 + i] ?? '', { derived: { kind: 'formula', formula: parseFormula(text) } }),
        ),
        cell('total', { derived: { kind: 'total', of: ['a:this', 'e:this', 'h:this'] } }),
        ...plain.map((name) => cell(name)),
      ],
      checks: checks.map(([left, operator, right], i) => ({
        id: `check${i}`,
        severity: i % 2 === 0 ? 'hard' : 'soft',
        require: parseFormula(`${left} ${operator} ${right}`),
        message: { zh: '', en: '' },
      })),
      peers: [],
      outside,
    }
  })
const typed = fc.constantFrom('0', '1', '-2.5', '3', '10,000', '７', '', 'x', '不适用', '0.0001')
const edits = fc.array(fc.dictionary(fc.constantFrom(...plain.map((name) => `${name}:this`)), typed), { maxLength: 12 })

describe('an edit', () => {
  it('computes what computing everything computes, whatever was edited before', () => {
    fc.assert(
      fc.property(randomForm, edits, (source, changes) => {
        const model = createFormModel(source, {})
        let texts: Record<string, string> = {}
        for (const change of changes) {
          const before = model.texts()
          const { cells } = model.edit(change)
          texts = { ...texts, ...change }
          const whole = createFormModel(source, texts)
          expect(model.texts()).toEqual(whole.texts())
          expect(model.findings()).toEqual(whole.findings())
          expect(model.issues()).toEqual(whole.issues())
          expect([...model.readings()]).toEqual([...whole.readings()])
          const changed = Object.entries(model.texts()).filter(([key, text]) => before[key] !== text)
          expect(cells).toEqual(expect.arrayContaining(changed.map(([key]) => key)))
        }
      }),
      { numRuns: 300 },
    )
  })

  it('touches only what depends on it', () => {
    const source: FormSource = {
      cells: [
        cell('a'),
        cell('b'),
        cell('e', { derived: { kind: 'formula', formula: parseFormula('2 * a') } }),
        cell('f', { derived: { kind: 'formula', formula: parseFormula('2 * b') } }),
      ],
      checks: [
        { id: 'of-a', severity: 'hard', require: parseFormula('e < 10'), message: { zh: '', en: '' } },
        { id: 'of-b', severity: 'hard', require: parseFormula('f < 10'), message: { zh: '', en: '' } },
      ],
      peers: [],
      outside,
    }
    const model = createFormModel(source, {})
    expect(model.edit({ 'a:this': '6' })).toEqual({ cells: ['a:this', 'e:this'], checks: ['of-a'] })
    expect(model.findings().map((one) => one.outcome)).toEqual(['fails', 'unknown'])
  })
})
