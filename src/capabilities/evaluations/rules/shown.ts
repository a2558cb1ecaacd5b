import type { Evaluation } from './evaluate.ts'
import { gradeAt, insideOf, stepsOf } from './grades.ts'
import {
  type BaselineShown,
  type EvaluationShown,
  type GroupShown,
  type Reason,
  type ScoreShown,
  scoreReasons,
  shownPlaces,
  type UnitShown,
} from './model.ts'
import { blankOf, type Numbers } from './numbers.ts'
import { type Ratio, ratioOf, ratioText, times } from './ratios.ts'
import type { Adjustments } from './totals.ts'

/** The whole result as it is kept and sealed: groups with their baselines, and every unit step by step, in the order of their ids. */
export function showEvaluation(evaluation: Evaluation): EvaluationShown {
  const { ids } = evaluation.table.units
  const show = unitShower(evaluation)
  const order = ids.map((_, unit) => unit).sort((a, b) => ((ids[a] as string) < (ids[b] as string) ? -1 : 1))
  return { scheme: evaluation.table.scheme.id, groups: showGroups(evaluation), units: order.map(show) }
}

export function showGroups({ table, population, places, grade, judged }: Evaluation): GroupShown[] {
  const { scheme } = table
  const inside = insideOf(scheme)
  return scheme.groups.map(({ id }, group) => {
    const members = population.members[group] as Uint32Array
    const { counted = 0, places: found = [] } = places[group] ?? {}
    const units = scheme.grades.map(() => 0)
    for (const unit of members) {
      const at = grade[unit] as number
      if (at >= 0) units[at] = (units[at] as number) + 1
    }
    return {
      group: id,
      units: members.length,
      counted,
      baselines: judged.flatMap(({ baselines }): readonly BaselineShown[] => baselines[group] ?? []),
      grades: scheme.grades.map((one, at) => ({
        grade: one.id,
        places: found[inside.indexOf(one)] ?? null,
        units: units[at] as number,
      })),
    }
  })
}

/** Draws up what is to be known of one unit. */
export function unitShower(evaluation: Evaluation): (unit: number) => UnitShown {
  const { table, population, totals, rank, quotaGrade, grade } = evaluation
  const reasonsOf = reasoning(evaluation)
  const gradeId = (at: number | undefined) => table.scheme.grades[at ?? -1]?.id ?? null
  return (unit) => {
    const group = table.scheme.groups[population.group[unit] as number]
    const isIn = group !== undefined
    return {
      id: table.units.ids[unit] as string,
      group: group?.id ?? null,
      scores: isIn ? scoresOf(evaluation, unit) : [],
      bonus: isIn ? text(totals.bonus.sum, unit) : '0',
      penalty: isIn ? text(totals.penalty.sum, unit) : '0',
      total: isIn && !totals.total.blank[unit] ? text(totals.total, unit) : null,
      rank: rank[unit] || null,
      quotaGrade: gradeId(quotaGrade[unit]),
      grade: gradeId(grade[unit]),
      reasons: reasonsOf(unit),
    }
  }
}

/** The exact number at `shownPlaces`; where floating point is sure of the digits it writes them. */
function text(numbers: Numbers, unit: number): string {
  return numbers.near.length === 0
    ? '0'
    : digitsOf(numbers.near[unit] as number, numbers.within[unit] as number, () => numbers.exact(unit))
}

const scale = 10 ** shownPlaces

function digitsOf(near: number, within: number, exact: () => Ratio): string {
  const whole = near * scale
  const isSure = Math.abs(whole - (Math.floor(whole) + 0.5)) > within * scale + Math.abs(whole) * 1e-15
  if (!isSure || Math.abs(whole) > 2 ** 50) return ratioText(exact(), shownPlaces)
  const digits = Math.floor(whole + 0.5)
  const size = Math.abs(digits)
  const after = size % scale
  const before = `${digits < 0 ? '-' : ''}${(size - after) / scale}`
  return after === 0 ? before : `${before}.${String(after).padStart(shownPlaces, '0').replace(/0+$/, '')}`
}

function scoresOf({ table, population, judged, totals }: Evaluation, unit: number): ScoreShown[] {
  const group = table.scheme.groups[population.group[unit] as number]
  return judged.flatMap(({ criterion, value, share, reason, rawShare, baselineOf }, at): ScoreShown[] => {
    const stated = group?.weights[criterion.id]
    if (stated === undefined) return []
    const weight = totals.weightOf(unit, at)
    const raw = rawShare(unit)
    const baseline = baselineOf(unit)
    const blank = blankOf(value, unit)
    const cap = criterion.cap === undefined || weight === undefined ? undefined : times(ratioOf(criterion.cap), weight)
    return [
      {
        criterion: criterion.id,
        value: blank === undefined ? text(value, unit) : null,
        ...(blank === undefined ? {} : { blank }),
        baseline: baseline === undefined ? null : ratioText(baseline, shownPlaces),
        weight: weight === undefined ? '0' : ratioText(weight, shownPlaces),
        raw: raw === undefined || weight === undefined ? null : ratioText(times(raw, weight), shownPlaces),
        score: share.blank[unit] ? null : text(totals.scores[at] as Numbers, unit),
        ...(cap === undefined ? {} : { cap: ratioText(cap, shownPlaces) }),
        reason: scoreReasons[reason[unit] as number] ?? 'scored',
      },
    ]
  })
}

