import { type BlankReason, blankReasons } from '#base/blank.ts'
import { Decimal } from '#base/decimal.ts'
import { readTable, truthsOf } from './columns.ts'
import type { CheckedScheme, FactColumn, Units } from './model.ts'
import { divided, minus, plus, type Ratio, ratioOf, ratioText, roundedRatio, times } from './ratios.ts'

/** Who uses which ground: `area` is the part that the member uses, the whole parcel when left out. */
export type Occupation = { readonly member: string; readonly parcel: string; readonly area?: string }

export type Land = {
  /** Parcel → area, in the unit of the scheme's inputs that are counted once for each parcel. */
  readonly parcels: Readonly<Record<string, string>>
  readonly occupations: readonly Occupation[]
}

export type FormedUnits = {
  readonly units: Units
  /** Whose data each unit is made of, by unit; all of them share its result. */
  readonly members: Readonly<Record<string, readonly string[]>>
}

/** One unit: what it is called, who is in it and with which part, and the ground that is counted for it. */
type Plan = { readonly id: string; readonly parts: readonly Part[]; readonly area: Ratio | undefined }
type Part = { readonly at: number; readonly share: Ratio }

const whole: Ratio = { over: 1n, under: 1n }
const splitPlaces = 6

/**
 * The units of evaluation of legal persons and the parcels they are on, as `units` of the scheme says. Nothing is counted twice: a parcel
 * once in each unit, a legal person whole in one unit or split by area over several. Without `units` everybody is a unit.
 */
export function formUnits(scheme: CheckedScheme, members: Units, land: Land): FormedUnits {
  const rule = scheme.units
  if (rule === undefined || (rule.by === 'legal_person' && rule.tenants !== 'merged')) {
    return { units: members, members: Object.fromEntries(members.ids.map((id) => [id, [id]])) }
  }
  const plans = rule.by === 'parcel' ? plansByParcel(scheme, members, land) : plansByTenancy(scheme, members, land)
  return {
    units: merged(scheme, members, plans),
    members: Object.fromEntries(plans.map(({ id, parts }) => [id, parts.map(({ at }) => members.ids[at] as string)])),
  }
}

/** Legal persons that share a parcel, directly or through others, are one unit; who is apart stays by itself, with its own part of the ground. */
function plansByTenancy(scheme: CheckedScheme, members: Units, { parcels, occupations }: Land): Plan[] {
  const apart = apartOf(scheme, members)
  const places = new Map(members.ids.map((id, at) => [id, at]))
  const root = members.ids.map((_, at) => at)
  const find = (at: number): number => (root[at] === at ? at : find(root[at] as number))
  const firstOn = new Map<string, number>()
  for (const { member, parcel } of occupations) {
    const at = places.get(member)
    if (at === undefined || apart[at] === 1) continue
    const first = firstOn.get(parcel)
    if (first === undefined) firstOn.set(parcel, at)
    else root[Math.max(find(at), find(first))] = Math.min(find(at), find(first))
  }
  const byRoot = members.ids.map((): number[] => [])
  members.ids.forEach((_, at) => byRoot[find(at)]?.push(at))
  const heldBy = members.ids.map((): Occupation[] => [])
  for (const one of occupations) heldBy[places.get(one.member) ?? -1]?.push(one)
  return byRoot
    .filter((inside) => inside.length > 0)
    .map((inside) => {
      const held = inside.flatMap((at) => heldBy[at] ?? [])
      const isApart = apart[inside[0] as number] === 1
      return {
        id: inside
          .map((at) => members.ids[at] as string)
          .sort()
          .join('+'),
        parts: inside.map((at) => ({ at, share: whole })),
        area: isApart ? areaOf(held, parcels) : sharedArea(held, { parcels, occupations, apart, places }),
      }
    })
}

function apartOf(scheme: CheckedScheme, members: Units): Int8Array {
  const rule = scheme.units?.apart
  return rule === undefined ? new Int8Array(members.ids.length) : truthsOf(readTable(scheme, members), rule)
}

function areaOf(held: readonly Occupation[], parcels: Land['parcels']): Ratio | undefined {
  if (held.length === 0) return undefined
  return held.reduce<Ratio>((sum, { parcel, area }) => plus(sum, ratioOf(area ?? parcels[parcel] ?? '0')), zero)
}

const zero: Ratio = { over: 0n, under: 1n }

type Ground = Land & { readonly apart: Int8Array; readonly places: ReadonlyMap<string, number> }

/** Every parcel once, less what tenants who are apart use of it. */
function sharedArea(held: readonly Occupation[], { parcels, occupations, apart, places }: Ground): Ratio | undefined {
  if (held.length === 0) return undefined
  const distinct = [...new Set(held.map(({ parcel }) => parcel))]
  return distinct.reduce<Ratio>((sum, parcel) => {
    const others = occupations.filter((one) => one.parcel === parcel && apart[places.get(one.member) ?? -1] === 1)
    const taken =
      areaOf(
        others.filter(({ area }) => area !== undefined),
        parcels,
      ) ?? zero
    return plus(sum, minus(ratioOf(parcels[parcel] ?? '0'), taken))
  }, zero)
}

