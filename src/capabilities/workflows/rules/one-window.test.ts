import { beforeAll, describe, expect, it } from 'vitest'
import { type Actor, type Grant, system } from '#base/decision.ts'
import { parsePlainDate, type PlainDate } from '#base/plain-date.ts'
import { loadProgramme } from '#kit/server/pack-folder.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import { clocksOf, decideExtension, duesSetBy, extensionRoom, nextDue, redatedDues } from './clocks.ts'
import { missingFor } from './filling.ts'
import { layoutOf } from './layout.ts'
import {
  assigningAct,
  type CaseAct,
  type CaseFacts,
  type ClockFrame,
  extendingAct,
  openingAct,
  redatingAct,
  subcaseClosedAct,
} from './model.ts'
import { availableActs, decideAct, isMine } from './offers.ts'
import { caseStateOf } from './state.ts'
import { dueSteps, nextStepDay } from './steps.ts'
import { keysOf, waitsOf } from './waits.ts'

let window: ProgrammeWorkflow

beforeAll(async () => {
  const { programme } = await loadProgramme(['demo'], process.cwd())
  window = programme?.workflows['one-window'] as ProgrammeWorkflow
})

const day = parsePlainDate
const all = (...permissions: string[]): Grant[] => permissions.map((permission) => ({ permission, scope: 'all' }))
const person = (id: string, organisation: string, grants: Grant[]): Actor => ({
  id,
  kind: 'person',
  name: id,
  organisation,
  roles: [],
  grants,
})
const li = person('li', 'industry-bureau', all('supervision.report'))
const wang = person('wang', 'tax', all('supervision.reply'))
const zhao = person('zhao', 'ecology', all('supervision.reply'))
const mayor = person('mayor', 'county-government', all('supervision.decide'))
const applicant = person('applicant', 'enterprise:1', all('supervision.plan'))

const did = (act: string, on: string, more: Partial<CaseAct> = {}): CaseAct => ({
  act,
  at: new Date(`${on}T02:00:00Z`),
  actor: 'li',
  ...more,
})
const opened = did(openingAct, '2026-09-07', {
  actor: 'applicant',
  parties: { lead: ['industry-bureau'], assist: ['tax', 'ecology'], decide: ['county-government'] },
})
const sent = did('send_out', '2026-09-07', { fields: { scale: 'large', wanted_area: '20' } })
const agreed = did('opinion.agree', '2026-09-08', { actor: 'wang', unit: 'tax' })
const objected = did('opinion.object', '2026-09-08', { actor: 'zhao', unit: 'ecology', reason: 'Water' })
const fits = did('land.fits', '2026-09-09', { actor: 'chen', unit: 'land-office', fields: { area: '18.5' } })
const drafted = did('draft.ready', '2026-09-09', { unit: 'industry-bureau' })
const written = did('note_progress', '2026-09-09', { fields: { drafted: '100' } })

const frame: ClockFrame = {
  calendar: {
    holidays: ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'].map(day),
    workdays: [day('2026-10-10')],
    publishedThrough: day('2026-12-31'),
  },
  timeZone: 'Asia/Shanghai',
  today: day('2026-09-09'),
}
const on = (today: string): ClockFrame => ({ ...frame, today: day(today) })
const decisionOf = (acts: CaseAct[], act: string, actor: Actor, facts: CaseFacts = {}) =>
  decideAct(window, caseStateOf(window, acts), { act, actor, unit: actor.organisation }, facts).decision

