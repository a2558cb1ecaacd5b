import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Actor } from '#base/decision.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { parseFormula } from '#pack/formula/parse.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import { clocksOf, lightOf, nextDue } from './clocks.ts'
import { type CaseAct, type ClockFrame, extendingAct, openingAct } from './model.ts'
import { availableActs } from './offers.ts'
import { isFinal, stateOf } from './state.ts'

const day = parsePlainDate
const words = (en: string) => ({ zh: en, en })
const state = (id: string, final?: boolean) => ({ id, name: words(id), ...(final ? { final } : {}) })
const act = (id: string, from: string[], to: string, more: object = {}) => ({
  id,
  name: words(id),
  from,
  to,
  may: `returns.${id}`,
  requires: [],
  ...more,
})

const workflow = {
  id: 'monthly',
  origin: { layer: 'test', file: 'workflows/monthly.yaml', replaces: [] },
  name: words('Monthly return'),
  subject: 'return',
  initial: 'draft',
  states: [state('draft'), state('submitted'), state('approved', true)],
  acts: [
    act('submit', ['draft'], 'submitted', { requires: [parseFormula('revenue > 0')] }),
    act('approve', ['submitted'], 'approved'),
    act('send_back', ['submitted'], 'draft', { reason: 'required' }),
    act('correct', ['approved'], 'draft', { reason: 'required' }),
  ],
  clocks: [
    {
      id: 'filing',
      name: words('Filing'),
      starts: { due: true },
      days: 0,
      count: 'calendar',
      stops: ['submitted', 'approved'],
    },
    {
      id: 'review',
      name: words('Review'),
      starts: { state: 'submitted' },
      days: 3,
      count: 'working',
      stops: ['draft', 'approved'],
    },
  ],
} as unknown as ProgrammeWorkflow

const holder = (...permissions: string[]): Actor => ({
  id: 'p1',
  kind: 'person',
  name: 'Li',
  roles: [],
  grants: permissions.map((permission) => ({ permission, scope: 'all' })),
})
const nobody: Actor = { id: 'anonymous', kind: 'anonymous', name: '', roles: [], grants: [] }

const did = (name: string, at: string, more: Partial<CaseAct> = {}): CaseAct => ({
  act: name,
  at: new Date(at),
  actor: 'p1',
  ...more,
})
const opened = did(openingAct, '2026-09-25T01:00:00Z')

const frame: ClockFrame = {
  calendar: {
    holidays: ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'].map(day),
    workdays: [day('2026-10-10')],
    publishedThrough: day('2026-12-31'),
  },
  timeZone: 'Asia/Shanghai',
  today: day('2026-09-29'),
  due: day('2026-10-08'),
}

describe('the state of a case', () => {
  it('is the initial one after opening', () => {
    expect(stateOf(workflow, [opened])).toBe('draft')
  })

  it('follows the acts, back and forth', () => {
    const acts = [
      opened,
      did('submit', '2026-09-26T01:00:00Z'),
      did('send_back', '2026-09-27T01:00:00Z'),
      did('submit', '2026-09-28T01:00:00Z'),
    ]
    expect(stateOf(workflow, acts)).toBe('submitted')
    expect(stateOf(workflow, [...acts, did('approve', '2026-09-29T01:00:00Z')])).toBe('approved')
  })

  it('is not changed by an extension', () => {
    expect(
      stateOf(workflow, [
        opened,
        did(extendingAct, '2026-09-26T01:00:00Z', { clock: 'filing', due: day('2026-10-20') }),
      ]),
    ).toBe('draft')
  })

  it.each([
    ['an act that does not start there', [opened, did('approve', '2026-09-26T01:00:00Z')], 'workflows.not_from_here'],
    [
      'an act that the workflow does not know',
      [opened, did('celebrate', '2026-09-26T01:00:00Z')],
      'workflows.unknown_act',
    ],
    ['a list that does not begin with an opening', [did('submit', '2026-09-26T01:00:00Z')], 'workflows.not_opened'],
  ])('refuses %s', (_what, acts, reason) => {
    expect(() => stateOf(workflow, acts)).toThrow(
      expect.objectContaining({ code: 'wrong_state', details: expect.objectContaining({ reason }) }),
    )
  })

  it('whatever is done by the offers leads to a state that a replay gives again', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 30 }), (choices) => {
        const everybody = holder(...workflow.acts.map(({ may }) => may))
        const acts = [opened]
        let at = workflow.initial
        for (const choice of choices) {
          const offers = availableActs(workflow, at, everybody, { holds: () => true })
          const chosen = offers[choice % offers.length]
          if (chosen === undefined) break
          expect(chosen.decision).toEqual({ allowed: true })
          acts.push(did(chosen.act.id, '2026-09-26T01:00:00Z'))
          at = chosen.act.to
          expect(stateOf(workflow, acts)).toBe(at)
        }
      }),
    )
  })

  it('a final state is final', () => {
    expect([isFinal(workflow, 'approved'), isFinal(workflow, 'draft')]).toEqual([true, false])
  })
})

