import { type Blank, blank, isBlank } from '#base/blank.ts'
import { type Actor, can } from '#base/decision.ts'
import { Decimal, roundTo, toDecimalText } from '#base/decimal.ts'
import { parsePeriod, periodYear, type Period } from '#base/period.ts'
import { listEnterprisesById } from '#capabilities/enterprises/server/service.ts'
import { isSynthetic } from '#capabilities/people/server/service.ts'
import type { House } from '#kit/server/house.ts'
import { getDoc } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type {
  ExplanationStep,
  FigureAddress,
  FigureCell,
  FigureExplanation,
  FigureQuery,
  FigureTable,
} from '../contract.ts'
import { computeFigure, expressionsOf, type LeafAnswer, withMissing } from '../rules/asked.ts'
import { januaryFebruaryFor } from '../rules/catalogue.ts'
import { citationOf } from '../rules/citation.ts'
import type { Expression, Leaf } from '../rules/expression.ts'
import { isSameSample, measureRules, partAddress, partNames, previousOf } from '../rules/measures.ts'
import { shifted } from '../rules/passes.ts'
import { targetOf, targetSelection } from '../rules/required-figure.ts'
import { askFiguresOf } from './figures.ts'
import { Groups } from './groups.ts'
import type { Answers } from './answers.ts'
import { LeafAnswers } from './leaf-answers.ts'
import { needKey } from './leaf-places.ts'
import { citedReleases, ReleasedAnswers } from './released-answers.ts'
import { remarksOn } from './remarks.ts'

/** A figure with the sums behind it. */
export type AskedFigure = {
  readonly expression: Expression
  readonly groups: Groups
  readonly answers: Answers
  readonly need: { readonly period: Period; readonly span: 'this' | 'cumulative' }
  readonly sees: boolean
}

/** Asks for the sums of one figure. */
export async function askOne(house: House, actor: Actor, address: FigureAddress): Promise<AskedFigure> {
  const programme = house.programme()
  const period = parsePeriod(address.period)
  const expression = expressionsOf(programme).of(address.indicator, period)
  const groups = new Groups(programme, { by: [], where: address.where })
  const sees = can(actor, 'observations.see_micro', { places: groups.scope }).allowed
  const need = { period, span: address.span }
  const needs = expression.leaves.map((leaf) => ({ key: leaf.key, leaf, needs: new Map([[needKey(need), need]]) }))
  const asOf = address.asOf ?? null
  const answers = sees
    ? await LeafAnswers.ask(house, { expected: true, groups, needs, asOf, units: false })
    : await ReleasedAnswers.ask(house, { expected: true, groups, needs, asOf })
  return { expression, groups, answers, need, sees }
}

/** What an explanation says of the figure itself, apart from what every explanation says. */
type Told = Pick<
  FigureExplanation,
  | 'unit'
  | 'scale'
  | 'value'
  | 'blank'
  | 'measure'
  | 'inputs'
  | 'sample'
  | 'coverage'
  | 'blanks'
  | 'statuses'
  | 'knownAt'
  | 'remarks'
  | 'released'
>

/** How one figure came to be: formula of the comparison and of the indicator, inputs, coverage, blanks, and whether its returns may be seen. */
export async function explainFigure(house: House, actor: Actor, address: FigureAddress): Promise<FigureExplanation> {
  const programme = house.programme()
  const period = parsePeriod(address.period)
  const { indicator, formula } = expressionsOf(programme).of(address.indicator, period)
  const told = await tellOf(house, actor, address)
  const { scope } = new Groups(programme, { by: [], where: address.where })
  const refusal = can(actor, 'observations.see_micro', { places: scope })
  const packHash = programme.hash
  const synthetic = await isSynthetic(house)
  const { enterprise } = address.where
  const known =
    enterprise === undefined
      ? undefined
      : await house.record.withActor(actor, (tx) => listEnterprisesById(tx, [enterprise]))
  const head = { address, name: indicator.name, source: indicator.source, packHash, synthetic }
  return {
    ...head,
    ...told,
    definition: indicator.definition,
    domain: indicator.domain,
    formula: formula ? { id: indicator.id, text: formula.is.text, from: formula.from, source: formula.source } : null,
    citation: citationOf(programme, { ...head, ...told, enterprise: known?.get(enterprise ?? '')?.name }),
    reproduce: reproducing(address, told.knownAt),
    lineage: refusal.allowed ? { allowed: true } : { allowed: false, reason: refusal.reason },
  }
}