describe('branches', () => {
  it('each assisting unit has its own, named units and the lead have theirs', () => {
    expect(caseStateOf(window, [opened, sent]).branches).toEqual([
      { key: 'opinion@tax', branch: 'opinion', units: ['tax'], unit: 'tax' },
      { key: 'opinion@ecology', branch: 'opinion', units: ['ecology'], unit: 'ecology' },
      { key: 'land', branch: 'land', units: ['land-office'] },
      { key: 'draft', branch: 'draft', units: ['industry-bureau'] },
    ])
  })

  it('an outcome stays with its branch, who gave it and for which unit', () => {
    const { branches, fields } = caseStateOf(window, [opened, sent, agreed, fits])
    expect(branches[0]).toMatchObject({ outcome: 'agree', good: true, by: 'wang', given: 'tax' })
    expect(branches[2]).toMatchObject({ outcome: 'fits', given: 'land-office' })
    expect(fields).toEqual({ scale: 'large', wanted_area: '20', area: '18.5' })
  })

  it('may be decided again while the state lasts, and begin anew when it is entered again', () => {
    const again = did('opinion.agree', '2026-09-10', { actor: 'zhao', unit: 'ecology' })
    const acts = [opened, sent, objected, again]
    expect(caseStateOf(window, acts).branches[1]).toMatchObject({ outcome: 'agree', good: true })
    const back = [
      did('ask_for_more', '2026-09-11'),
      did('complete_papers', '2026-09-14'),
      did('send_out', '2026-09-14'),
    ]
    expect(caseStateOf(window, [...acts, back[0] as CaseAct]).branches).toEqual([])
    expect(caseStateOf(window, [...acts, ...back]).branches.map(({ outcome }) => outcome)).toEqual(
      Array(4).fill(undefined),
    )
  })

  it('come and go with the assisting units, and those decided stay decided', () => {
    const assigned = did(assigningAct, '2026-09-09', { parties: { assist: ['tax', 'statistics'] } })
    const { branches, parties } = caseStateOf(window, [opened, sent, agreed, assigned])
    expect(branches.map(({ key, outcome }) => [key, outcome])).toEqual([
      ['opinion@tax', 'agree'],
      ['opinion@statistics', undefined],
      ['land', undefined],
      ['draft', undefined],
    ])
    expect(parties.lead).toEqual(['industry-bureau'])
  })

  it('of a unit that is not asked there is none', () => {
    const foreign = did('opinion.agree', '2026-09-08', { unit: 'statistics' })
    expect(() => caseStateOf(window, [opened, sent, foreign])).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ reason: 'workflows.no_such_branch' }) }),
    )
  })

  it('are decided by the people of their unit only', () => {
    const state = caseStateOf(window, [opened, sent])
    const mine = availableActs(window, state, wang).filter(({ decision }) => decision.allowed)
    expect(mine.map(({ act, unit }) => [act.id, unit])).toEqual([
      ['opinion.agree', 'tax'],
      ['opinion.object', 'tax'],
    ])
    expect(decisionOf([opened, sent], 'land.fits', wang)).toMatchObject({ reason: 'workflows.not_a_party' })
    expect(decisionOf([opened, sent], 'land.fits', system)).toEqual({ allowed: true })
  })
})

