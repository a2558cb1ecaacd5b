import { describe, expect, it } from 'vitest'
import { changesOf } from './changes.ts'

describe('the changes of a draft scheme', () => {
  it('are named by the words of the scheme, lists by the ids in them', () => {
    const before = { total: '100', groups: [{ id: 'above', weights: { tax: '30', added: '20' } }] }
    const after = { total: '100', groups: [{ id: 'above', weights: { tax: '40', added: '10' } }] }
    expect(changesOf(before, after)).toEqual([
      { path: 'groups.above.weights.added', from: '20', to: '10' },
      { path: 'groups.above.weights.tax', from: '30', to: '40' },
    ])
  })

  it('say what was added and what was taken away, whatever order it stood in', () => {
    const before = {
      vetoes: [
        { id: 'accident', ceiling: 'C' },
        { id: 'late', ceiling: 'B' },
      ],
    }
    const after = {
      vetoes: [
        { id: 'late', ceiling: 'B' },
        { id: 'fraud', ceiling: 'D' },
      ],
    }
    expect(changesOf(before, after)).toEqual([
      { path: 'vetoes.accident.ceiling', from: 'C', to: null },
      { path: 'vetoes.accident.id', from: 'accident', to: null },
      { path: 'vetoes.fraud.ceiling', from: null, to: 'D' },
      { path: 'vetoes.fraud.id', from: null, to: 'fraud' },
    ])
  })

  it('are none between equal schemes', () => {
    expect(changesOf({ a: [1, 2] }, { a: [1, 2] })).toEqual([])
  })
})
