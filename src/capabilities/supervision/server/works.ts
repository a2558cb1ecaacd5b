import { type Actor, can } from '#base/decision.ts'
import { parseDecimal, toDecimalText } from '#base/decimal.ts'
import { isPlainDate, parsePlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { convert, quantity, subtract } from '#base/quantity.ts'
import { namesOfPeople, organisationsAround } from '#capabilities/people/server/service.ts'
import { placesAround } from '#capabilities/places/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { findDoc, listDocs } from '#pack/lookup.ts'
import type { Programme, ProgrammeDoc } from '#pack/programme.ts'
import { workStages } from '#pack/schema/work.ts'
import type { MoneySum, WorkDetail, WorkSummary } from '../contract/bases.ts'
import { isWhole, moneyNames, stageNames, type Stated, sumStated } from '../rules/money.ts'
import { clauseOf, isIllustrative, namedOrganisations, namedPlace, textOf, unitsOf, written } from '#pack/naming.ts'
import { tables } from './store.ts'

type Work = ProgrammeDoc<'works'>
type Progress = Awaited<ReturnType<typeof progressOf>>[number]

/** The unit of money of works of which nothing is stated. */
const usualUnit = 'CNY_100M'

function progressOf(tx: Transaction, works: readonly string[]) {
  return tables(tx)
    .selectFrom('supervision_work_progress')
    .selectAll()
    .where('work', 'in', works.length === 0 ? [''] : [...works])
    .orderBy('happened_on')
    .orderBy('at')
    .execute()
}

export type WorksAsked = {
  readonly base?: string | undefined
  readonly kind?: string | undefined
  readonly unit?: string | undefined
}

/** Works of the programme with need against money; sums of what is stated, and what is missing of them. */
export async function listWorks(house: House, tx: Transaction, { base, kind, unit }: WorksAsked) {
  const programme = house.programme()
  const works = listDocs(programme, 'works').filter(
    (work) =>
      (base === undefined || placesAround(programme, work.place).includes(base)) &&
      (kind === undefined || work.kind === kind) &&
      (unit === undefined || unitsOfWork(work).includes(unit)),
  )
  const progress = await progressOf(
    tx,
    works.map(({ id }) => id),
  )
  return {
    items: works.map((work) =>
      summaryOf(
        programme,
        work,
        progress.filter((one) => one.work === work.id),
      ),
    ),
    money: moneyOf(works),
    kinds: programme.workKinds.map(({ id, name }) => ({ id, name: textOf(name) })),
  }
}

function unitsOfWork(work: Work): string[] {
  return [...new Set([...unitsOf(work.owner), ...unitsOf(work.lead), ...unitsOf(work.assist)])]
}

function needOf(work: Work) {
  return sumStated((work.need ?? []).map(({ amount }): Stated => amount))
}

function fundsOf(work: Work) {
  return sumStated((work.money ?? []).map(({ amount }): Stated => amount))
}

function unitOf(work: Work): string {
  return needOf(work).sum?.unit ?? fundsOf(work).sum?.unit ?? usualUnit
}

function summaryOf(programme: Programme, work: Work, progress: readonly Progress[]): WorkSummary {
  const [need, funds, unit] = [needOf(work), fundsOf(work), unitOf(work)]
  const last = progress.at(-1)
  const recorded = progress.findLast(({ stage }) => stage !== null)
  const stage = recorded?.stage ?? work.stage.is
  const reached = new Set(progress.flatMap(({ milestone }) => milestone ?? []))
  return {
    id: work.id,
    name: textOf(work.name),
    kind: work.kind,
    kindName: textOf(programme.workKinds.find(({ id }) => id === work.kind)?.name ?? { zh: work.kind, en: work.kind }),
    base: namedPlace(programme, work.place),
    owner: namedOrganisations(programme, unitsOf(work.owner)),
    lead: namedOrganisations(programme, unitsOf(work.lead)),
    assist: namedOrganisations(programme, unitsOf(work.assist)),
    stage,
    stageName: stageNames[stage] ?? written(stage),
    stageOf: recorded === undefined ? 'pack' : 'record',
    asOf: recorded?.happened_on ?? work.stage.as_of ?? null,
    from: work.from ?? null,
    to: work.to ?? null,
    need: need.sum === null ? null : convert(need.sum, unit).value,
    needIsWhole: isWhole(need),
    money: funds.sum === null ? null : convert(funds.sum, unit).value,
    unit,
    milestones: work.milestones?.length ?? 0,
    reached: reached.size,
    lastProgress: last === undefined ? null : { on: last.happened_on, words: last.words },
    clause: clauseOf(programme, work.source),
    isIllustrative: isIllustrative(programme, work.source),
  }
}

/** Sums over works: only of what is stated, with how many state it. */
function moneyOf(works: readonly Work[]): MoneySum {
  const need = sumStated(works.flatMap((work) => (work.need ?? []).map(({ amount }): Stated => amount)))
  const lines = works.flatMap((work) => work.money ?? [])
  const all = sumStated(lines.map(({ amount }): Stated => amount))
  const unit = need.sum?.unit ?? all.sum?.unit ?? usualUnit
  const inUnit = (sum: typeof need.sum) => (sum === null ? null : convert(sum, unit).value)
  const sources = [...new Set(lines.map(({ from }) => from))]
  const everyNeed = works.length > 0 && works.every((work) => isWhole(needOf(work)))
  const everyFund = works.length > 0 && works.every((work) => isWhole(fundsOf(work)))
  const gap = everyNeed && everyFund && need.sum !== null && all.sum !== null ? subtract(need.sum, all.sum) : null
  return {
    unit,
    need: inUnit(need.sum),
    needStated: works.filter((work) => needOf(work).stated > 0).length,
    works: works.length,
    bySource: sources.map((source) => {
      const sum = sumStated(lines.filter(({ from }) => from === source).map(({ amount }): Stated => amount))
      return { source, name: moneyNames[source] ?? written(source), amount: inUnit(sum.sum), stated: sum.stated }
    }),
    gap: inUnit(gap),
  }
}

function getWork(programme: Programme, id: string): Work {
  const work = findDoc(programme, 'works', id)
  if (work === undefined) throw new Problem('not_found', { details: { kind: 'work', id } })
  return work
}

/** One work: milestones, money, progress. @throws Problem not_found */
export async function showWork(
  house: House,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<WorkDetail> {
  const programme = house.programme()
  const work = getWork(programme, id)
  const progress = await progressOf(tx, [id])
  const names = await namesOfPeople(
    tx,
    progress.map(({ by }) => by),
  )
  const [need, funds, unit] = [needOf(work), fundsOf(work), unitOf(work)]
  const amountIn = (amount: Stated) =>
    'value' in amount ? convert(quantity(amount.value, amount.unit), unit).value : null
  const isKnown = isWhole(need) && isWhole(funds) && need.sum !== null && funds.sum !== null
  const tasks = await tables(tx)
    .selectFrom('supervision_task')
    .select(['id', 'number', 'title'])
    .where('work', '=', id)
    .orderBy('number')
    .execute()
  return {
    ...summaryOf(programme, work, progress),
    about: textOf(work.about),
    note: work.note === undefined ? null : textOf(work.note),
    stageWords: work.stage.words === undefined ? null : textOf(work.stage.words),
    needs: (work.need ?? []).map(({ period, amount, source }) => ({
      period: period ?? null,
      amount: amountIn(amount),
      clause: clauseOf(programme, source ?? work.source),
    })),
    sources: (work.money ?? []).map(({ from, period, amount, source }) => ({
      source: from,
      name: moneyNames[from] ?? written(from),
      period: period ?? null,
      amount: amountIn(amount),
      received: receivedOf(progress, from, unit),
      clause: clauseOf(programme, source ?? work.source),
    })),
    gap: isKnown && need.sum !== null && funds.sum !== null ? convert(subtract(need.sum, funds.sum), unit).value : null,
    list: milestonesOf(house, work, progress),
    progress: progress.toReversed().map((row) => ({
      id: row.id,
      on: row.happened_on,
      milestone: row.milestone,
      stage: row.stage,
      words: row.words,
      evidence: row.evidence,
      money:
        row.money_from === null || row.amount === null ? null : { source: row.money_from, amount: plain(row.amount) },
      at: row.at.toISOString(),
      by: names.get(row.by) ?? null,
    })),
    targets: (work.targets ?? []).map((target) => ({
      id: target,
      name: textOf(findDoc(programme, 'targets', target)?.name ?? { zh: target, en: target }),
    })),
    tasks,
    may: { record: can(actor, 'supervision.record', reachOf(programme, work)).allowed },
  }
}

function plain(amount: string): string {
  return toDecimalText(parseDecimal(amount))
}

/** What came in from a source, as recorded; null where nothing was. */
function receivedOf(progress: readonly Progress[], source: string, unit: string): string | null {
  const amounts = progress.flatMap((row): Stated[] =>
    row.money_from === source && row.amount !== null && row.unit !== null
      ? [{ value: row.amount, unit: row.unit }]
      : [],
  )
  const { sum } = sumStated(amounts)
  return sum === null ? null : convert(sum, unit).value
}

function milestonesOf(house: House, work: Work, progress: readonly Progress[]): WorkDetail['list'] {
  const programme = house.programme()
  return (work.milestones ?? []).map(({ id, name, by, source }) => {
    const reached = progress.find(({ milestone }) => milestone === id)
    const due = typeof by === 'string' ? by : null
    return {
      id,
      name: textOf(name),
      due,
      reachedOn: reached?.happened_on ?? null,
      evidence: reached?.evidence ?? null,
      isOverdue: due !== null && isPlainDate(due) && (reached?.happened_on ?? todayOf(house)) > due,
      clause: clauseOf(programme, source ?? work.source),
    }
  })
}

function reachOf(programme: Programme, work: Work) {
  return {
    places: placesAround(programme, work.place),
    organisations: organisationsAround(programme, unitsOfWork(work)),
  }
}

export type WorkRecording = {
  readonly id: string
  readonly on: string
  readonly words: string
  readonly milestone?: string | undefined
  readonly stage?: string | undefined
  readonly evidence?: string | undefined
  readonly money?: { readonly source: string; readonly amount: string } | undefined
  readonly actor: Actor
}

/** Records progress of a work. @throws Problem not_found, forbidden, invalid_input */
export async function recordWork(house: House, tx: Transaction, asked: WorkRecording): Promise<{ id: string }> {
  const programme = house.programme()
  const work = getWork(programme, asked.id)
  const reach = reachOf(programme, work)
  decide(asked.actor, 'supervision.record', reach)
  const on = parsePlainDate(asked.on)
  const known = (work.milestones ?? []).map(({ id }) => id)
  const { milestone, stage, money } = asked
  const issues = [
    ...(on > todayOf(house) ? [{ text: 'supervision.not_yet', where: 'body.on', found: on }] : []),
    ...(milestone !== undefined && !known.includes(milestone)
      ? [
          {
            text: 'supervision.unknown_milestone',
            where: 'body.milestone',
            found: milestone,
            expected: known.join(', '),
          },
        ]
      : []),
    ...(stage !== undefined && !workStages.some((one) => one === stage)
      ? [{ text: 'supervision.unknown_stage', where: 'body.stage', found: stage, expected: workStages.join(', ') }]
      : []),
    ...(money !== undefined && !Object.hasOwn(moneyNames, money.source)
      ? [
          {
            text: 'supervision.unknown_money',
            where: 'body.money.source',
            found: money.source,
            expected: Object.keys(moneyNames).join(', '),
          },
        ]
      : []),
    ...(money !== undefined && !parseDecimal(money.amount).gt(0)
      ? [{ text: 'supervision.amount_not_positive', where: 'body.money.amount', found: money.amount }]
      : []),
  ]
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  const ofMilestone = (work.milestones ?? []).find(({ id }) => id === milestone)?.stage
  const { id } = await tables(tx)
    .insertInto('supervision_work_progress')
    .values({
      work: work.id,
      happened_on: on,
      milestone: milestone ?? null,
      stage: stage ?? ofMilestone ?? null,
      words: asked.words,
      evidence: asked.evidence ?? null,
      money_from: money?.source ?? null,
      amount: money?.amount ?? null,
      unit: money === undefined ? null : unitOf(work),
      places: reach.places,
      organisations: reach.organisations,
      at: house.clock.now(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await recordAct(tx, {
    name: 'supervision.work_recorded',
    subject: { kind: 'work', id: work.id },
    detail: { ...(milestone === undefined ? {} : { milestone }), due: on },
  })
  return { id }
}
