import { describe, expect, it } from 'vitest'
import { checkStay, freeOn, overlap, type Stay, toSquareMetres } from './rules.ts'

const stay = (id: string, from: string, to: string | null, area: string | null = null): Stay => ({
  id,
  enterprise: `firm-${id}`,
  from,
  to,
  area,
})
const parcelArea = '20000'

describe('who may be on a parcel at a time', () => {
  it('lets one follow another on the day it leaves', () => {
    const before = stay('a', '2018-01-01', '2023-07-01')
    expect(checkStay(stay('b', '2023-07-01', null), { others: [before], parcelArea })).toBeUndefined()
    expect(overlap(before, stay('b', '2023-06-30', null))).toBe(true)
  })

  it('refuses a second one where the first has the whole parcel', () => {
    const whole = stay('a', '2018-01-01', null)
    expect(checkStay(stay('b', '2024-01-01', null, '500'), { others: [whole], parcelArea })).toEqual({
      code: 'parcels.whole_parcel_taken',
      other: whole,
    })
    const part = stay('a', '2018-01-01', null, '500')
    expect(checkStay(stay('b', '2024-01-01', null), { others: [part], parcelArea })).toEqual({
      code: 'parcels.whole_parcel_taken',
      other: part,
    })
  })

  it('lets several share it as long as their parts fit on every day, and names the first day they do not', () => {
    const others = [stay('a', '2018-01-01', null, '12000'), stay('b', '2024-05-01', '2025-05-01', '6000')]
    expect(checkStay(stay('c', '2020-01-01', null, '2000'), { others, parcelArea })).toBeUndefined()
    expect(checkStay(stay('c', '2020-01-01', null, '2000.0001'), { others, parcelArea })).toEqual({
      code: 'parcels.not_enough_ground',
      on: '2024-05-01',
      free: '2000',
    })
    expect(checkStay(stay('c', '2025-05-01', null, '8000'), { others, parcelArea })).toBeUndefined()
  })

  it('has an enterprise on the parcel once at a time', () => {
    const first = stay('a', '2018-01-01', '2020-01-01', '100')
    expect(checkStay({ ...first, id: 'again', from: '2019-12-31', to: null }, { others: [first], parcelArea })).toEqual(
      { code: 'parcels.already_there', other: first },
    )
    expect(
      checkStay({ ...first, id: 'again', from: '2020-01-01', to: null }, { others: [first], parcelArea }),
    ).toBeUndefined()
  })

  it('refuses to leave before it comes', () => {
    expect(checkStay(stay('a', '2020-01-01', '2020-01-01'), { others: [], parcelArea })).toEqual({
      code: 'parcels.ends_before_it_begins',
    })
  })

  it('says what ground is free on a day', () => {
    const stays = [stay('a', '2018-01-01', null, '12000.5'), stay('b', '2018-01-01', '2020-01-01', '3000')]
    expect(freeOn(stays, { day: '2019-06-01', parcelArea })).toBe('4999.5')
    expect(freeOn(stays, { day: '2020-01-01', parcelArea })).toBe('7999.5')
    expect(freeOn([stay('a', '2018-01-01', null)], { day: '2020-01-01', parcelArea })).toBe('0')
  })
})

describe('areas of a file', () => {
  it.each([
    ['30', 'mu', '20000'],
    ['1', 'mu', '666.6667'],
    ['2.5', 'hectare', '25000'],
    ['20,100.5', 'm2', '20100.5'],
    ['１２', 'm2', '12'],
  ] as const)('reads %s %s as %s m2', (text, unit, expected) => {
    expect(toSquareMetres(text, unit)).toBe(expected)
  })

  it.each(['', '0', '-3', '30亩', '1,2', '1e5', 'NaN', '0.00001'])('does not take %j for an area', (text) => {
    expect(toSquareMetres(text, 'm2')).toBeUndefined()
  })
})
