import { allowed, type Decision, refused } from '#base/decision.ts'
import { parseDecimal, toDecimalText } from '#base/decimal.ts'
import type { ProblemIssue } from '#base/problem.ts'
import type { Text } from '#base/text.ts'
import type { Given } from '#pack/formula/evaluate.ts'
import { releasedHousing, renewalAnswer, type RuleAnswer } from '#pack/land-rules.ts'
import type { ProgrammeRenewal } from '#pack/programme.ts'

/** What a sentence needs to say of rules: their names, where they stand, what measures and facts are called. */
export type RuleWords = {
  readonly clauseOf: (source: string) => Text
  readonly nameOf: (id: string) => Text
}

type Rule = {
  readonly id: string
  readonly name: { readonly zh: string; readonly en?: string | undefined }
  readonly source: string
}

/** What keeps a renewal from being recognised: one entry for each requirement that does not hold or is open, and for each reason to refuse. */
function recognitionFaults<Of extends Rule>(
  answers: { readonly requires: readonly RuleAnswer<Of>[]; readonly refuses: readonly RuleAnswer<Of>[] },
  words: RuleWords,
): ProblemIssue[] {
  return [
    ...answers.requires.flatMap((one) =>
      one.answer === 'yes' ? [] : [issueOf(one, `renewal.requires_${one.answer}`, words)],
    ),
    ...answers.refuses.flatMap((one) =>
      one.answer === 'no' ? [] : [issueOf(one, `renewal.refuses_${one.answer}`, words)],
    ),
  ]
}

/** One rule as a place to repair, with its words and clause. */
export function issueOf<Of extends Rule>(
  { rule, because }: RuleAnswer<Of>,
  text: string,
  words: RuleWords,
): ProblemIssue {
  const { name, source } = rule
  const clause = words.clauseOf(source)
  const missing = because.map((one) => words.nameOf(one.name))
  return {
    text,
    where: `rules.${rule.id}`,
    details: {
      nameZh: name.zh,
      nameEn: name.en ?? name.zh,
      clauseZh: clause.zh,
      clauseEn: clause.en,
      missingZh: missing.map(({ zh }) => zh).join('、'),
      missingEn: missing.map(({ en }) => en).join(', '),
    },
  }
}

/** Whether a renewal is recognised, and what keeps it from being so. */
export function recognise(renewal: ProgrammeRenewal, given: Given, words: RuleWords): readonly ProblemIssue[] {
  return recognitionFaults(renewalAnswer(renewal, given), words)
}

/** What is to be released of the linked housing, in percent in all. */
export type Release = {
  readonly housing: string | null
  readonly before: string
  readonly asked: string
}

/** Housing is let go as far as the industrial part has come, and never called back. */
export function releaseAnswer(renewal: ProgrammeRenewal, given: Given, release: Release): Decision {
  const { housing, before, asked } = release
  if (renewal.linked_housing === undefined || housing === null) return refused('renewal.no_housing')
  const most = releasedHousing(renewal, given).value
  if (parseDecimal(asked).greaterThan(parseDecimal(most))) return refused('renewal.beyond_progress', { asked, most })
  if (parseDecimal(asked).lessThan(parseDecimal(before))) return refused('renewal.called_back', { asked, before })
  return allowed
}

/** So many percent of the housing, in m2. */
export function housingOf(housing: string, percent: string): string {
  return toDecimalText(parseDecimal(housing).times(parseDecimal(percent)).dividedBy(100))
}
