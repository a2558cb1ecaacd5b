import { Decimal } from '#base/decimal.ts'
import type { Scheme } from '../schema/scheme.ts'
import { duplicatesOf } from './context.ts'
import { missing, type Refuse } from './scheme-refuse.ts'

/** Grades share out everybody, and whatever names a grade or criterion names one that is there. */
export function checkGrades(scheme: Scheme, refuse: Refuse): void {
  checkQuota(scheme, refuse)
  const grades = scheme.grades.map(({ id }) => id)
  const name = (grade: string, path: readonly (string | number)[]) => {
    if (!grades.includes(grade)) refuse(path, 'scheme.unknown', missing(grade, grades))
  }
  const ordered = (grade: string, path: readonly (string | number)[]) => {
    name(grade, path)
    if (scheme.grades.some(({ id, outside }) => id === grade && outside))
      refuse(path, 'scheme.grade_outside', { found: grade })
  }
  scheme.direct?.forEach(({ grade }, at) => name(grade, ['direct', at, 'grade']))
  scheme.vetoes?.forEach(({ ceiling }, at) => ordered(ceiling, ['vetoes', at, 'ceiling']))
  scheme.protections?.forEach(({ floor }, at) => ordered(floor, ['protections', at, 'floor']))
  scheme.measures?.items.forEach(({ steps }, item) =>
    steps.forEach(({ grade, years }, at) => {
      const path = ['measures', 'items', item, 'steps', at]
      name(grade, [...path, 'grade'])
      if (years < 1) refuse([...path, 'years'], 'scheme.not_above_zero', { found: String(years) })
    }),
  )
  const criteria = scheme.criteria.map(({ id }) => id)
  scheme.ranking.ties.forEach((tie, at) => {
    if (!criteria.includes(tie)) refuse(['ranking', 'ties', at], 'scheme.unknown', missing(tie, criteria))
  })
}

/** By shares or by totals: shares have a whole-number rule and leave somebody over for the grade that takes the rest. */
function checkQuota({ grades, quota }: Scheme, refuse: Refuse): void {
  const inside = grades.filter(({ outside }) => !outside)
  const shares = inside.filter(({ share, places }) => share !== undefined || places !== undefined)
  const rests = inside.filter(({ rest }) => rest)
  grades.forEach((grade, at) => {
    const path = ['grades', at]
    const said = [grade.share, grade.places, grade.rest, grade.outside].filter((one) => one !== undefined).length
    if (said > 1) refuse(path, 'target.one_of', { expected: 'share, places, rest, outside' })
    if (said === 0 && grade.at_least === undefined && grade !== inside.at(-1))
      refuse(path, 'target.one_of', { expected: 'share, places, rest, outside, at_least' })
    if ((grade.share === undefined) !== (grade.whole === undefined))
      refuse(path, 'scheme.goes_with', {
        found: grade.share === undefined ? 'whole' : 'share',
        expected: grade.share === undefined ? 'share' : 'whole',
      })
    if (grade.share !== undefined && (new Decimal(grade.share).lt(0) || new Decimal(grade.share).gt(100)))
      refuse([...path, 'share'], 'scheme.no_share', { found: grade.share })
  })
  const sum = shares.reduce((all, { share }) => all.plus(share ?? 0), new Decimal(0))
  if (sum.gt(100)) refuse(['grades'], 'scheme.shares', { found: sum.toFixed(), expected: '100' })
  if (shares.length > 0 && rests.length !== 1)
    refuse(['grades'], 'scheme.one_rest', { found: String(rests.length), expected: 'rest' })
  if (shares.length > 0 && quota === undefined) refuse([], 'pack.missing_key', { expected: 'quota' })
  checkLeastTotals(grades, refuse)
}

/** The last grade takes everybody, and a better grade never asks for less. */
function checkLeastTotals(grades: Scheme['grades'], refuse: Refuse): void {
  const inside = grades.map((grade, at) => ({ ...grade, at })).filter(({ outside }) => !outside)
  const last = inside.at(-1)
  if (last === undefined) refuse(['grades'], 'pack.empty')
  else if (last.at_least !== undefined)
    refuse(['grades', last.at, 'at_least'], 'scheme.last_takes_all', { found: last.id })
  let before: string | undefined
  for (const { at_least: least, at } of inside) {
    if (least === undefined) continue
    if (before !== undefined && new Decimal(least).gte(before))
      refuse(['grades', at, 'at_least'], 'scheme.steps_out_of_order', { found: least, expected: before })
    before = least
  }
}

/** What is shown in public exists; nothing is rounded twice at one step. */
export function checkPublicity({ publicity, rounding, inputs, criteria }: Scheme, refuse: Refuse): void {
  for (const { at, key } of duplicatesOf(rounding ?? [], ({ step }) => step))
    refuse(['rounding', at, 'step'], 'pack.duplicate_id', { found: key })
  const shown = [...inputs, ...criteria].map(({ id }) => id).concat('total', 'rank', 'grade')
  publicity?.forEach(({ days, shows }, at) => {
    if (days < 1) refuse(['publicity', at, 'days'], 'scheme.not_above_zero', { found: String(days) })
    shows?.forEach((one, place) => {
      if (!shown.includes(one)) refuse(['publicity', at, 'shows', place], 'scheme.unknown', missing(one, shown))
    })
  })
}
