import { describe, expect, it } from 'vitest'
import type { IndustryTaxonomy } from '../contract.ts'
import { peerLevels, placeAmong, usualLevel } from './peers.ts'

const name = (en: string) => ({ zh: en, en })
const trades = {
  id: 'trades',
  classes: [
    { id: '39', name: name('electronics'), parent: null },
    { id: '397', name: name('parts'), parent: '39' },
    { id: '3971', name: name('displays'), parent: '397' },
  ],
} as IndustryTaxonomy

describe('the peers of an enterprise', () => {
  it('are its class and those above, one step up when nobody chose', () => {
    const levels = peerLevels([trades], '3971')
    expect(levels.map(({ reference }) => reference)).toEqual(['trades/3971', 'trades/397', 'trades/39'])
    expect(usualLevel(levels)?.reference).toBe('trades/397')
    expect(usualLevel(peerLevels([trades], '39'))?.reference).toBe('trades/39')
  })

  it('are not known of an enterprise without a class, or of one that no taxonomy has', () => {
    expect(peerLevels([trades], null)).toEqual([])
    expect(peerLevels([trades], '9999')).toEqual([])
    expect(usualLevel([])).toBeUndefined()
  })

  it('have four quarters', () => {
    const quarters = { quartile1: '2', median: '5', quartile3: '9' }
    expect(['1', '2', '5', '9', '9.1'].map((value) => placeAmong(value, quarters))).toEqual([
      'lowest',
      'below',
      'above',
      'above',
      'highest',
    ])
    expect(placeAmong(null, quarters)).toBeUndefined()
    expect(placeAmong('1', { ...quarters, median: null })).toBeUndefined()
  })
})
