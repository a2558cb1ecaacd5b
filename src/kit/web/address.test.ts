import { expect, test } from 'vitest'
import { formatAddress, parseAddress, splitAddress } from './address.ts'

test('the state of a page survives the way through its address', () => {
  const state = { place: 'east', period: '2024-Q3', q: '精密 & co', 'f.kind': 'town,zone' }
  expect(parseAddress(formatAddress(state))).toEqual(state)
})

test('a year stays the words that it is, and empty words leave the address', () => {
  expect(formatAddress({ period: '2024', place: '', lang: undefined })).toBe('?period=2024')
  expect(parseAddress('?period=2024')).toEqual({ period: '2024' })
})

test('equal states have equal addresses, whatever the order in which they were chosen', () => {
  expect(formatAddress({ b: '2', a: '1' })).toBe(formatAddress({ a: '1', b: '2' }))
})

test('an address of the address book is split for the router', () => {
  expect(splitAddress('/returns?form=monthly&version=2#B7')).toEqual({
    to: '/returns',
    search: { form: 'monthly', version: '2' },
    hash: 'B7',
  })
})
