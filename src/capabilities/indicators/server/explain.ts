import { type Blank, blank, isBlank } from '#base/blank.ts'
import { type Actor, can } from '#base/decision.ts'
import { Decimal, roundTo, toDecimalText } from '#base/decimal.ts'
import { parsePeriod } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import { observationsBehind } from '#capabilities/observations/server/service.ts'
import { listEnterprisesById } from '#capabilities/enterprises/server/service.ts'
import { isSynthetic, namesOfPeople } from '#capabilities/people/server/service.ts'
import type { House } from '#kit/server/house.ts'
import type { FigureAddress, FigureExplanation, LineageRow } from '../contract.ts'
import { type Computed, computeFigure, expressionsOf, type LeafAnswer, withMissing } from '../rules/asked.ts'
import { januaryFebruaryFor } from '../rules/catalogue.ts'
import { getDoc } from '#pack/lookup.ts'
import type { Expression, Leaf } from '../rules/expression.ts'
import { shifted } from '../rules/passes.ts'
import { lineageSql, lineageTotalSql } from './facts.sql.ts'
import { Groups } from './groups.ts'
import { LeafAnswers } from './leaf-answers.ts'
import { whereSql } from './where-sql.ts'

type Asked = {
  readonly expression: Expression
  readonly groups: Groups
  readonly answers: LeafAnswers
  readonly need: { readonly period: ReturnType<typeof parsePeriod>; readonly span: 'this' | 'cumulative' }
  readonly sees: boolean
}

async function ask(house: House, actor: Actor, address: FigureAddress): Promise<Asked> {
  const programme = house.programme()
  const period = parsePeriod(address.period)
  const expression = expressionsOf(programme).of(address.indicator, period)
  const groups = new Groups(programme, { by: [], where: address.where })
  const sees = can(actor, 'observations.see_micro', { places: groups.scope }).allowed
  const need = { period, span: address.span }
  const needs = expression.leaves.map((leaf) => ({
    key: leaf.key,
    leaf,
    needs: new Map([[`${period}|${address.span}`, need]]),
  }))
  const answers = await LeafAnswers.ask(house, {
    expected: true,
    groups,
    needs,
    asOf: address.asOf ?? null,
    units: !sees,
  })
  return { expression, groups, answers, need, sees }
}

/** How one figure came to be: formula, inputs, coverage, blanks, and whether its returns may be seen. */
export async function explainFigure(house: House, actor: Actor, address: FigureAddress): Promise<FigureExplanation> {
  const { expression, groups, answers, need, sees } = await ask(house, actor, address)
  const { indicator, formula } = expression
  const leaves = expression.leaves.map((leaf) => answers.of('', leaf.key, need))
  const computed = computeFigure(expression, leaves)
  const value = computed.value
  const refusal = can(actor, 'observations.see_micro', { places: groups.scope })
  return {
    address,
    name: indicator.name,
    definition: indicator.definition,
    unit: indicator.unit,
    scale: indicator.scale,
    domain: indicator.domain,
    value: isBlank(value) ? null : value,
    blank: isBlank(value) ? value.blank : null,
    measure: null,
    sample: null,
    remarks: [],
    citation: { zh: '', en: '' },
    reproduce: address,
    formula: formula ? { id: indicator.id, text: formula.is.text, from: formula.from, source: formula.source } : null,
    inputs: expression.leaves.map((leaf, i) =>
      stepOf(house, leaf, { answer: leaves[i] ?? blank('not_reported'), need, hidden: !sees && isHidden(computed) }),
    ),
    coverage: { reported: computed.reported, expected: computed.expected },
    blanks: blanksOf(computed),
    statuses: statusesOf(computed),
    knownAt: computed.knownAt,
    source: indicator.source,
    packHash: house.programme().hash,
    synthetic: await isSynthetic(house),
    lineage: refusal.allowed ? { allowed: true } : { allowed: false, reason: refusal.reason },
  }
}

const unusual = ['estimated', 'provisional', 'imputed']

function statusesOf(computed: Computed): Record<string, number> {
  return Object.fromEntries(Object.entries(computed.blanks ?? {}).filter(([name]) => unusual.includes(name)))
}

function blanksOf(computed: Computed): Record<string, number> {
  return Object.fromEntries(Object.entries(withMissing(computed) ?? {}).filter(([name]) => !unusual.includes(name)))
}

function isHidden(computed: Computed): boolean {
  return isBlank(computed.value) && computed.value.blank === 'suppressed'
}

type StepSource = { readonly answer: LeafAnswer | Blank; readonly need: Asked['need']; readonly hidden: boolean }

function stepOf(house: House, leaf: Leaf, { answer, need, hidden }: StepSource): FigureExplanation['inputs'][number] {
  const indicator = getDoc(house.programme(), 'indicators', leaf.indicator)
  const at = shifted(need, leaf.shifts, januaryFebruaryFor(house.programme(), leaf.indicator))
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

export type LineageAsked = {
  readonly address: FigureAddress
  readonly input: number
  readonly page: number
  readonly size: number
}

/** The returns and lines of files behind one input of a figure, the largest first; the reader must have sight of single values there. */
export async function listLineage(
  house: House,
  actor: Actor,
  { address, input, page, size }: LineageAsked,
): Promise<{ rows: LineageRow[]; total: number }> {
  const { expression, groups, answers, need } = await ask(house, actor, address)
  const refusal = can(actor, 'observations.see_micro', { places: groups.scope })
  if (!refusal.allowed) throw new Problem('forbidden', { details: { reason: refusal.reason } })
  const leaf = expression.leaves[input]
  const placed = leaf ? answers.placeOf(leaf.key, need) : undefined
  if (!leaf || !placed) return { rows: [], total: 0 }
  const programme = house.programme()
  const chosen = whereSql(programme, leaf, { table: placed.table.name, of: 'values' }).sql
  const question = {
    table: placed.table.name,
    cell: placed.cell,
    range: placed.range,
    filters: [...groups.filters, ...(chosen === null ? [] : [chosen])],
    asOf: address.asOf === undefined ? null : '$1',
  }
  const params = address.asOf === undefined ? [] : [new Date(address.asOf)]
  const [total] = await house.facts.query<{ n: string | number }>(lineageTotalSql(question), params)
  const found = await house.facts.query<{ subject: string; period: number; batch: string }>(
    lineageSql(question, { page, size }),
    params,
  )
  const kind = placed.table.periodKind
  const rows = found.map((row) => ({ subject: row.subject, period: Number(row.period), batch: String(row.batch) }))
  return house.record.withActor(actor, async (tx) => {
    const cell = { indicator: leaf.indicator, span: 'this' as const }
    const observations = await observationsBehind(programme, tx, { periodKind: kind, cell, rows })
    const names = await listEnterprisesById(tx, [...new Set(rows.map((row) => row.subject))])
    const people = await namesOfPeople(tx, [...new Set(observations.map((each) => each.by))])
    const told = observations.map((each) => ({
      subject: each.subject,
      name: names.get(each.subject)?.name ?? each.subject,
      period: each.period,
      indicator: each.indicator,
      value: each.value ?? null,
      blank: each.blank ?? null,
      status: each.status ?? 'normal',
      kind: each.kind,
      source: each.source,
      version: each.sourceVersion,
      by: people.get(each.by) ?? null,
      knownAt: each.knownAt,
    }))
    return { rows: told, total: Number(total?.n ?? 0) }
  })
}
