import { describe, expect, it } from 'vitest'
import { readCell } from './cell-text.ts'
import { layBlock, plainNumber, readBlock } from './pasted.ts'

describe('numbers as spreadsheets and accountants write them', () => {
  it.each([
    ['1,234,567.50', '1234567.50'],
    ['１２，３４５．６', '12345.6'],
    ['(1,200)', '-1200'],
    ['（88）', '-88'],
    ['¥ 3,000', '3000'],
    ['3000元', '3000'],
    ['负五十', '-50'],
    ['一万二千三百零四点五', '12304.5'],
    ['壹佰贰拾叁', '123'],
    ['十二', '12'],
    ['三亿零五万', '300050000'],
    ['二〇二五', '2025'],
    ['—', ''],
    ['1 234', '1234'],
    ['不适用', '不适用'],
    ['约 300', '约 300'],
    ['1.2万', '1.2万'],
    ['12%', '12%'],
  ])('%s is read as %s', (raw, plain) => {
    expect(plainNumber(raw)).toBe(plain)
  })
})

describe('a block from a spreadsheet', () => {
  it('has lines and cells; a quoted cell may hold a line break', () => {
    expect(readBlock('1\t2\r\n"a ""b""\nc"\t\r\n')).toEqual([
      ['1', '2'],
      ['a "b"\nc', ''],
    ])
  })

  it('is laid over cells; what does not fit is told with its place', () => {
    const indicator = { id: 'x', unit: 'CNY_1k', scale: 0 }
    const keys = [
      ['a', 'grey'],
      ['b', 'sum'],
    ]
    const pasted = layBlock(readBlock('1,200\t7\t9\n约三百\t5\n\t\n12'), (down, right) => {
      const key = keys[down]?.[right]
      if (key === undefined) return undefined
      const closed = key === 'grey' ? 'grey' : key === 'sum' ? 'computed' : undefined
      return { key, closed, read: (text) => readCell(text, { key, indicator }) }
    })
    expect(pasted.cells).toEqual({ a: '1200' })
    expect(pasted.misfits).toEqual([
      { row: 1, column: 2, text: '7', why: 'grey', key: 'grey' },
      { row: 1, column: 3, text: '9', why: 'outside' },
      { row: 2, column: 1, text: '约三百', why: 'not_a_number', key: 'b' },
      { row: 2, column: 2, text: '5', why: 'computed', key: 'sum' },
      { row: 4, column: 1, text: '12', why: 'outside' },
    ])
  })
})
