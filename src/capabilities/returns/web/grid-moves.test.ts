import { describe, expect, it } from 'vitest'
import { moveInGrid, pasteInGrid } from './grid-moves.ts'

const plain = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false }
const edges = { atStart: true, atEnd: true }
const lengths = [3, 3, 1]

describe('moving through a form by keys', () => {
  it.each([
    ['Enter', { row: 0, column: 2 }, { row: 1, column: 2 }],
    ['ArrowDown', { row: 1, column: 2 }, { row: 2, column: 0 }],
    ['ArrowUp', { row: 1, column: 0 }, { row: 0, column: 0 }],
    ['ArrowRight', { row: 0, column: 1 }, { row: 0, column: 2 }],
    ['ArrowRight', { row: 0, column: 2 }, undefined],
    ['ArrowDown', { row: 2, column: 0 }, undefined],
    ['7', { row: 0, column: 0 }, undefined],
  ])('%s from %o leads to %o', (key, from, to) => {
    expect(moveInGrid({ ...plain, key }, from, edges, lengths)).toEqual(to)
  })

  it('an arrow inside a number moves the caret, not the cell', () => {
    expect(
      moveInGrid({ ...plain, key: 'ArrowLeft' }, { row: 0, column: 1 }, { atStart: false, atEnd: true }, lengths),
    ).toBeUndefined()
  })
})

describe('pasting from a spreadsheet', () => {
  const keys = [['a', 'b', 'c'], ['d', 'e', 'f'], ['g']]
  it('a block fills right and down and stops at the border', () => {
    expect(pasteInGrid('1\t2\r\n3\t4\r\n5\t6\r\n', { row: 0, column: 1 }, keys)).toEqual({
      b: '1',
      c: '2',
      e: '3',
      f: '4',
    })
  })
  it('a single value is left to the cell', () => {
    expect(pasteInGrid('12', { row: 0, column: 0 }, keys)).toBeUndefined()
  })
})