describe('who may do what', () => {
  it('without a unit an outcome is that of the actor’s own', () => {
    const state = caseStateOf(window, [opened, sent])
    expect(decideAct(window, state, { act: 'opinion.agree', actor: zhao })).toMatchObject({
      unit: 'ecology',
      act: { branch: { key: 'opinion@ecology' } },
    })
    expect(
      decideAct(window, state, { act: 'opinion.agree', actor: person('x', 'statistics', all('supervision.reply')) }),
    ).toMatchObject({ decision: { reason: 'workflows.not_a_party' } })
  })

  it('acts of a party are for its units, wherever the case lies', () => {
    expect(decisionOf([opened], 'send_out', li, { resource: { places: ['elsewhere'] } })).toEqual({ allowed: true })
    const other = person('sun', 'statistics', all('supervision.report'))
    expect(decisionOf([opened], 'send_out', other)).toMatchObject({ reason: 'workflows.not_a_party' })
    expect(decisionOf([opened], 'withdraw', applicant)).toEqual({ allowed: true })
    expect(decisionOf([opened], 'withdraw', person('x', 'tax', all('supervision.plan')))).toMatchObject({
      reason: 'workflows.not_the_opener',
    })
  })

  it('the person to whom it was given acts for the lead', () => {
    const sun = person('sun', 'statistics', all('supervision.report'))
    const given = did(assigningAct, '2026-09-07', { assignee: 'sun' })
    expect(decisionOf([opened, given], 'send_out', sun)).toEqual({ allowed: true })
    const taken = did(assigningAct, '2026-09-08', { assignee: null })
    expect(decisionOf([opened, given, taken], 'send_out', sun)).toMatchObject({ reason: 'workflows.not_a_party' })
  })

  it('who stands in for an absent person acts in their place, and it is said', () => {
    const deputy: Actor = {
      ...person('deputy', 'tax', [{ permission: 'supervision.report', scope: 'all', for: 'li' }]),
      standsInFor: [{ id: 'li', name: 'li', organisation: 'industry-bureau', until: '2026-12-31' }],
    }
    const offer = decideAct(window, caseStateOf(window, [opened]), { act: 'send_out', actor: deputy })
    expect(offer).toMatchObject({ decision: { allowed: true }, onBehalfOf: 'li', unit: 'industry-bureau' })
  })

  it.each([
    ['a branch is open', [agreed, objected, fits, written], 'workflows.branches_open'],
    ['a large one was refused', [agreed, objected, fits, drafted, written], 'workflows.requirement_fails'],
    [
      'nothing was noted',
      [agreed, did('opinion.agree', '2026-09-08', { unit: 'ecology' }), fits, drafted],
      'workflows.requirement_unknown',
    ],
  ])('concluding is refused while %s', (_why, acts, reason) => {
    expect(decisionOf([opened, sent, ...acts], 'conclude', li)).toMatchObject({ allowed: false, reason })
  })

  it('concluding waits for sub-cases, and is possible when all are there', () => {
    const both = [agreed, did('opinion.agree', '2026-09-08', { unit: 'ecology' }), fits, drafted, written]
    const visit = did('visit', '2026-09-08', { subcase: 'v1' })
    const over = did(subcaseClosedAct, '2026-09-09', { subcase: 'v1' })
    expect(decisionOf([opened, sent, visit, ...both], 'conclude', li)).toEqual({
      allowed: false,
      reason: 'workflows.subcases_open',
      details: { condition: 'open_subcases = 0', count: '1' },
    })
    expect(decisionOf([opened, sent, visit, ...both, over], 'conclude', li)).toEqual({ allowed: true })
  })

  it('fields that are being filled in count already', () => {
    const acts = [opened, sent, agreed, did('opinion.agree', '2026-09-08', { unit: 'ecology' }), fits, drafted]
    expect(decisionOf(acts, 'conclude', li, { fields: { drafted: '100' } })).toEqual({ allowed: true })
    expect(decisionOf(acts, 'conclude', li, { fields: { drafted: '99.9' } })).toMatchObject({ allowed: false })
  })
})

describe('what has to be filled in and attached', () => {
  const act = (id: string) => window.acts.find((one) => one.id === id) as ProgrammeWorkflow['acts'][number]

  it('is said for each field and file', () => {
    expect(missingFor(act('send_out')).map(({ id, text }) => [id, text])).toEqual([
      ['scale', 'workflows.field_missing'],
    ])
    expect(missingFor(act('ask_for_more'), { reason: '  ' })).toMatchObject([{ text: 'workflows.reason_missing' }])
    expect(missingFor(act('complete_papers'))).toMatchObject([{ id: 'papers', text: 'workflows.file_missing' }])
  })

  it.each([
    [{ scale: 'huge' }, 'workflows.field_no_choice'],
    [{ scale: 'small', wanted_area: '1,000' }, 'workflows.field_no_number'],
    [{ scale: 'small', start_on: '2026-02-30' }, 'workflows.field_no_date'],
    [{ scale: 'small', words: 'x'.repeat(4001) }, 'workflows.field_too_long'],
    [{ scale: 'small', colour: 'red' }, 'workflows.unknown_field'],
  ])('%j is refused', (fields, text) => {
    expect(missingFor(act('send_out'), { fields })).toMatchObject([{ text }])
  })

  it('a share lies between 0 and 100, a file has its type and size', () => {
    expect(missingFor(act('note_progress'), { fields: { drafted: '100.5' } })).toMatchObject([
      { text: 'workflows.field_no_share' },
    ])
    const papers = (name: string, size: number) =>
      missingFor(act('complete_papers'), { files: [{ id: 'papers', name, size }] }).map(({ text }) => text)
    expect([papers('plan.PDF', 1000), papers('plan.exe', 1000), papers('plan.pdf', 21 * 1024 * 1024)]).toEqual([
      [],
      ['workflows.file_of_other_type'],
      ['workflows.file_too_big'],
    ])
  })
})

