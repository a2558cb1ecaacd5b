import { Decimal, parseDecimal } from '#base/decimal.ts'
import { convert, quantity } from '#base/quantity.ts'

/** Two parcels lie together when no more than this lies between them: a road, a ditch, a strip of green. */
export const blockGap = 20

type BlockParcel = { readonly id: string; readonly area: string }

export type Block = {
  readonly parcels: readonly BlockParcel[]
  /** Exact sum in m2. */
  readonly area: string
  /** The largest size that it reaches. */
  readonly from: string
}

/** Free ground that lies together: parcels joined by pairs that are near each other, those blocks that reach a size, the largest first. */
export function blocksOf(
  parcels: readonly BlockParcel[],
  near: readonly (readonly [number, number])[],
  sizes: { readonly unit: string; readonly from: readonly string[] },
): Block[] {
  const leader = parcels.map((_, at) => at)
  const find = (at: number): number => {
    let top = at
    while (leader[top] !== top) top = leader[top] as number
    while (leader[at] !== top) [leader[at], at] = [top, leader[at] as number]
    return top
  }
  for (const [one, other] of near) leader[find(one)] = find(other)
  const groups = new Map<number, BlockParcel[]>()
  parcels.forEach((parcel, at) => {
    const top = find(at)
    const group = groups.get(top)
    if (group === undefined) groups.set(top, [parcel])
    else group.push(parcel)
  })
  const steps = sizes.from
    .map((size) => ({ size, least: parseDecimal(convert(quantity(size, sizes.unit), 'm2', 4).value) }))
    .toSorted((a, b) => b.least.comparedTo(a.least))
  return [...groups.values()]
    .flatMap((group) => {
      const area = Decimal.sum(...group.map((one) => parseDecimal(one.area)))
      const reached = steps.find(({ least }) => area.gte(least))
      return reached === undefined ? [] : [{ parcels: group, area, from: reached.size }]
    })
    .toSorted((a, b) => b.area.comparedTo(a.area))
    .map((block) => ({ ...block, area: block.area.toFixed() }))
}