/** Parcels are units; who is on several counts by area on each, or whole on the largest. Who is on none is a unit by itself. */
function plansByParcel(scheme: CheckedScheme, members: Units, { parcels, occupations }: Land): Plan[] {
  const areas = members.ids.map((id) =>
    occupations
      .filter(({ member }) => member === id)
      .map(({ parcel, area }) => ({ parcel, area: ratioOf(area ?? parcels[parcel] ?? '0') }))
      .sort(
        (a, b) => Number(b.area.over * a.area.under - a.area.over * b.area.under) || (a.parcel < b.parcel ? -1 : 1),
      ),
  )
  const isSplit = scheme.units?.several_parcels !== 'largest'
  const shares = areas.map((held) => sharesOf(held, isSplit))
  const ids = [...new Set(occupations.map(({ parcel }) => parcel))].sort()
  const onParcels = ids.map((id): Plan => {
    const parts = shares.flatMap((held, at) =>
      held.flatMap(({ parcel, share }) => (parcel === id ? [{ at, share }] : [])),
    )
    return { id, parts, area: ratioOf(parcels[id] ?? '0') }
  })
  const alone = members.ids.flatMap((id, at): Plan[] =>
    areas[at]?.length === 0 ? [{ id, parts: [{ at, share: whole }], area: undefined }] : [],
  )
  return [...onParcels.filter(({ parts }) => parts.length > 0), ...alone]
}

/** Parts of the whole, to so many places; the largest takes what rounding leaves, so that they add up. */
function sharesOf(
  held: readonly { parcel: string; area: Ratio }[],
  isSplit: boolean,
): { parcel: string; share: Ratio }[] {
  const [largest, ...others] = held
  if (largest === undefined) return []
  const sum = held.reduce<Ratio>((all, { area }) => plus(all, area), zero)
  if (!isSplit || sum.over === 0n) return [{ parcel: largest.parcel, share: whole }]
  const rest = others.map(({ parcel, area }) => ({
    parcel,
    share: roundedRatio(divided(area, sum), splitPlaces, 'half_up'),
  }))
  const first = rest.reduce<Ratio>((left, { share }) => minus(left, share), whole)
  return [{ parcel: largest.parcel, share: first }, ...rest]
}

function merged(scheme: CheckedScheme, members: Units, plans: readonly Plan[]): Units {
  const inputs = scheme.inputs.map(({ id, together = 'sum' }) => {
    const column = members.inputs[id]
    const texts = Array.isArray(column) ? (column as readonly string[]) : undefined
    return [
      id,
      plans.map((plan) =>
        together === 'parcel' && plan.area !== undefined
          ? ratioText(plan.area, 18)
          : mergedValue(
              together,
              plan.parts.map(({ at, share }) => ({ text: texts?.[at] ?? 'not_reported', share })),
            ),
      ),
    ] as const
  })
  const facts = Object.entries(members.facts ?? {}).map(([id, column]: [string, FactColumn]) => {
    const isAll = scheme.facts?.find((one) => one.id === id)?.together === 'all'
    return [
      id,
      plans.map(({ parts }) =>
        mergedFact(
          parts.map(({ at }) => column[at]),
          isAll,
        ),
      ),
    ] as const
  })
  const classes = Object.entries(members.classes ?? {}).map(([id, column]) => {
    const held = plans.map(({ parts }) => [...new Set(parts.flatMap(({ at }) => column[at] ?? []))])
    return [id, held] as const
  })
  const { industry } = members
  return {
    ids: plans.map(({ id }) => id),
    inputs: Object.fromEntries(inputs),
    facts: Object.fromEntries(facts),
    classes: Object.fromEntries(classes),
    ...(industry === undefined ? {} : { industry: plans.map(({ parts }) => industry[parts[0]?.at ?? -1]) }),
  }
}

/** One value of several: what does not apply to a member is left out, what a member did not report leaves the whole unknown. */
function mergedValue(together: string, parts: readonly { text: string; share: Ratio }[]): string {
  const applying = parts.filter(({ text }) => text !== 'not_applicable')
  const blank = applying.find(({ text }) => (blankReasons as readonly string[]).includes(text))
  if (applying.length === 0) return 'not_applicable' satisfies BlankReason
  if (blank !== undefined) return blank.text
  const texts = applying.map(({ text }) => text)
  if (together === 'largest') return Decimal.max(...texts).toFixed()
  const sum = applying.reduce<Ratio>((all, { text, share }) => plus(all, times(ratioOf(text), share)), zero)
  const count = { over: BigInt(applying.length), under: 1n }
  return ratioText(together === 'mean' ? divided(sum, count) : sum, 18)
}

function mergedFact(values: readonly (boolean | undefined)[], isAll: boolean): boolean | undefined {
  const deciding = !isAll
  if (values.includes(deciding)) return deciding
  return values.includes(undefined) ? undefined : !deciding
}