/** The same address with the moment it was known at, a millisecond later since instants are finer than that. */
function reproducing(address: FigureAddress, knownAt: string | null): FigureAddress {
  if (address.asOf !== undefined || knownAt === null) return address
  return { ...address, asOf: new Date(new Date(knownAt).getTime() + 1).toISOString() }
}

async function tellOf(house: House, actor: Actor, address: FigureAddress): Promise<Told> {
  if (address.measure !== 'value') return tellCompared(house, actor, { ...address, measure: address.measure })
  const { expression, answers, need, sees } = await askOne(house, actor, address)
  const { indicator } = expression
  const leaves = expression.leaves.map((leaf) => answers.of('', leaf.key, need))
  const computed = computeFigure(expression, leaves)
  const { value } = computed
  const hidden = !sees && isBlank(value) && value.blank === 'suppressed'
  return {
    unit: indicator.unit,
    scale: indicator.scale,
    value: isBlank(value) ? null : value,
    blank: isBlank(value) ? value.blank : null,
    measure: null,
    inputs: expression.leaves.map((leaf, i) =>
      stepOf(house.programme(), leaf, { answer: leaves[i] ?? blank('not_reported'), need, hidden }),
    ),
    sample: null,
    coverage: { reported: computed.reported, expected: computed.expected },
    ...countsOf(withMissing(computed)),
    knownAt: computed.knownAt,
    remarks: remarksOn(house.programme(), queryOf(address)),
    released: citedReleases(house, answers),
  }
}

type ComparedAddress = FigureAddress & { readonly measure: Exclude<FigureAddress['measure'], 'value'> }

/** A comparison: the figures it is computed of are addresses of their own. */
async function tellCompared(house: House, actor: Actor, address: ComparedAddress): Promise<Told> {
  const programme = house.programme()
  const { measure } = address
  const rule = measureRules[measure]
  const period = parsePeriod(address.period)
  const expression = expressionsOf(programme).of(address.indicator, period)
  const previous = () => previousOf(programme, expression, period)
  const parts = rule.parts.map((part) => ({ part, at: partAddress(address, part, previous) }))
  const [table, ...of] = await Promise.all([
    tableOf(house, actor, address),
    ...parts.map(({ at }) => tableOf(house, actor, at)),
  ])
  const [row] = table.rows
  const head = table.columns[1]
  const [value, reason, reported, expected] = shownIn(table, measure)
  const counts = countsOf(row?.cells[0]?.[4] ?? null)
  const inputs = parts.map(({ part, at }, i): ExplanationStep => {
    const [amount, why, n, of_] = shownIn(of[i] as FigureTable, at.measure)
    const { name, id, unit } = expression.indicator
    return {
      name,
      indicator: id,
      unit,
      value: amount,
      blank: why,
      reported: n,
      expected: of_,
      period: at.period,
      label: partNames[part],
      address: at,
    }
  })
  const known = [row?.knownAt, ...of.map((each) => each.rows[0]?.knownAt)].filter((at) => typeof at === 'string')
  return {
    unit: head?.unit ?? expression.indicator.unit,
    scale: head?.scale ?? expression.indicator.scale,
    value,
    blank: reason,
    measure: { name: rule.name, formula: rule.formula },
    inputs: measure === 'target' ? milestonesOf(programme, address, expression) : inputs,
    sample: isSameSample(measure) ? await sampleOf(house, actor, address, reported) : null,
    coverage: { reported, expected },
    ...(isSameSample(measure) ? { blanks: {}, statuses: {} } : counts),
    knownAt: measure === 'target' ? null : (known.sort().at(-1) ?? null),
    remarks: table.remarks,
    released: table.released,
  }
}

