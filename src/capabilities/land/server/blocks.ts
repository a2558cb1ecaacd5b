import { parseDecimal, toDecimalText } from '#base/decimal.ts'
import { Problem } from '#base/problem.ts'
import { listShapes } from '#capabilities/parcels/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { nearPairs } from '#kit/server/near-shapes.ts'
import { namedPlace } from '#pack/naming.ts'
import type { LandBlocks } from '../contract/lots.ts'
import { blockGap, blocksOf } from '../rules/blocks.ts'
import { selectFound } from './lot-store.ts'
import { searchOf } from './lots.ts'
import { landOf } from './reach.ts'

/** More free parcels than this are not laid together at once; narrow by base. */
const most = 20_000

type BlocksAsked = {
  readonly readiness?: string | undefined
  readonly from?: string | undefined
  readonly base?: string | undefined
}

/** Free ground of these classes that lies together, in blocks of the sizes of the programme. @throws Problem invalid_input, too_large */
export async function showBlocks(house: House, tx: Transaction, asked: BlocksAsked): Promise<LandBlocks> {
  const programme = house.programme()
  const { readiness: classes, blocks: sizes } = landOf(programme)
  if (sizes === undefined) throw new Problem('refused_by_rule', { details: { reason: 'blocks.no_sizes' } })
  const from = sizes.from.filter((size) => asked.from === undefined || parseDecimal(size).gte(parseDecimal(asked.from)))
  const readiness =
    asked.readiness ??
    classes
      .filter(({ existing }) => existing !== true)
      .map(({ id }) => id)
      .join(',')
  demandClasses(
    readiness.split(','),
    classes.map(({ id }) => id),
  )
  const search = searchOf(house, { readiness, base: asked.base, prepared: 'yes', free: 'yes' })
  const rows = await selectFound(tx, { search, sort: 'code', limit: most + 1, offset: 0 })
  if (rows.length > most) throw new Problem('too_large', { details: { reason: 'blocks.too_many', most: String(most) } })
  const shapes = await listShapes(
    tx,
    rows.map(({ id }) => id),
  )
  const byParcel = new Map(shapes.map((shape) => [shape.parcel, shape]))
  const shaped = rows.filter(({ id }) => byParcel.has(id))
  const rowOf = new Map(shaped.map((row) => [row.id, row]))
  const near = nearPairs(
    shaped.flatMap(({ id }) => byParcel.get(id)?.geometry ?? []),
    blockGap,
  )
  const found = blocksOf(shaped, near, { unit: sizes.unit, from })
  return {
    blocks: found.map(({ parcels, area, from: reached }) => {
      const members = parcels.flatMap(({ id }) => rowOf.get(id) ?? [])
      const bases = new Set(members.flatMap(({ lot }) => lot?.base ?? []))
      return {
        id: parcels[0]?.id ?? '',
        parcels: members.map(({ id, code, area: own }) => ({ id, code, area: toDecimalText(parseDecimal(own)) })),
        area,
        from: reached,
        places: [...new Set(members.map(({ place }) => place))].map((place) => namedPlace(programme, place)),
        bases: [...bases].map((base) => namedPlace(programme, base)),
        approximate: members.some(({ id }) => byParcel.get(id)?.approximate === true),
        schematic: members.some(({ id }) => byParcel.get(id)?.schematic === true),
      }
    }),
    unit: sizes.unit,
    from: [...sizes.from],
    within: blockGap,
    considered: shaped.length,
    unshaped: rows.length - shaped.length,
  }
}

function demandClasses(asked: readonly string[], known: readonly string[]): void {
  const issues = asked.flatMap((found) =>
    found === 'none' || known.includes(found)
      ? []
      : [{ text: 'lot.unknown_readiness', where: 'query.readiness', found, expected: known.join(', ') }],
  )
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
}
