import { Decimal } from '#base/decimal.ts'
import type { Formula } from '../formula/node.ts'
import type { Scheme, SchemeCriterion } from '../schema/scheme.ts'
import { missing, type Refuse } from './scheme-refuse.ts'

/** Every group weighs criteria of the scheme, the weights add up to the total, and no group stands behind one that takes everybody. */
export function checkGroups({ groups, criteria, total }: Scheme, refuse: Refuse): void {
  const known = criteria.map(({ id }) => id)
  if (new Decimal(total).lte(0)) refuse(['total'], 'scheme.not_above_zero', { found: total })
  groups.forEach(({ id, where, weights }, at) => {
    const path = ['groups', at, 'weights']
    const entries = Object.entries(weights)
    for (const [criterion, weight] of entries) {
      if (!known.includes(criterion)) refuse([...path, criterion], 'scheme.unknown', missing(criterion, known))
      if (new Decimal(weight).lte(0)) refuse([...path, criterion], 'scheme.not_above_zero', { found: weight })
    }
    const sum = entries.reduce((all, [, weight]) => all.plus(weight), new Decimal(0))
    if (entries.length === 0) refuse(path, 'scheme.empty_group', { found: id })
    else if (!sum.eq(total)) refuse(path, 'scheme.weights', { found: sum.toFixed(), expected: total })
    if (where === undefined && at < groups.length - 1)
      refuse(['groups', at + 1], 'scheme.group_out_of_reach', { found: groups[at + 1]?.id ?? '', expected: id })
  })
}

/** Every criterion is weighed somewhere, has the baseline its score asks for, and bounds that leave room. */
export function checkCriteria(scheme: Scheme, formulas: Readonly<Record<string, Formula>>, refuse: Refuse): void {
  scheme.criteria.forEach((criterion, at) => {
    const path = ['criteria', at]
    if (!scheme.groups.some(({ weights }) => criterion.id in weights))
      refuse([...path, 'id'], 'scheme.not_weighed', { found: criterion.id })
    checkBaseline(scheme, criterion, (under, ...rest) => refuse([...path, ...under], ...rest))
    checkScore(criterion, (under, ...rest) => refuse([...path, ...under], ...rest))
    const { baseline, is } = criterion
    const tree = formulas[is]?.tree
    const isQuotient = tree === undefined || (tree.kind === 'arithmetic' && tree.operator === '/')
    if (baseline?.kind === 'mean' && baseline.of === 'ratio_of_sums' && !isQuotient)
      refuse([...path, 'baseline', 'of'], 'scheme.no_quotient', { found: is })
  })
  for (const list of ['bonuses', 'penalties'] as const) {
    scheme[list]?.items.forEach(({ id, points, per, most }, at) => {
      const path = [list, 'items', at]
      if ((points === undefined) === (per === undefined)) refuse(path, 'target.one_of', { expected: 'points, per' })
      for (const [key, value] of Object.entries({ points, most }))
        if (value?.startsWith('-')) refuse([...path, key], 'scheme.below_zero', { found: value, expected: id })
    })
  }
  const { least, most } = scheme.totals ?? {}
  if (least !== undefined && most !== undefined && new Decimal(most).lt(least))
    refuse(['totals', 'most'], 'scheme.no_room', { found: most, expected: least })
}

function checkBaseline(scheme: Scheme, { id, baseline, score }: SchemeCriterion, refuse: Refuse): void {
  const wanted = score.kind === 'ratio' || score.kind === 'inverse'
  if (wanted && baseline === undefined) return refuse(['score'], 'scheme.baseline_missing', { found: score.kind })
  if (baseline === undefined) return
  if (!wanted) return refuse(['baseline'], 'scheme.baseline_not_wanted', { found: score.kind })
  const path = ['baseline']
  for (const [key, value] of Object.entries({
    value: 'value' in baseline ? baseline.value : undefined,
    times: baseline.times,
  }))
    if (value !== undefined && new Decimal(value).lte(0))
      refuse([...path, key], 'scheme.not_above_zero', { found: value })
  if ('over' in baseline && baseline.over === 'industry' && scheme.industry === undefined)
    refuse([...path, 'over'], 'scheme.industry_missing', { expected: 'industry' })
  if (baseline.kind !== 'fixed') return
  const { value, by_group: byGroup } = baseline
  if ((value === undefined) === (byGroup === undefined)) refuse(path, 'target.one_of', { expected: 'value, by_group' })
  for (const [group, amount] of Object.entries(byGroup ?? {})) {
    const known = scheme.groups.map((one) => one.id)
    if (!known.includes(group)) refuse([...path, 'by_group', group], 'scheme.unknown', missing(group, known))
    if (new Decimal(amount).lte(0)) refuse([...path, 'by_group', group], 'scheme.not_above_zero', { found: amount })
  }
  const without = scheme.groups.find((group) => id in group.weights && byGroup !== undefined && !(group.id in byGroup))
  if (without !== undefined) refuse([...path, 'by_group'], 'scheme.baseline_of_group_missing', { expected: without.id })
}

function checkScore({ score, better, cap, floor }: SchemeCriterion, refuse: Refuse): void {
  if ((score.kind === 'ratio' && better === 'lower') || (score.kind === 'inverse' && better === 'higher'))
    refuse(['better'], 'scheme.other_direction', { found: better, expected: score.kind })
  if (cap !== undefined && new Decimal(cap).lte(0)) refuse(['cap'], 'scheme.not_above_zero', { found: cap })
  if (cap !== undefined && floor !== undefined && new Decimal(cap).lt(floor))
    refuse(['cap'], 'scheme.no_room', { found: cap, expected: floor })
  if (score.kind === 'min_max' && !isShare(score.least))
    refuse(['score', 'least'], 'scheme.no_share', { found: score.least })
  if (score.kind !== 'step') return
  score.steps.forEach(({ reach, share }, at) => {
    const before = score.steps[at - 1]
    if (before === undefined) return
    const order = new Decimal(before.reach).cmp(reach)
    if (order !== (better === 'higher' ? 1 : -1))
      refuse(['score', 'steps', at, 'reach'], 'scheme.steps_out_of_order', { found: reach, expected: before.reach })
    if (new Decimal(share).gt(before.share))
      refuse(['score', 'steps', at, 'share'], 'scheme.steps_out_of_order', { found: share, expected: before.share })
  })
  const last = score.steps.at(-1)
  if (last !== undefined && new Decimal(score.otherwise).gt(last.share))
    refuse(['score', 'otherwise'], 'scheme.steps_out_of_order', { found: score.otherwise, expected: last.share })
}

function isShare(text: string): boolean {
  const share = new Decimal(text)
  return share.gte(0) && share.lte(100)
}
