import { expect, it } from 'vitest'
import type { ExtraRow, KeptRow } from '../contract/indicators.ts'
import { resend } from './resend-rows.ts'

const kept = (id: string, more: Partial<KeptRow>): KeptRow => ({
  row: {
    id,
    name: { zh: id, en: id },
    kind: 'at_least',
    measure: 'investment / land_area',
    unit: 'CNY_10k/mu',
    amount: { value: '400' },
    when: { yearly: { from_year: 2 } },
    anchor: 'production',
    nature: 'normative',
    source: 'office',
  },
  words: { zh: id, en: id },
  standard: null,
  clause: null,
  how: 'stated',
  stated: null,
  reason: null,
  ...more,
})
const rows = [
  kept('stated', {}),
  kept('stricter', { how: 'stricter', stated: { value: '300' } }),
  kept('out', { how: 'left_out', reason: '不适用' }),
  kept('added_1', { how: 'added', reason: '纪要' }),
]

it('a draft is sent again with all that was changed before, and one step more', () => {
  const { changes, extras } = resend({ rows }, { change: { id: 'stated', amount: { value: '500' } } })
  expect(changes).toEqual([
    { id: 'stricter', amount: { value: '400' } },
    { id: 'out', leftOut: true, reason: '不适用' },
    { id: 'stated', amount: { value: '500' } },
  ])
  expect(extras).toMatchObject([{ name: 'added_1', measure: 'investment', per: 'land_area', anchor: 'production' }])
})

it('what is taken away is not sent again, and a row that is changed anew is sent once', () => {
  const [, , , added] = rows
  expect(resend({ rows }, added === undefined ? {} : { without: added }).extras).toEqual([])
  expect(resend({ rows }, { change: { id: 'stricter', amount: { value: '450' } } }).changes).toHaveLength(2)
  const extra: ExtraRow = { name: 'x', kind: 'statement', when: { always: true }, nature: 'normative', reason: 'y' }
  expect(resend({ rows }, { extra }).extras).toHaveLength(2)
})
