import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePlainDate } from '#base/plain-date.ts'
import { parseFormula } from '#pack/formula/parse.ts'
import type { ProgrammeSlipLevel } from '#pack/programme.ts'
import { causeOfUnmet, type IssuedSlip, levelAfter, slipDue, type SlipTask } from './slips.ts'

const level = (id: string, colour: ProgrammeSlipLevel['colour'], when?: string): ProgrammeSlipLevel => ({
  id,
  name: { zh: id, en: id },
  colour,
  reply: { days: 3, count: 'working' },
  to: ['lead'],
  may: 'supervision.issue',
  ...(when === undefined ? {} : { issued_when: parseFormula(when) }),
})
const ladder = [
  level('blue', 'blue', 'days_to_due <= 7 day and progress < 100 percent'),
  level('yellow', 'yellow', 'scheduled > progress or unmet_blue'),
  level('red', 'red', 'days_overdue > 0 day or unmet_yellow'),
]
const day = parsePlainDate
const task = (more: Partial<SlipTask> = {}): SlipTask => ({
  due: day('2026-06-30'),
  originalDue: day('2026-06-30'),
  begunOn: day('2026-01-05'),
  share: '0.2',
  scheduled: null,
  hard: true,
  urgent: false,
  sentBack: false,
  light: 'on_schedule',
  ...more,
})
const due = (one: SlipTask, today: string, issued: readonly IssuedSlip[] = []) =>
  slipDue(ladder, one, { issued, today: day(today) })
const slip = (id: string, of: string, cause: string, more: Partial<IssuedSlip> = {}): IssuedSlip => ({
  id,
  level: of,
  cause,
  isOpen: false,
  isWithdrawn: false,
  met: true,
  ...more,
})

describe('the slip that is issued by rule', () => {
  it('is none while the task is on schedule', () => {
    expect(due(task(), '2026-03-01')).toBeUndefined()
  })

  it('is of the level whose condition holds, with its cause', () => {
    expect(due(task({ light: 'near' }), '2026-06-25')).toMatchObject({ level: { id: 'blue' }, cause: 'due 2026-06-30' })
    const behind = task({ scheduled: { until: '2026-Q1', share: '0.5' }, light: 'behind' })
    expect(due(behind, '2026-04-02')).toMatchObject({ level: { id: 'yellow' }, cause: 'behind 2026-Q1' })
    expect(due(task({ light: 'overdue' }), '2026-07-02')).toMatchObject({
      level: { id: 'red' },
      cause: 'overdue 2026-06-30',
    })
  })

  it('is issued once for a cause, and again for another', () => {
    const behind = (until: string) => task({ scheduled: { until, share: '0.5' }, light: 'behind' })
    const issued = [slip('1', 'yellow', 'behind 2026-Q1')]
    expect(due(behind('2026-Q1'), '2026-04-09', issued)).toBeUndefined()
    expect(due(behind('2026-Q2'), '2026-04-09', issued)).toMatchObject({ cause: 'behind 2026-Q2' })
  })

  it('is not issued again after it was withdrawn, nor below one that is open', () => {
    const withdrawn = slip('1', 'red', 'overdue 2026-06-30', { isWithdrawn: true, met: null })
    expect(due(task({ light: 'overdue', share: '0.9' }), '2026-07-02', [withdrawn])).toBeUndefined()
    const open = slip('2', 'red', 'by hand', { isOpen: true, met: null })
    expect(due(task({ light: 'near' }), '2026-06-25', [open])).toBeUndefined()
  })

  it('follows one that was not met, for that one alone', () => {
    const unmet = slip('7', 'blue', 'due 2026-06-30', { met: false })
    expect(due(task(), '2026-03-01', [unmet])).toMatchObject({ level: { id: 'yellow' }, cause: causeOfUnmet('7') })
    const next = slip('8', 'yellow', causeOfUnmet('7'))
    expect(due(task(), '2026-03-01', [unmet, next])).toBeUndefined()
  })

  it('is none where progress is not known and the condition asks for it', () => {
    expect(due(task({ light: 'near', share: null }), '2026-06-25')).toBeUndefined()
  })

  it('is none for what is done or cancelled', () => {
    for (const light of ['done', 'none'] as const) expect(due(task({ light }), '2026-07-02')).toBeUndefined()
  })
})

describe('the ladder', () => {
  const ids = fc.uniqueArray(fc.stringMatching(/^[a-z]{3,6}$/), { minLength: 1, maxLength: 6 })

  it('never skips a level when a slip was not met', () => {
    fc.assert(
      fc.property(ids, fc.nat(), (names, at) => {
        const levels = names.map((id) => level(id, 'blue'))
        const from = at % levels.length
        expect(levelAfter(levels, names[from] ?? '')?.id).toBe(names[from + 1])
      }),
    )
  })

  it('is climbed by rule only to a level whose own condition holds, and never issues the same twice', () => {
    const issuedOnes = fc.array(
      fc.record({
        id: fc.uuid(),
        level: fc.constantFrom('blue', 'yellow', 'red'),
        cause: fc.constantFrom('due 2026-06-30', 'overdue 2026-06-30', 'behind 2026-Q1'),
        isOpen: fc.boolean(),
        isWithdrawn: fc.boolean(),
        met: fc.constantFrom(true, false, null),
      }),
      { maxLength: 5 },
    )
    const share = fc.option(fc.constantFrom('0', '0.4', '0.9'))
    fc.assert(
      fc.property(issuedOnes, share, fc.boolean(), (issued, known, isOverdue) => {
        const one = task({
          share: known,
          scheduled: { until: '2026-Q1', share: '0.5' },
          light: isOverdue ? 'overdue' : 'behind',
        })
        const found = due(one, isOverdue ? '2026-07-04' : '2026-05-04', issued)
        if (found === undefined) return
        expect(issued.some((each) => each.level === found.level.id && each.cause === found.cause)).toBe(false)
        const unmet = (of: string) =>
          issued.some((each) => each.level === of && each.met === false && !each.isWithdrawn)
        const mayBe: Record<string, boolean> = {
          blue: false,
          yellow: (known !== null && Number(known) < 0.5) || unmet('blue'),
          red: isOverdue || unmet('yellow'),
        }
        expect(mayBe[found.level.id]).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})
