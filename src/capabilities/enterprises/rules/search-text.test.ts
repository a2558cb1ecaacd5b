import { describe, expect, it } from 'vitest'
import { pinyinInitials, searchPattern, searchText } from './search-text.ts'

describe('the search in the register', () => {
  it.each([
    ['东江灯塔（集团）', 'djdtjt'],
    ['青岛啤酒', 'qdpj'],
    ['Ａ1 精密', 'a1jm'],
    ['艾迪、欧珀、安', 'adopa'],
  ])('knows %s by its initials %s', (name, initials) => {
    expect(pinyinInitials(name)).toBe(initials)
  })

  it('reads names, former names, initials and code alike', () => {
    const text = searchText({ name: '湖畔灯具', formerNames: ['旧名'], creditCode: '91440101MA5CYJ7Q3X' })
    expect(text).toContain('湖畔灯具')
    expect(text).toContain('hpdj')
    expect(text).toContain('jm')
    expect(text).toContain('91440101ma5cyj7q3x')
  })

  it('takes wildcards as plain characters', () => {
    expect(searchPattern(' 100%_A ')).toBe('%100\\%\\_a%')
  })
})