describe('clocks of a case', () => {
  const handling = (acts: CaseAct[], today = '2026-09-09') =>
    clocksOf(window, acts, on(today)).filter(({ id }) => id === 'handling')

  it('start with an act and rest while the applicant has the case: the due date moves by as many working days', () => {
    const asked = did('ask_for_more', '2026-09-10')
    const completed = did('complete_papers', '2026-09-15')
    expect(handling([opened, sent])).toMatchObject([{ startedOn: '2026-09-07', due: '2026-09-21' }])
    expect(handling([opened, sent, asked])).toMatchObject([{ pausedOn: '2026-09-10', light: 'on_schedule' }])
    expect(nextDue(handling([opened, sent, asked]))).toBeUndefined()
    expect(handling([opened, sent, asked, completed])).toMatchObject([
      { originalDue: '2026-09-21', due: '2026-09-24', rebased: [{ due: '2026-09-24', by: 'pause' }] },
    ])
  })

  it('of a branch ends with its outcome, for each unit by itself', () => {
    const clocks = clocksOf(window, [opened, sent, agreed], frame)
    expect(clocks.map(({ id, due, light }) => [id, due, light])).toEqual([
      ['handling', '2026-09-21', 'on_schedule'],
      ['opinion@tax', '2026-09-14', 'done'],
      ['opinion@ecology', '2026-09-14', 'on_schedule'],
    ])
  })

  it('late stays late, whatever is extended afterwards', () => {
    const late = [opened, sent, did(extendingAct, '2026-09-23', { clock: 'handling', due: day('2026-09-30') })]
    expect(handling(late, '2026-09-24')).toMatchObject([
      { originalDue: '2026-09-21', due: '2026-09-30', lateSince: '2026-09-22', light: 'on_schedule' },
    ])
  })

  it('are extended as often and as far as the workflow allows', () => {
    const extend = (acts: CaseAct[], due: string, actor = mayor) =>
      decideExtension(window, handling(acts), { clock: 'handling', due: day(due), actor, frame })
    const first = did(extendingAct, '2026-09-10', { clock: 'handling', due: day('2026-09-28') })
    const second = did(extendingAct, '2026-09-11', { clock: 'handling', due: day('2026-09-29') })
    expect(extend([opened, sent], '2026-09-28')).toEqual({ allowed: true })
    expect(extend([opened, sent], '2026-09-28', li)).toMatchObject({ reason: 'decision.no_permission' })
    expect(extend([opened, sent], '2026-09-21')).toMatchObject({ reason: 'workflows.due_not_later' })
    expect(extend([opened, sent], '2026-10-30')).toMatchObject({ details: { expected: '2026-10-10' } })
    expect(extensionRoom(window, handling([opened, sent, first])[0] as never, frame)).toEqual({
      times: 1,
      latest: '2026-10-10',
    })
    expect(extend([opened, sent, first, second], '2026-09-30')).toMatchObject({
      reason: 'workflows.extended_too_often',
    })
    expect(extend([opened], '2026-09-30')).toMatchObject({ reason: 'workflows.clock_not_running' })
  })

  it('due dates that were stored win over another calendar, until an act redates them', () => {
    const unpublished: ClockFrame = {
      ...frame,
      calendar: { ...frame.calendar, holidays: [], workdays: [], publishedThrough: day('2026-09-10') },
    }
    const late = did('send_out', '2026-09-28', { fields: { scale: 'small' } })
    const dues = duesSetBy(window, [opened, late], unpublished)
    expect(dues[0]).toEqual({ clock: 'handling', due: '2026-10-12', provisional: true })
    const stored = [opened, { ...late, dues }]
    expect(handling(stored)).toMatchObject([{ due: '2026-10-12', provisional: true }])
    const redated = redatedDues(window, stored, frame)
    expect(redated[0]).toEqual({ clock: 'handling', due: '2026-10-16', provisional: false })
    const acts = [...stored, did(redatingAct, '2026-10-01', { actor: 'system', dues: redated })]
    expect(handling(acts)).toMatchObject([
      { originalDue: '2026-10-12', due: '2026-10-16', provisional: false, rebased: [{ by: 'calendar' }] },
    ])
    expect(redatedDues(window, acts, frame)).toEqual([])
  })

  it('the due date of a case goes on where its clock begins again: what was extended stays so', async () => {
    const { programme } = await loadProgramme(['demo'], process.cwd())
    const tasks = programme?.workflows.tasks as ProgrammeWorkflow
    const acts = [
      did(openingAct, '2026-09-01'),
      did('accept', '2026-09-02'),
      did(extendingAct, '2026-09-12', { clock: 'deadline', due: day('2026-09-30') }),
      did('report_done', '2026-09-20'),
      did('send_back', '2026-09-21'),
    ]
    const clocks = clocksOf(tasks, acts, { ...on('2026-09-22'), due: day('2026-09-10') })
    expect(clocks.filter(({ id }) => id === 'deadline')).toMatchObject([
      { originalDue: '2026-09-10', due: '2026-09-30', lateSince: '2026-09-11', light: 'done' },
      { originalDue: '2026-09-10', due: '2026-09-30', lateSince: '2026-09-11', light: 'on_schedule' },
    ])
  })
})

