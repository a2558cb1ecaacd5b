import { Decimal, toDecimalText } from '#base/decimal.ts'
import { convert } from '#base/quantity.ts'
import { endOf, type Period } from '#base/period.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { listEnterprises } from '#capabilities/enterprises/server/service.ts'
import { type StandingCell, standingIn } from '#capabilities/observations/server/service.ts'
import { type Respondent, respondentsOf } from '#capabilities/returns/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { findDoc } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { SchemeInput } from '#pack/schema/scheme.ts'
import { formKept } from './form.ts'
import { gatherApplications } from './applications.ts'
import { meanIndustryOf, spreading, unknownFact } from './classes.ts'
import { otherSubjects, ownFigures, type Subject } from './subjects.ts'
import type { CheckedScheme, KeptInput, KeptUnit } from './model.ts'

export type Gathering = {
  readonly programme: Programme
  readonly scheme: CheckedScheme
  readonly period: Period
  /** The call whose applications are evaluated. */
  readonly call: string | null
}

/**
 * Every unit of the period with its inputs, from administrative and declared observations only, each with where it comes from.
 * Read past the policies of single values: whoever asks may run evaluations.
 * @throws Problem refused_by_rule where an input is statistical
 */
export async function gatherUnits(house: House, tx: Transaction, gathering: Gathering): Promise<KeptUnit[]> {
  refuseStatistical(gathering)
  if (gathering.scheme.subject === 'application') return gatherApplications(tx, gathering)
  const isOfFirms = gathering.scheme.subject === 'enterprise'
  const subjects = isOfFirms ? await enterprisesOf(tx, gathering) : otherSubjects(gathering)
  const standing = await standingOf(tx, gathering)
  const figures = await ownFigures(house, gathering)
  const issues: ProblemIssue[] = []
  const units = subjects.map((subject): KeptUnit => {
    const own = standing.get(subject.unit)
    const inputs = gathering.scheme.inputs.map((input): KeptInput => {
      const cell = input.indicator === undefined ? undefined : own?.get(`${input.indicator}:this`)
      if (cell?.domain === 'statistical') issues.push(statisticalIssue(input.id, subject.name))
      const figure = figures.get(`${input.indicator} ${subject.unit}`)
      const kept = keptInput(input.id, input.domain as KeptInput['domain'], cell)
      const gathered = cell === undefined && figure !== undefined ? { ...kept, ...figure, source: 'figures' } : kept
      return inUnitOf(gathering.programme, input, gathered)
    })
    return { ...subject, inputs, facts: (gathering.scheme.facts ?? []).map(({ id }) => unknownFact(id)) }
  })
  if (issues.length > 0) throw new Problem('refused_by_rule', { issues: issues.slice(0, 50) })
  const formed = isOfFirms ? await formKept(tx, gathering, units) : units
  return formed.sort((a, b) => (a.unit < b.unit ? -1 : 1))
}

function statisticalIssue(input: string, found: string): ProblemIssue {
  return { text: 'evaluations.statistical_input', where: `inputs.${input}`, found }
}

/** Statistical data judge nobody: neither by what the scheme says of an input nor by what the programme says of its indicator. */
function refuseStatistical({ programme, scheme }: Gathering): void {
  const issues = scheme.inputs.flatMap((input): ProblemIssue[] => {
    const indicator = input.indicator === undefined ? undefined : findDoc(programme, 'indicators', input.indicator)
    const isStatistical = input.domain === 'statistical' || indicator?.domain === 'statistical'
    return isStatistical ? [statisticalIssue(input.id, input.indicator ?? input.id)] : []
  })
  if (issues.length > 0) throw new Problem('refused_by_rule', { issues })
}

function keptInput(input: string, domain: KeptInput['domain'], cell: StandingCell | undefined): KeptInput {
  const nowhere = { source: null, version: null, by: null, knownAt: null, stated: false }
  if (cell === undefined) return { input, amount: null, blank: 'not_reported', domain, ...nowhere }
  const { content } = cell
  return {
    input,
    amount: 'value' in content ? content.value : null,
    blank: 'blank' in content ? content.blank : null,
    domain: cell.domain === 'declared' ? 'declared' : domain,
    source: cell.source,
    version: cell.sourceVersion,
    by: cell.by,
    knownAt: cell.knownAt.toISOString(),
    stated: false,
  }
}

/** The amount in the unit that the scheme counts in. */
function inUnitOf(programme: Programme, { indicator, unit }: SchemeInput, kept: KeptInput): KeptInput {
  const from = indicator === undefined ? unit : (findDoc(programme, 'indicators', indicator)?.unit ?? unit)
  if (kept.amount === null) return kept
  return { ...kept, amount: toDecimalText(new Decimal(convert({ value: kept.amount, unit: from }, unit).value)) }
}

async function standingOf(
  tx: Transaction,
  { scheme, period }: Gathering,
): Promise<Map<string, Map<string, StandingCell>>> {
  const cells = [
    ...new Set(scheme.inputs.flatMap(({ indicator }) => (indicator === undefined ? [] : [`${indicator}:this`]))),
  ]
  return cells.length === 0 ? new Map() : standingIn(tx, { subjectKind: scheme.subject, period, cells })
}

async function enterprisesOf(tx: Transaction, { programme, scheme, period }: Gathering): Promise<Subject[]> {
  const enterprises = await listEnterprises(tx, { today: endOf(period) })
  const respondents = await respondentsOf(programme, tx, enterprises, period)
  const spread = spreading(programme)
  return respondents.filter(({ exists }) => exists).map((one) => enterpriseSubject(one, scheme, spread))
}

function enterpriseSubject(one: Respondent, scheme: CheckedScheme, spread: (address: string) => string[]): Subject {
  const classes: Record<string, string[]> = { town: [...one.places], place: [...one.places] }
  if (one.base !== null) classes.base = [one.base]
  for (const name of ['industry', 'size', 'ownership'] as const) {
    const address = one.classes[name]
    if (address !== undefined) classes[name] = spread(address)
  }
  return {
    unit: one.id,
    name: one.name,
    members: [one.id],
    town: one.town,
    base: one.base,
    industry: one.industry,
    size: one.size,
    ownership: one.ownership,
    aboveScale: one.aboveScale,
    meanIndustry: meanIndustryOf(scheme, classes.industry),
    classes,
    places: one.places,
    organisations: [`enterprise:${one.id}`],
  }
}