/** One figure asked by the one question, its measure after its value. */
function tableOf(house: House, actor: Actor, address: FigureAddress): Promise<FigureTable> {
  return askFiguresOf(house, actor, queryOf(address), address.measure === 'value' ? undefined : (address.of ?? {}))
}

function queryOf({ indicator, period, span, measure, where, asOf }: FigureAddress): FigureQuery {
  const compare = measure === 'value' ? [] : [measure]
  const known = asOf === undefined ? {} : { asOf }
  return { indicators: [indicator], periods: [period], span, by: [], where, compare, ...known }
}

function shownIn(table: FigureTable, measure: FigureAddress['measure']): FigureCell {
  return table.rows[0]?.cells[measure === 'value' ? 0 : 1] ?? [null, 'not_reported', 0, 0, null]
}

/** How many reported now and a year before, beside how many in both. */
async function sampleOf(
  house: House,
  actor: Actor,
  address: FigureAddress,
  matched: number,
): Promise<FigureExplanation['sample']> {
  const [now, before] = await Promise.all(
    (['now', 'last_year'] as const).map((part) =>
      tableOf(
        house,
        actor,
        partAddress(address, part, () => address.period as Period),
      ),
    ),
  )
  const of = (table: FigureTable | undefined) => (table === undefined ? 0 : shownIn(table, 'value')[2])
  return { matched, now: of(now), before: of(before) }
}

/** The milestones that a required value lies between. */
function milestonesOf(programme: Programme, address: FigureAddress, { indicator }: Expression): ExplanationStep[] {
  const selection = targetSelection(address.where, programme.rootPlace)
  const target = selection === undefined ? undefined : targetOf(programme, { indicator, ...selection })
  if (target === undefined) return []
  const year = periodYear(address.period as Period)
  const stated = target.milestones.filter(({ value }) => value !== undefined)
  const before = stated.findLast((each) => Number(each.period.slice(0, 4)) <= year)
  const after = stated.find((each) => Number(each.period.slice(0, 4)) > year)
  return [before, after].flatMap((each) =>
    each?.value === undefined
      ? []
      : [
          {
            name: target.name,
            indicator: indicator.id,
            unit: target.unit ?? indicator.unit,
            value: each.value,
            blank: null,
            reported: 0,
            expected: 0,
            period: each.period,
            label: { zh: `规划节点（${each.source}）`, en: `milestone (${each.source})` },
            address: null,
          },
        ],
  )
}

const unusual: ReadonlySet<string> = new Set(['estimated', 'provisional', 'imputed'])

function countsOf(counts: Readonly<Record<string, number>> | null): Pick<Told, 'blanks' | 'statuses'> {
  const each = Object.entries(counts ?? {})
  return {
    blanks: Object.fromEntries(each.filter(([name]) => !unusual.has(name))),
    statuses: Object.fromEntries(each.filter(([name]) => unusual.has(name))),
  }
}

type StepSource = { readonly answer: LeafAnswer | Blank; readonly need: AskedFigure['need']; readonly hidden: boolean }

function stepOf(programme: Programme, leaf: Leaf, { answer, need, hidden }: StepSource): ExplanationStep {
  const indicator = getDoc(programme, 'indicators', leaf.indicator)
  const at = shifted(need, leaf.shifts, januaryFebruaryFor(programme, leaf.indicator))
  const head = {
    name: indicator.name,
    indicator: leaf.indicator,
    unit: leaf.unit,
    period: at.period,
    label: null,
    address: null,
    ...(leaf.where.length > 0 ? { selection: leaf.where.map((each) => each.text).join(' and ') } : {}),
  }
  if (isBlank(answer)) return { ...head, value: null, blank: answer.blank, reported: 0, expected: 0 }
  const counts = { reported: answer.reported, expected: answer.expected }
  if (hidden) return { ...head, value: null, blank: 'suppressed', ...counts }
  if (answer.reported === 0) return { ...head, value: null, blank: 'not_reported', ...counts }
  return {
    ...head,
    value: toDecimalText(roundTo(new Decimal(answer.sum).div(answer.periods), indicator.scale)),
    blank: null,
    ...counts,
  }
}