describe('what is to be done on a day', () => {
  const keys = (acts: CaseAct[], today: string) =>
    dueSteps(window, acts, on(today)).map(
      ({ day: when, key, running }) => `${when} ${key}${running ? '' : ' (moved on)'}`,
    )

  it('reminders before a due date, what it sets off, escalation after it, each on its day', () => {
    expect(keys([opened, sent], '2026-09-28')).toEqual([
      '2026-09-11 opinion@ecology 2026-09-14 -1:notify',
      '2026-09-11 opinion@tax 2026-09-14 -1:notify',
      '2026-09-15 opinion@ecology 2026-09-14 due',
      '2026-09-15 opinion@tax 2026-09-14 due',
      '2026-09-16 handling 2026-09-21 -3:notify',
      '2026-09-21 handling 2026-09-21 0:notify',
      '2026-09-22 handling 2026-09-21 due',
      '2026-09-23 handling 2026-09-21 2:hand_up',
      '2026-09-28 handling 2026-09-21 5:notify',
    ])
    expect(dueSteps(window, [opened, sent], on('2026-09-15')).find(({ step }) => step === 'due')).toMatchObject({
      does: 'opinion.agree',
      unit: 'ecology',
    })
  })

  it('what was overtaken is told apart, and the next day that matters is known', () => {
    const acts = [opened, sent, did('opinion.agree', '2026-09-11', { unit: 'tax' })]
    expect(keys(acts, '2026-09-15')).toContain('2026-09-11 opinion@tax 2026-09-14 -1:notify (moved on)')
    expect(keys(acts, '2026-09-15')).not.toContain('2026-09-15 opinion@tax 2026-09-14 due')
    const done = new Set(dueSteps(window, acts, on('2026-09-15')).map(({ key }) => key))
    expect(nextStepDay(window, acts, { ...on('2026-09-15'), done })).toBe('2026-09-16')
    expect(nextStepDay(window, acts, { ...on('2026-09-15'), done: new Set() })).toBe('2026-09-11')
  })

  it('a reminder whose day had passed when the due date was set is left out', () => {
    const extended = did(extendingAct, '2026-09-21', { clock: 'handling', due: day('2026-09-22') })
    expect(keys([opened, sent, extended], '2026-09-22').filter((key) => key.includes('2026-09-22 '))).toEqual([
      '2026-09-22 handling 2026-09-22 0:notify',
    ])
  })
})

