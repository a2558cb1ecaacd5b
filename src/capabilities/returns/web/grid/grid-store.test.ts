import { describe, expect, it } from 'vitest'
import type { Span } from '#base/period.ts'
import { createFormModel } from '../../rules/form-model.ts'
import { formSourceOf, textsOf } from '../../rules/form-source.ts'
import { gridParts, type Part } from './grid-layout.ts'
import { createGridStore } from './grid-store.ts'

const words = (text: string) => ({ zh: text, en: text })
const line = (indicator: string, texts: Partial<Record<Span, string>>, formula?: string): Part['lines'][number] => ({
  indicator,
  code: 1,
  name: words(indicator),
  definition: words(indicator),
  unit: 'CNY_1k',
  unitName: words('千元'),
  scale: 0,
  compulsory: false,
  cells: (['this', 'cumulative'] as const).map((span) => ({
    key: `${indicator}:${span}`,
    indicator,
    span,
    text: texts[span] ?? '',
    ...(formula === undefined ? {} : { derived: { formula } }),
  })),
})
const parts: Part[] = [
  {
    id: 'main',
    name: words('主要'),
    columns: ['this', 'cumulative'],
    lines: [line('a', { this: '1', cumulative: '10' }), line('b', { this: '2' }), line('sum', {}, 'a + b')],
  },
]
const rule = {
  checks: [{ id: 'small', severity: 'hard' as const, require: 'sum <= 100 CNY_1k', message: words('小') }],
  peers: [],
  outside: { values: {}, register: {}, peers: {} },
}

function open() {
  const rows = gridParts(parts).flatMap((grid) => grid.rows.map((row) => row.cells))
  const store = createGridStore(createFormModel(formSourceOf({ parts, rule }), textsOf({ parts })), rows, {
    editable: true,
  })
  const saved: Record<string, string>[] = []
  store.listen((texts) => saved.push(texts))
  const at = (row: number, column: number) => store.select({ from: { row, column }, to: { row, column }, mode: 'move' })
  return { store, saved, at }
}

describe('a form on screen', () => {
  it('wakes only the rows that an edit reaches', () => {
    const { store } = open()
    const woken: number[] = []
    for (const row of [0, 1, 2]) store.subscribe(row, () => woken.push(row))
    store.edit({ 'a:this': '7' })
    expect(woken).toEqual([0, 2])
    expect(store.textOf('sum:this')).toBe('9')
  })

  it('a check that begins to fail marks the cells it looks at, and unmarks them', () => {
    const { store } = open()
    store.edit({ 'a:this': '200' })
    expect(store.failingAt('sum:this')).toBe(1)
    expect(store.findings()[0]?.outcome).toBe('fails')
    store.edit({ 'a:this': '20' })
    expect(store.failingAt('sum:this')).toBe(0)
  })

  it('typing in one cell is one step; undoing tells what is to be saved', () => {
    const { store, saved, at } = open()
    at(0, 0)
    for (const text of ['3', '30', '300']) store.edit({ 'a:this': text })
    at(1, 0)
    store.edit({ 'b:this': '5' })
    expect(store.undo()).toEqual({ row: 1, column: 0 })
    expect(store.undo()).toEqual({ row: 0, column: 0 })
    expect([store.textOf('a:this'), store.textOf('sum:this')]).toEqual(['1', '3'])
    expect(store.undo()).toBeUndefined()
    store.redo()
    expect(store.textOf('a:this')).toBe('300')
    expect(saved.at(-1)).toEqual({ 'a:this': '300' })
  })

  it('Esc takes back what was typed since the cell was entered', () => {
    const { store, at } = open()
    at(0, 0)
    store.edit({ 'a:this': '9' })
    store.edit({ 'a:this': '99' })
    store.restore()
    expect(store.textOf('a:this')).toBe('1')
    expect(store.undo()).toBeUndefined()
  })

  it('copies what is selected, empties what can be filled in, and fills a selection with one value', () => {
    const { store } = open()
    store.select({ from: { row: 0, column: 0 }, to: { row: 2, column: 1 }, mode: 'move' })
    expect(store.copied()).toBe('1\t10\n2\t\n3\t')
    expect(store.pasted('5').cells).toEqual({ 'a:this': '5', 'a:cumulative': '5', 'b:this': '5', 'b:cumulative': '5' })
    store.clear()
    expect(store.copied()).toBe('\t\n\t\n\t')
    store.undo()
    expect(store.copied()).toBe('1\t10\n2\t\n3\t')
  })

  it('goes to a cell by its key, never to one that is not there', () => {
    const { store } = open()
    expect(store.jump('sum:cumulative')).toBe(true)
    expect(store.selection()?.to).toEqual({ row: 2, column: 1 })
    expect(store.jump('nothing:this')).toBe(false)
  })
})
