import { describe, expect, it } from 'vitest'
import { usualParameters } from '../rules/sensitivity.ts'
import { protectUnitFile } from './unit-file.ts'

const asked = { by: ['town', 'industry'], value: 'revenue', parameters: usualParameters }
const file = (text: string) => new TextEncoder().encode(text)

describe('a file of units', () => {
  it('gives the safe table by the columns named, in any order, with others beside them', async () => {
    const lines = ['name,revenue,town,industry', ...[3, 4, 5].map((each) => `firm ${each},${each},kite,lamp`)]
    const cells = await protectUnitFile(file(lines.join('\n')), asked)
    expect(cells.map(({ keys, value }) => [...keys, value].join(' '))).toEqual([
      'kite lamp 12',
      '* lamp 12',
      'kite * 12',
      '* * 12',
    ])
  })

  it('does not count a unit without a value', async () => {
    const cells = await protectUnitFile(file('town,industry,revenue\nkite,lamp,3\nkite,lamp,4\nkite,lamp,'), asked)
    expect(cells[0]).toMatchObject({ value: null, reason: 'few_units' })
  })

  it('names every line whose value is no number', async () => {
    const wrong = protectUnitFile(file('town,industry,revenue\nkite,lamp,many\nkite,lamp,3\nkite,lamp,1,5'), asked)
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_input' })
    const alone = protectUnitFile(file('town,industry,revenue\nkite,lamp,many\nkite,lamp,3\nkite,lamp,NaN'), asked)
    await expect(alone).rejects.toMatchObject({
      issues: [
        { text: 'releases.not_a_number', where: 'line 2', found: 'many' },
        { text: 'releases.not_a_number', where: 'line 4', found: 'NaN' },
      ],
    })
  })

  it('names columns that are not there', async () => {
    const wrong = protectUnitFile(file('town,revenue\nkite,3'), asked)
    await expect(wrong).rejects.toMatchObject({
      issues: [{ text: 'releases.no_column', found: 'industry', expected: 'town, revenue' }],
    })
  })

  it('refuses a class named as a margin, and a file without any value', async () => {
    await expect(protectUnitFile(file('town,industry,revenue\n*,lamp,3'), asked)).rejects.toMatchObject({
      issues: [{ text: 'releases.margin_as_class', where: 'line 2' }],
    })
    await expect(protectUnitFile(file('town,industry,revenue\n'), asked)).rejects.toMatchObject({
      issues: [{ text: 'releases.no_units' }],
    })
  })
})
