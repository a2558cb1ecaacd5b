import { type Table, type Truths, truthsOf } from './columns.ts'
import type { UnitReason } from './model.ts'
import { chosen } from './numbers.ts'

/** Why a unit is not evaluated: the reason, and the item of the scheme that it is about. */
export type Outside = { readonly code: UnitReason; readonly about?: string }

/** Who is evaluated, and in which group: by unit the place of its group, or -1. */
export type Population = {
  readonly group: Int16Array
  /** The units of each group, in the order of the input. */
  readonly members: readonly Uint32Array[]
  /** Everybody who is in some group. */
  readonly all: Uint32Array
  readonly outside: ReadonlyMap<number, Outside>
}

/** Who is evaluated and in which group: the first that fits. What is not known keeps a unit out until it is known. */
export function populationOf(table: Table): Population {
  const { scheme, size } = table
  const isIn = truthsOf(table, scheme.population?.where)
  const excluded = (scheme.population?.excluded ?? []).map((rule) => ({ rule, truths: truthsOf(table, rule.where) }))
  const groups = scheme.groups.map((rule) => ({ rule, truths: truthsOf(table, rule.where) }))
  const group = new Int16Array(size).fill(-1)
  const outside = new Map<number, Outside>()
  for (let i = 0; i < size; i++) {
    const why = outsideOf(i, isIn, excluded)
    if (why !== undefined) {
      outside.set(i, why)
      continue
    }
    let first = 0
    while (first < groups.length && groups[first]?.truths[i] === 0) first += 1
    if (groups[first]?.truths[i] === 1) group[i] = first
    else if (first === groups.length) outside.set(i, { code: 'in_no_group' })
    else outside.set(i, { code: 'not_known_which_group', about: groups[first]?.rule.id ?? '' })
  }
  const everybody = new Uint32Array(size)
  for (let i = 0; i < size; i++) everybody[i] = i
  return {
    group,
    members: groups.map((_, at) => chosen(everybody, (unit) => group[unit] === at)),
    all: chosen(everybody, (unit) => (group[unit] as number) >= 0),
    outside,
  }
}

type Judged = { readonly rule: { readonly id: string }; readonly truths: Truths }

function outsideOf(unit: number, isIn: Truths, excluded: readonly Judged[]): Outside | undefined {
  if (isIn[unit] === 1 && excluded.length === 0) return undefined
  if (isIn[unit] === 0) return { code: 'not_in_population' }
  const out = excluded.find(({ truths }) => truths[unit] === 1)
  if (out !== undefined) return { code: 'excluded', about: out.rule.id }
  const open = excluded.find(({ truths }) => truths[unit] === -1)
  if (isIn[unit] === 1 && open === undefined) return undefined
  return { code: 'not_known_whether_in_population', ...(open === undefined ? {} : { about: open.rule.id }) }
}