/** What decided over a unit, in the order of the rule. */
function reasoning(evaluation: Evaluation): (unit: number) => Reason[] {
  const { table, population, totals, overrides, rankings, rank, quotaGrade, grade } = evaluation
  const { scheme } = table
  const inside = insideOf(scheme)
  const steps = stepsOf(scheme, overrides, totals.total)
  const blockSizes = rankings.map(sizesOf)
  return (unit) => {
    const out = population.outside.get(unit)
    if (out !== undefined) return [out]
    const reasons: Reason[] = [
      ...pointsOf(totals.bonus, 'bonus', unit),
      ...pointsOf(totals.penalty, 'penalty', unit),
      ...(totals.held[unit] === 1
        ? [{ code: 'total_at_most', values: { most: scheme.totals?.most ?? '' } } as const]
        : []),
      ...(totals.held[unit] === 2
        ? [{ code: 'total_at_least', values: { least: scheme.totals?.least ?? '' } } as const]
        : []),
    ]
    if (totals.total.blank[unit]) reasons.push({ code: 'nothing_to_score' })
    const group = population.group[unit] as number
    const direct = scheme.direct?.[overrides.given[unit] as number]
    if (direct !== undefined) reasons.push({ code: 'direct', about: direct.id, values: { grade: direct.grade } })
    else if (rank[unit]) {
      const by = rankings[group]?.decidedBy.get(unit)
      if (by !== undefined) reasons.push({ code: 'tie_decided_by', about: by })
      const sharing = blockSizes[group]?.get(rank[unit] as number) ?? 1
      if (sharing > 1) reasons.push({ code: 'tie_shared', values: { units: String(sharing) } })
      reasons.push({
        code: 'ranked',
        values: { rank: String(rank[unit]), of: String(rankings[group]?.order.length ?? 0) },
      })
    }
    const quota = direct === undefined ? (quotaGrade[unit] as number) : (grade[unit] as number)
    const at = inside.findIndex((one) => one === scheme.grades[quota])
    if (at >= 0 && direct === undefined) {
      if (at < plainGrade(unit, group)) reasons.push({ code: 'back_filled' })
      const { least, vetoed, final, blocked } = steps(unit, at)
      if (least !== at)
        reasons.push({ code: 'below_least_total', values: { least: inside[at]?.at_least ?? '', grade: idOf(least) } })
      pushVetoes(reasons, unit, vetoed > least)
      pushProtections(reasons, unit, final < vetoed, blocked)
    } else if (at >= 0) pushVetoes(reasons, unit, (overrides.ceiling[unit] as number) >= 0)
    reasons.push(...notKnown(evaluation, unit))
    return reasons
  }

  /** The grade that the rank alone would bring where vetoes leave places to the next. */
  function plainGrade(unit: number, group: number): number {
    if (!scheme.quota?.back_fill || scheme.quota.counted !== 'all') return -1
    const { order } = rankings[group] ?? { order: [] }
    return gradeAt(evaluation.places[group]?.places ?? [], order.length)(
      (rank[unit] as number) - 1,
      (rank[unit] as number) - 1,
    )
  }

  function idOf(at: number): string {
    return inside[at]?.id ?? ''
  }

  function pushVetoes(reasons: Reason[], unit: number, isLowered: boolean): void {
    scheme.vetoes?.forEach(({ id, ceiling }, at) => {
      if (overrides.vetoes[at]?.[unit] === 1)
        reasons.push({ code: 'veto', about: id, values: { ceiling, lowered: isLowered ? 'yes' : 'no' } })
    })
  }

  function pushProtections(reasons: Reason[], unit: number, isLifted: boolean, isBlocked: boolean): void {
    scheme.protections?.forEach(({ id, floor, blocked_by_veto: mayBeBlocked }, at) => {
      if (overrides.protections[at]?.[unit] !== 1) return
      const code = isBlocked && mayBeBlocked ? 'protection_blocked' : 'protection'
      if (isLifted || isBlocked) reasons.push({ code, about: id, values: { floor } })
    })
  }
}

/** How many share each rank that is shared. */
function sizesOf({ order, blocks }: Evaluation['rankings'][number]): Map<number, number> {
  return new Map(
    blocks.flatMap((start, at): [number, number][] => {
      const size = (blocks[at + 1] ?? order.length) - start
      return size > 1 ? [[start + 1, size]] : []
    }),
  )
}

function pointsOf({ items, sum }: Adjustments, code: 'bonus' | 'penalty', unit: number): Reason[] {
  const due = items.flatMap(({ id, points, truths, isZero }): Reason[] =>
    truths[unit] === 1 && points.near[unit] !== 0
      ? [{ code: isZero ? 'unverified_zero' : code, about: id, values: { points: text(points, unit) } }]
      : [],
  )
  const most = code === 'bonus' ? 'bonuses_at_most' : 'penalties_at_most'
  return sum.held[unit] === 1 ? [...due, { code: most, values: { points: text(sum, unit) } }] : due
}

/** Conditions that were not known of the unit, and so did not hold. */
function notKnown({ table, totals, overrides }: Evaluation, unit: number): Reason[] {
  const { direct, vetoes, protections } = table.scheme
  const open = (rules: readonly { readonly id: string }[] | undefined, truths: readonly (Int8Array | undefined)[]) =>
    (rules ?? []).flatMap(({ id }, at): Reason[] =>
      truths[at]?.[unit] === -1 ? [{ code: 'not_known', about: id }] : [],
    )
  const items = [...totals.bonus.items, ...totals.penalty.items]
  return [
    ...open(
      items,
      items.map(({ truths }) => truths),
    ),
    ...open(direct, overrides.direct),
    ...open(vetoes, overrides.vetoes),
    ...open(protections, overrides.protections),
  ]
}
