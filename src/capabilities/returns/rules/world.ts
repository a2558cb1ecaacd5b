import { Decimal, parseDecimal, toDecimalText } from '#base/decimal.ts'
import { cumulativeTo, type Period, sameLastYear, type Span } from '#base/period.ts'
import { findAttribute } from '#pack/formula/attributes.ts'
import { type Dependency, dependenciesOf, dependencyKey } from '#pack/formula/dependencies.ts'
import { childrenOf, type Node } from '#pack/formula/node.ts'
import type { Programme, ProgrammeForm } from '#pack/programme.ts'
import { keyOfName, type CellDefinition } from './form-cells.ts'
import { attributeKey, type Outside } from './form-model.ts'
import type { PeerFigures } from './peers.ts'
import { periodBefore } from './periods.ts'
import { attributesOf, type Respondent } from './respondents.ts'

/** What stood in another period: the value, or undefined when there is none. */
export type StoodIn = (period: Period, indicator: string, span: Span) => string | undefined

/** What is known of a respondent besides the return at hand. */
export type Known = {
  readonly programme: Programme
  readonly period: Period
  readonly respondent: Respondent
  /** The record of the respondent: this form and others, this period and others. */
  readonly stood: StoodIn
  /** By id of the check. */
  readonly peers?: Readonly<Record<string, PeerFigures>>
}

/**
 * What the checks of a form read that is not typed in it: the same period of last year, the period before, the sum of the year for
 * flows, what other forms of the same period say, what the register says. A column of the form comes first and is not in here.
 */
export function outsideOf(form: ProgrammeForm, cells: readonly CellDefinition[], known: Known): Outside {
  const keys = new Set(cells.flatMap((cell) => (cell.grey === true ? [] : [cell.key])))
  const trees = form.checks.map((check) => check.require.tree)
  const values: Record<string, { value: string; unit: string; plus?: string }> = {}
  for (const dependency of trees.flatMap(dependenciesOf)) {
    const unit = known.programme.indicators[dependency.name]?.unit
    const own = keyOfName(dependency, { span: 'this' })
    if (unit === undefined || (own !== undefined && keys.has(own))) continue
    const found = valueOutside(dependency, { form, keys, ...known })
    if (found !== undefined) values[dependencyKey(dependency)] = { ...found, unit }
  }
  return { values, register: registerOf(trees, known), peers: known.peers ?? {} }
}

/** The other periods of the respondent that checks may look at. */
export function periodsLookedAt(form: ProgrammeForm, period: Period): Period[] {
  const jf = form.january_february ?? 'separate'
  const lastYear = sameLastYear(period)
  return [
    ...new Set([
      period,
      periodBefore(form, period),
      ...cumulativeTo(period, jf),
      ...cumulativeTo(lastYear, jf),
      lastYear,
    ]),
  ]
}

type Looking = Known & { readonly form: ProgrammeForm; readonly keys: ReadonlySet<string> }
type Found = { value: string; plus?: string } | undefined

function valueOutside({ name, shifts }: Dependency, { form, keys, period, stood }: Looking): Found {
  const before = periodBefore(form, period)
  const lastYear = sameLastYear(period)
  const periodsTo = (last: Period) => cumulativeTo(last, form.january_february ?? 'separate')
  const summed = (periods: readonly Period[]) => sumOf(periods.map((each) => stood(each, name, 'this')))
  switch (shifts.join(' ')) {
    case '':
      return found(stood(period, name, 'this'))
    case 'previous':
      return found(stood(before, name, 'this'))
    case 'cumulative previous':
      return found(stood(before, name, 'cumulative') ?? summed(periodsTo(before)))
    case 'last_year':
      return found(stood(lastYear, name, 'this'))
    case 'cumulative': {
      if (!keys.has(`${name}:this`)) return found(summed(periodsTo(period)))
      const value = summed(periodsTo(period).slice(0, -1))
      return value === undefined ? undefined : { value, plus: `${name}:this` }
    }
    case 'cumulative last_year':
    case 'last_year cumulative':
      return found(stood(lastYear, name, 'cumulative') ?? summed(periodsTo(lastYear)))
    default:
      return undefined
  }
}

function found(value: string | undefined): Found {
  return value === undefined ? undefined : { value }
}

/** The sum; undefined where one is missing. */
function sumOf(values: readonly (string | undefined)[]): string | undefined {
  if (values.some((value) => value === undefined)) return undefined
  return toDecimalText(values.reduce((sum, value) => sum.plus(parseDecimal(value as string)), new Decimal(0)))
}

function registerOf(trees: readonly Node[], { programme, respondent }: Known): Record<string, boolean | null> {
  const { isIn, holds } = attributesOf(programme, respondent)
  const answers: Record<string, boolean | null> = {}
  const visit = (node: Node): void => {
    if (node.kind === 'in') {
      const attribute = findAttribute(node.attribute)
      if (attribute !== undefined)
        answers[attributeKey(attribute, node.classes)] = isIn(attribute, node.classes) ?? null
    }
    const flag = node.kind === 'name' ? findAttribute(node.name) : undefined
    if (flag !== undefined) answers[attributeKey(flag)] = holds(flag) ?? null
    for (const child of childrenOf(node)) visit(child)
  }
  for (const tree of trees) visit(tree)
  return answers
}
