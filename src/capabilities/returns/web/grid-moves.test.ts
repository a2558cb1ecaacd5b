import { describe, expect, it } from 'vitest'
import { type GridMode, type GridPlace, type GridShape, isWithin, moveInGrid } from './grid-moves.ts'

// Three rows: the second cell of the middle one is grey, its third is computed; the last row has one cell.
const texts = [
  ['1', '2', ''],
  ['3', undefined, '5'],
  ['', undefined, undefined],
]
const lengths = [3, 3, 1]
const shape: GridShape = {
  rows: 3,
  columns: (row) => lengths[row] ?? 0,
  stands: ({ row, column }) => !(row === 1 && column === 1),
  fills: ({ row, column }) => !(row === 1 && column > 0),
  holds: ({ row, column }) => (texts[row]?.[column] ?? '') !== '',
}
const move = (name: string, from: GridPlace, mode: GridMode = 'move') => {
  const [key = '', ...held] = name.split('+').reverse()
  const keys = { shiftKey: held.includes('Shift'), ctrlKey: held.includes('Ctrl'), altKey: false, metaKey: false }
  const found = moveInGrid({ key, ...keys }, from, mode, shape)
  return found && `${found.to.row}:${found.to.column}${found.extends ? ' extended' : ''}`
}

describe('moving through a form by keys', () => {
  it.each([
    ['Enter', { row: 0, column: 2 }, '1:2'],
    ['Shift+Enter', { row: 1, column: 2 }, '0:2'],
    ['ArrowDown', { row: 1, column: 2 }, '2:0'],
    ['ArrowDown', { row: 0, column: 1 }, '2:0'],
    ['ArrowRight', { row: 1, column: 0 }, '1:2'],
    ['ArrowRight', { row: 0, column: 2 }, undefined],
    ['ArrowDown', { row: 2, column: 0 }, undefined],
    ['Shift+ArrowRight', { row: 0, column: 0 }, '0:1 extended'],
    ['Tab', { row: 1, column: 0 }, '2:0'],
    ['Shift+Tab', { row: 2, column: 0 }, '1:0'],
    ['Tab', { row: 2, column: 0 }, undefined],
    ['Ctrl+ArrowRight', { row: 0, column: 0 }, '0:1'],
    ['Ctrl+ArrowDown', { row: 0, column: 0 }, '1:0'],
    ['Home', { row: 0, column: 2 }, '0:0'],
    ['Ctrl+End', { row: 0, column: 0 }, '2:0'],
    ['Ctrl+Home', { row: 2, column: 0 }, '0:0'],
    ['PageDown', { row: 0, column: 0 }, '2:0'],
    ['7', { row: 0, column: 0 }, undefined],
  ])('%s from %o leads to %s', (key, from, to) => {
    expect(move(key, from)).toBe(to)
  })

  it('while the text is edited, arrows to the side move the caret; Enter still goes down', () => {
    expect(move('ArrowLeft', { row: 0, column: 1 }, 'edit')).toBeUndefined()
    expect(move('Enter', { row: 0, column: 2 }, 'edit')).toBe('1:2')
    expect(move('ArrowLeft', { row: 0, column: 1 }, 'type')).toBe('0:0')
  })

  it('a range holds its corners, whichever was first', () => {
    const range = { from: { row: 2, column: 1 }, to: { row: 0, column: 0 } }
    expect(isWithin({ row: 0, column: 1 }, range)).toBe(true)
    expect(isWithin({ row: 1, column: 2 }, range)).toBe(false)
  })
})
