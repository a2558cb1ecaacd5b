import { describe, expect, it } from 'vitest'
import type { ProgrammeIndicator } from '#pack/programme.ts'
import { cellIssues, readCell, readCells } from './cell-text.ts'
import type { CellDefinition } from './form-cells.ts'

const indicator = { id: 'output', unit: 'CNY_1k', scale: 1 } as ProgrammeIndicator
const cell: CellDefinition = {
  key: 'output:this',
  indicator,
  span: 'this',
  compulsory: true,
  code: 1,
  recorded: true,
  weight: 1,
}

describe('what a typed cell says', () => {
  it.each([
    ['1200', { value: '1200' }],
    ['1,234,567.50', { value: '1234567.5' }],
    [' -3.0 ', { value: '-3' }],
    ['１２．５', { value: '12.5' }],
    ['−7', { value: '-7' }],
    ['007', { value: '7' }],
    ['0', { value: '0' }],
    ['', { blank: 'not_reported' }],
    ['不适用', { blank: 'not_applicable' }],
    ['N/A', { blank: 'not_applicable' }],
  ])('“%s” is %o', (typed, reading) => {
    expect(readCell(typed, cell)).toEqual(reading)
  })

  it.each([
    ['12 万元', 'returns.not_a_number'],
    ['1e5', 'returns.not_a_number'],
    ['12,34', 'returns.not_a_number'],
    ['50%', 'returns.not_a_number'],
    ['#REF!', 'returns.not_a_number'],
    ['1.25', 'returns.too_many_places'],
    ['123456789012345678', 'returns.too_big'],
  ])('“%s” is refused: %s', (typed, text) => {
    expect(readCell(typed, cell)).toMatchObject({ issue: { text, where: 'output:this', found: typed } })
  })

  it('an empty compulsory cell is named; a declared zero and "does not apply" are answers', () => {
    const wrong = (typed: string) =>
      cellIssues([cell], readCells([cell], { 'output:this': typed })).map((issue) => issue.text)
    expect([wrong(''), wrong('0'), wrong('不适用')]).toEqual([['returns.compulsory'], [], []])
  })
})