describe('what may be done', () => {
  const decisionOf = (actor: Actor, facts: Parameters<typeof availableActs>[3]) =>
    availableActs(workflow, 'draft', actor, facts)[0]?.decision

  it('only acts that start in the state are offered', () => {
    expect(availableActs(workflow, 'submitted', holder()).map(({ act }) => act.id)).toEqual(['approve', 'send_back'])
  })

  it.each([
    ['nobody signed in', nobody, {}, 'decision.not_signed_in'],
    ['a person without the permission', holder('returns.see'), {}, 'decision.no_permission'],
    [
      'a requirement that does not hold',
      holder('returns.submit'),
      { holds: () => false },
      'workflows.requirement_fails',
    ],
    [
      'a requirement that is unknown',
      holder('returns.submit'),
      { holds: () => ({ unknown: ['revenue'] }) },
      'workflows.requirement_unknown',
    ],
    ['a requirement that nobody answered', holder('returns.submit'), {}, 'workflows.requirement_unknown'],
  ])('%s is refused with the reason', (_who, actor, facts, reason) => {
    expect(decisionOf(actor, facts)).toMatchObject({ allowed: false, reason })
  })

  it('an unknown requirement says what is missing', () => {
    expect(decisionOf(holder('returns.submit'), { holds: () => ({ unknown: ['revenue'] }) })).toMatchObject({
      details: { condition: 'revenue > 0', missing: 'revenue' },
    })
  })

  it('a permission in one town does not reach a case in another', () => {
    const clerk: Actor = { ...holder(), grants: [{ permission: 'returns.submit', scope: 'place', place: 'east' }] }
    expect(decisionOf(clerk, { resource: { places: ['west', 'county'] }, holds: () => true })).toMatchObject({
      reason: 'decision.out_of_reach',
    })
    expect(decisionOf(clerk, { resource: { places: ['east', 'county'] }, holds: () => true })).toEqual({
      allowed: true,
    })
  })
})

describe('clocks', () => {
  const submitted = did('submit', '2026-09-29T03:00:00Z')
  const find = (id: string, acts: CaseAct[], more: Partial<ClockFrame> = {}) =>
    clocksOf(workflow, acts, { ...frame, ...more }).filter((clock) => clock.id === id)

  it('one that starts at the due date runs from the opening and ends on that day', () => {
    expect(find('filing', [opened])).toMatchObject([
      { startedOn: '2026-10-08', originalDue: '2026-10-08', due: '2026-10-08', light: 'on_schedule' },
    ])
  })

  it('working days skip the holidays and count the weekend days that are worked', () => {
    expect(find('review', [opened, submitted])).toMatchObject([
      { startedOn: '2026-09-29', due: '2026-10-09', provisional: false },
    ])
  })

  it('the day is that of the time zone: eight in the evening in London is the next day in Shanghai', () => {
    expect(find('review', [opened, did('submit', '2026-09-28T20:00:00Z')])).toMatchObject([{ startedOn: '2026-09-29' }])
  })

  it('days after the last published calendar are provisional', () => {
    expect(
      find('review', [opened, submitted], { calendar: { ...frame.calendar, publishedThrough: day('2026-09-30') } }),
    ).toMatchObject([{ provisional: true }])
  })

  it('stops when the state is left, starts anew when it is entered again', () => {
    const acts = [opened, submitted, did('send_back', '2026-09-30T01:00:00Z'), did('submit', '2026-10-08T01:00:00Z')]
    expect(find('review', acts)).toMatchObject([
      { startedOn: '2026-09-29', stoppedOn: '2026-09-30', light: 'done' },
      { startedOn: '2026-10-08', due: '2026-10-12', light: 'on_schedule' },
    ])
  })

  it('an extension re-bases the due date, and the original stays', () => {
    const extended = did(extendingAct, '2026-09-30T01:00:00Z', {
      clock: 'review',
      due: day('2026-10-20'),
      reason: 'flood',
    })
    expect(find('review', [opened, submitted, extended])).toMatchObject([
      { originalDue: '2026-10-09', due: '2026-10-20', rebased: [{ due: '2026-10-20', actor: 'p1', reason: 'flood' }] },
    ])
  })

  it('an extension of one clock leaves the others alone', () => {
    const extended = did(extendingAct, '2026-09-26T01:00:00Z', { clock: 'filing', due: day('2026-10-20') })
    expect(find('review', [opened, extended, submitted])).toMatchObject([{ due: '2026-10-09', rebased: [] }])
  })

  it('without a due date of the case no clock starts there', () => {
    const { due: _due, ...withoutDue } = frame
    expect(clocksOf(workflow, [opened], withoutDue)).toEqual([])
  })

  it('the next due date is the earliest of the running clocks', () => {
    expect(nextDue(clocksOf(workflow, [opened], frame))).toBe('2026-10-08')
    expect(
      nextDue(clocksOf(workflow, [opened, submitted, did('approve', '2026-09-30T01:00:00Z')], frame)),
    ).toBeUndefined()
  })

  it.each([
    ['2026-10-04', 'on_schedule'],
    ['2026-10-05', 'near'],
    ['2026-10-08', 'near'],
    ['2026-10-09', 'overdue'],
  ])('due on 8 October: on %s the light says %s', (today, light) => {
    expect(lightOf(day('2026-10-08'), day(today))).toBe(light)
  })
})
