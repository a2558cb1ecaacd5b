import { expect, it } from 'vitest'
import { blocksOf } from './blocks.ts'

const sizes = { unit: 'mu', from: ['50', '100', '300'] }
/** 30 mu each. */
const parcels = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, area: '20000' }))

it('parcels that lie together one beside the other form a block, whoever stands between the first and the last', () => {
  const blocks = blocksOf(
    parcels,
    [
      [0, 1],
      [1, 2],
      [2, 3],
    ],
    sizes,
  )
  expect(blocks).toHaveLength(1)
  expect(blocks[0]).toMatchObject({ area: '80000', from: '100' })
  expect(blocks[0]?.parcels.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd'])
})

it('a block below the smallest size is none, and exactly that size is one', () => {
  expect(blocksOf(parcels, [], sizes)).toEqual([])
  const exact = [
    { id: 'a', area: '33333.3333' },
    { id: 'b', area: '66666.6667' },
  ]
  expect(blocksOf(exact, [], sizes).map(({ from }) => from)).toEqual(['100', '50'])
})
