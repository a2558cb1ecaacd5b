import { expect, test } from 'vitest'
import type { Problem } from '#base/problem.ts'
import { statedAmounts, statedFacts } from './stated-lines.ts'

const units = [
  { unit: 'u1', name: '东方厂' },
  { unit: 'u2', name: '西城厂' },
  { unit: 'u3', name: '南湖厂' },
]

test('a fact holds of those on the list, by name or id, and of nobody else', () => {
  expect(statedFacts('accident', '东方厂\n\nu3\n', { units, restIsNo: true })).toEqual([
    { unit: 'u1', name: 'accident', value: true },
    { unit: 'u3', name: 'accident', value: true },
    { unit: 'u2', name: 'accident', value: false },
  ])
  expect(statedFacts('accident', '东方厂', { units, restIsNo: false })).toHaveLength(1)
})

test('amounts stand behind a comma or tab, as a spreadsheet copies them', () => {
  expect(statedAmounts('patents', '东方厂，12\nu2\t3.5', units)).toEqual([
    { unit: 'u1', name: 'patents', value: '12' },
    { unit: 'u2', name: 'patents', value: '3.5' },
  ])
})

test('whoever is not evaluated, and what is no number, is refused by its line', () => {
  const refused = (act: () => unknown) => {
    try {
      act()
    } catch (thrown) {
      return (thrown as Problem).issues.map(({ where, found }) => [where, found])
    }
    return undefined
  }
  expect(refused(() => statedFacts('accident', '东方厂\n北门厂', { units, restIsNo: true }))).toEqual([
    ['line 2', '北门厂'],
  ])
  expect(refused(() => statedAmounts('patents', '东方厂,many', units))).toEqual([['line 1', 'many']])
})
