import { expect, it } from 'vitest'
import { parsePlainDate } from '#base/plain-date.ts'
import { blankLot, changeLot, lotFaults } from './lots.ts'

const vocabulary = { readiness: ['usable', 'renewal'], uses: ['industry'], bases: ['lantern-base'] }
const at = { vocabulary, today: parsePlainDate('2021-11-22') }
const lot = { ...blankLot, parcel: 'p', revision: 1 }

it('a parcel comes into preparation with what is known of it, each field a step of its own', () => {
  const { next, steps } = changeLot(undefined, { readiness: 'usable', acquiredOn: '2021-03-01' })
  expect(next).toMatchObject({ readiness: 'usable', acquiredOn: '2021-03-01', use: null })
  expect(steps.map(({ what }) => what)).toEqual(['prepared', 'readiness', 'acquiredOn'])
})

it('only what changes is a step, and what is taken back is empty again', () => {
  const { steps } = changeLot({ ...lot, readiness: 'usable', note: '水塘' }, { readiness: 'usable', note: null })
  expect(steps).toEqual([{ what: 'note', before: '水塘', after: null }])
})

it('land is acquired, then prepared, then supplied, and not in the future', () => {
  const faults = (fields: object) => lotFaults({ ...blankLot, ...fields }, at).map(({ text }) => text)
  expect(faults({ acquiredOn: '2021-01-01', preparedOn: '2021-01-01', suppliedOn: '2021-06-01' })).toEqual([])
  expect(faults({ acquiredOn: '2021-05-01', suppliedOn: '2021-04-01' })).toEqual(['lot.out_of_order'])
  expect(faults({ suppliedOn: '2022-01-01' })).toEqual(['lot.not_yet'])
  expect(faults({ usableOn: '2024-01-01' })).toEqual([])
})

it('its words are those of the programme', () => {
  expect(lotFaults({ ...blankLot, readiness: 'ready', use: 'villa', base: 'moon' }, at)).toMatchObject([
    { text: 'lot.unknown_readiness', expected: 'usable, renewal' },
    { text: 'lot.unknown_use' },
    { text: 'lot.unknown_base' },
  ])
})
