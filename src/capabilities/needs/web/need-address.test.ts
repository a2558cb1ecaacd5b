import { expect, it } from 'vitest'
import { addressOfNeed, needOfAddress } from './need-address.ts'

const units = new Map([['investment', 'CNY_10k']])

it('a need comes back from its address as it was', () => {
  const need = needOfAddress(
    {
      kind: 'space',
      industry: 'fields/light',
      least: '800',
      by: '2027-01-01',
      rent: '18.5',
      places: 'kite:100 reed:40',
      only: 'yes',
      'p.investment': '900',
    },
    units,
  )
  expect(need.promises).toEqual({ investment: { value: '900', unit: 'CNY_10k' } })
  expect(needOfAddress(addressOfNeed(need, {}), units)).toEqual(need)
})

it('what makes no sense in an address is left out', () => {
  const need = needOfAddress({ least: '-5', by: 'soon', places: 'kite:900', industry: 'light', 'p.wishes': '3' }, units)
  expect(need).toMatchObject({ area: { least: null }, byDate: null, places: [], industry: null, promises: {} })
})

it('a promise that is taken back leaves the address', () => {
  const need = needOfAddress({}, units)
  expect(addressOfNeed(need, { 'p.investment': '5' })).toMatchObject({ 'p.investment': undefined })
})