describe('for whom a case waits', () => {
  const reach = { places: ['kite', 'cloud-islet'], organisations: ['enterprise:1'] }

  it('for the lead before, for the units of open branches while they work; never for an act that stands aside', () => {
    expect(waitsOf(window, caseStateOf(window, [opened]), reach)).toEqual(['supervision.report@unit:industry-bureau'])
    const waits = waitsOf(window, caseStateOf(window, [opened, sent, agreed]), reach)
    expect(waits).toContain('supervision.reply@unit:ecology')
    expect(waits).not.toContain('supervision.reply@unit:tax')
    expect(waits).toContain('supervision.issue@place:kite')
    expect(keysOf(zhao)).toContain('supervision.reply@unit:ecology')
  })

  it('for nobody when it is over', () => {
    const withdrawn = did('withdraw', '2026-09-08', { actor: 'applicant' })
    expect(waitsOf(window, caseStateOf(window, [opened, withdrawn]), reach)).toEqual([])
  })

  it('it is somebody’s turn even while something must be there before', () => {
    const offer = decideAct(window, caseStateOf(window, [opened, sent]), { act: 'conclude', actor: li })
    expect([offer.decision.allowed, isMine(offer)]).toEqual([false, true])
  })
})

describe('the diagram', () => {
  it('goes from left to right, with ways back below', () => {
    const { states, edges, ranks } = layoutOf(window)
    const rankOf = (id: string) => states.find((state) => state.id === id)?.rank
    expect([rankOf('received'), rankOf('consulting'), rankOf('deciding'), rankOf('granted')]).toEqual([0, 1, 2, 3])
    expect(ranks).toBe(4)
    expect(edges.find(({ from, to }) => from === 'deciding' && to === 'consulting')).toMatchObject({
      kind: 'back',
      acts: [{ id: 'return' }],
    })
    expect(edges.find(({ from, to }) => from === 'consulting' && to === 'consulting')).toMatchObject({ kind: 'self' })
    expect(states.find(({ id }) => id === 'consulting')?.branches.map(({ id }) => id)).toEqual([
      'opinion',
      'land',
      'draft',
    ])
  })

  it('no two states stand in one place, and forward edges lead forward', async () => {
    const { programme } = await loadProgramme(['demo'], process.cwd())
    for (const workflow of Object.values(programme?.workflows ?? {})) {
      const { states, edges, lanes, ranks } = layoutOf(workflow)
      const through = edges.flatMap((edge) => edge.through)
      const places = [...states, ...through].map(({ rank, lane }) => `${rank} ${lane}`)
      expect(new Set(places).size, workflow.id).toBe(places.length)
      for (const { from, to, kind, track } of edges) {
        const [a, b] = [from, to].map((id) => states.find((state) => state.id === id)?.rank ?? -1) as [number, number]
        if (kind === 'forward') expect(a, `${workflow.id} ${from} ${to}`).toBeLessThan(b)
        expect(track > 0).toBe(kind === 'back')
      }
      expect(Math.max(...states.map(({ rank }) => rank))).toBe(ranks - 1)
      expect(Math.max(...[...states, ...through].map(({ lane }) => lane))).toBe(lanes - 1)
    }
  })
})

describe('a case that was opened with nothing but a due date', () => {
  it('each assisting unit is none, and the branch of the lead waits until somebody is named', () => {
    const { branches } = caseStateOf(window, [did(openingAct, '2026-09-07'), sent])
    expect(branches.map(({ key, units }) => [key, units.length])).toEqual([
      ['land', 1],
      ['draft', 0],
    ])
    expect(decisionOf([did(openingAct, '2026-09-07'), sent], 'draft.ready', li)).toMatchObject({
      reason: 'workflows.nobody_named',
    })
  })

  it('its own due date is a clock like others', () => {
    const due: PlainDate = day('2026-09-18')
    expect(clocksOf(window, [opened], { ...frame, due })).toMatchObject([{ id: 'promised', due: '2026-09-18' }])
  })
})
