import { expect, test } from 'vitest'
import { dropDraft, keepDraft, readDraft } from './draft.ts'
import { fillText } from './texts.tsx'
import { offeredPeriods } from './ui/periods.ts'
import { placeTree } from './ui/places.ts'
import { hereIn, openRooms, type Room } from './ui/shell/rooms.ts'

const rooms: Room[] = [
  {
    id: 'desk',
    name: { zh: '工作台', en: 'Desk' },
    pages: [{ title: { zh: '待办', en: 'To do' }, to: '/', may: 'signed_in' }],
  },
  {
    id: 'data',
    name: { zh: '数据', en: 'Data' },
    pages: [
      { title: { zh: '报表', en: 'Returns' }, to: '/returns', may: 'returns.see' },
      { title: { zh: '报送情况', en: 'Coverage' }, to: '/returns/coverage', may: 'returns.see' },
    ],
  },
]

test('a room of which one may open nothing is not in the rail', () => {
  expect(openRooms(rooms, (may) => ({ allowed: may === 'signed_in' })).map((room) => room.id)).toEqual(['desk'])
})

test('the rail shows where one is by the longest address', () => {
  expect(hereIn(rooms, '/returns/coverage')).toEqual({ room: 'data', to: '/returns/coverage' })
  expect(hereIn(rooms, '/returns/17')).toEqual({ room: 'data', to: '/returns' })
  expect(hereIn(rooms, '/returnsome')).toBeUndefined()
  expect(hereIn(rooms, '/')).toEqual({ room: 'desk', to: '/' })
})

test('sentences fill their gaps and choose by number', () => {
  expect(fillText('{n} {n|row|rows} of {all}', { n: 1, all: 3 })).toBe('1 row of 3')
  expect(fillText('{n} {n|row|rows} of {all}', { n: 2 })).toBe('2 rows of {all}')
})

test('the period selector offers what is over, newest first, for eight years back, and the year so far', () => {
  const offered = offeredPeriods('2026-10')
  const of = (kind: string): string[] => offered.find((one) => one.kind === kind)?.periods ?? []
  expect(of('month')[0]).toBe('2026-10')
  expect(of('quarter')[0]).toBe('2026-Q3')
  expect(of('half_year')[0]).toBe('2026-H1')
  expect(of('year')).toEqual(['2025', '2024', '2023', '2022', '2021', '2020', '2019', '2018'])
  expect(offered.map(({ soFar }) => soFar).filter(Boolean)).toEqual(['2026'])
  expect(offeredPeriods('2025-12')[0]).toMatchObject({ kind: 'year' })
  expect(offeredPeriods('2025-12').some(({ soFar }) => soFar !== undefined)).toBe(false)
  expect(offeredPeriods('soon')).toEqual([])
})

test('places whose parent one may not see stand at the top', () => {
  const name = { zh: '', en: '' }
  const tree = placeTree(
    [
      { id: 'b', kind: 'town', name, parent: 'a' },
      { id: 'c', kind: 'town', name, parent: 'b' },
    ],
    () => 'x',
  )
  expect(tree.map((node) => [node.value, node.children.map((child) => child.value)])).toEqual([['b', ['c']]])
})

test('a draft is kept until it is dropped, and a broken one is no draft', () => {
  const kept = new Map<string, string>()
  const store = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  }
  keepDraft('enterprise', { name: '东湖' }, store)
  expect(readDraft('enterprise', store)).toEqual({ name: '东湖' })
  dropDraft('enterprise', store)
  expect(readDraft('enterprise', store)).toBeUndefined()
  store.setItem('jidi-draft:enterprise', '{')
  expect(readDraft('enterprise', store)).toBeUndefined()
})
