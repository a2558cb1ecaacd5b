import { type Blank, blank } from '#base/blank.ts'
import { type Quantity, quantity } from '#base/quantity.ts'
import { evaluateCondition, evaluateFormula, type Given, type Missing } from './formula/evaluate.ts'
import type { Formula } from './formula/node.ts'
import { parseFormula } from './formula/parse.ts'
import type { ProgrammeQuota, ProgrammeRenewal, ProgrammeSpace } from './programme.ts'

/** A rule of a quota, a renewal or a programme of space with what came out of it; yes where it asks nothing. */
export type RuleAnswer<Rule> = {
  readonly rule: Rule
  readonly answer: 'yes' | 'no' | 'unknown'
  readonly because: readonly Missing[]
}

type Conditional = { readonly when?: string | undefined }

/** What each of these rules says of one project. */
function answersOf<Rule extends Conditional>(
  { formulas }: { readonly formulas: Readonly<Record<string, Formula>> },
  rules: readonly Rule[],
  given: Given,
): readonly RuleAnswer<Rule>[] {
  return rules.map((rule) => {
    const condition = rule.when === undefined ? undefined : formulas[rule.when]
    return condition === undefined
      ? { rule, answer: 'yes', because: [] }
      : { rule, ...evaluateCondition(condition, given) }
  })
}

export type QuotaRule = ProgrammeQuota['rules'][number]

/** The rules of a quota, in the order in which they are asked. */
export function quotaAnswers(quota: ProgrammeQuota, given: Given): readonly RuleAnswer<QuotaRule>[] {
  return answersOf(quota, quota.rules, given)
}

/** Whether a renewal is recognised: everything required holds, and nothing that is refused. */
export function renewalAnswer(renewal: ProgrammeRenewal, given: Given) {
  const requires = answersOf(renewal, renewal.requires, given)
  const refuses = answersOf(renewal, renewal.refuses ?? [], given)
  const no = requires.some(({ answer }) => answer === 'no') || refuses.some(({ answer }) => answer === 'yes')
  const open = [...requires, ...refuses].some(({ answer }) => answer === 'unknown')
  const answer: 'yes' | 'no' | 'unknown' = no ? 'no' : open ? 'unknown' : 'yes'
  return { answer, requires, refuses }
}

/** Percent of the linked housing that may be released by now; nothing while no step is reached. */
export function releasedHousing(renewal: ProgrammeRenewal, given: Given): Quantity {
  const steps = answersOf(renewal, renewal.linked_housing?.releases ?? [], given)
  const missed = steps.findIndex(({ answer }) => answer !== 'yes')
  const reached = missed === -1 ? steps : steps.slice(0, missed)
  return quantity(reached.at(-1)?.rule.share ?? '0', 'percent')
}

/** Who may have the space, and on which terms. */
export function spaceAnswers(space: ProgrammeSpace, given: Given) {
  return { selects: answersOf(space, space.selects ?? [], given), terms: answersOf(space, space.terms, given) }
}

/** What is paid for a shortfall (a share of what was asked) by the formula of a programme, in the unit of the price. */
export function penaltyOf(formula: string, price: Quantity, shortfall: Quantity): Quantity | Blank {
  const given: Given = {
    valueOf: ({ name }) => (name === 'land_price' ? price : name === 'shortfall' ? shortfall : blank('not_applicable')),
  }
  return evaluateFormula(parseFormula(formula), given, { unit: price.unit, scale: 6 }).value
}
