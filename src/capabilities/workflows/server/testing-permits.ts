import { parsePlainDate } from '#base/plain-date.ts'
import type { ProgrammeInForce } from '#kit/server/house.ts'
import { parseFormula } from '#pack/formula/parse.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'

const permitted = (verb: string) => `permits.${verb}`
const words = (en: string) => ({ zh: `${en}（中文）`, en })
const state = (id: string, more: object = {}) => ({ id, name: words(id), ...more })
const act = (id: string, from: string[], to: string, more: object = {}) => ({
  id,
  name: words(id),
  from,
  to,
  may: permitted('handle'),
  requires: [],
  ...more,
})
const origin = { layer: 'county', file: 'permits.yaml', replaces: [] }

/** A permit that several units look at: branches, a pause, extensions with limits, sub-cases, reminders and an escalation. */
export const permits = {
  id: 'permits',
  origin,
  name: words('permits'),
  subject: 'permit',
  parties: ['lead', 'assist', 'decide'],
  initial: 'filed',
  states: [
    state('filed'),
    state('consulting', {
      branches: [
        {
          id: 'comment',
          name: words('comment'),
          may: permitted('comment'),
          unit: { party: 'assist', each: true },
          outcomes: [
            { id: 'agree', name: words('agree'), good: true },
            { id: 'object', name: words('object'), good: false, reason: 'required' },
          ],
          days: 3,
          count: 'working',
          on_expiry: 'agree',
        },
      ],
    }),
    state('waiting'),
    state('deciding'),
    state('granted', { final: true }),
    state('refused', { final: true }),
  ],
  acts: [
    act('note', ['filed'], 'filed', { bulk: true }),
    act('take_up', ['filed'], 'consulting', {
      party: 'lead',
      fields: [{ id: 'area', name: words('area'), type: 'number', unit: 'm2', required: true }],
    }),
    act('ask', ['consulting'], 'waiting', { party: 'lead', reason: 'required' }),
    act('complete', ['waiting'], 'consulting', { may: permitted('file'), party: 'opener' }),
    act('put_forward', ['consulting'], 'deciding', {
      party: 'lead',
      requires: [parseFormula('open_branches = 0'), parseFormula('refused_branches = 0')],
    }),
    act('inspect', ['deciding'], 'deciding', { party: 'lead', opens: 'checks' }),
    act('grant', ['deciding'], 'granted', {
      may: permitted('decide'),
      party: 'decide',
      requires: [parseFormula('open_subcases = 0'), parseFormula('paid')],
    }),
    act('refuse', ['filed', 'consulting', 'waiting', 'deciding'], 'refused', {
      may: permitted('decide'),
      reason: 'required',
    }),
  ],
  clocks: [
    {
      id: 'reply',
      name: words('reply'),
      starts: { state: 'consulting' },
      days: 10,
      count: 'working',
      stops: ['granted', 'refused'],
      pauses: ['waiting'],
      extends: { times: 2, at_most_days: 10 },
      on_expiry: 'notify',
      steps: [
        { days: -3, does: 'notify', to: ['lead'] },
        { days: 5, does: 'refuse' },
      ],
    },
  ],
  announces: [{ on: 'refuse', to: ['opener', 'assist'], by: ['app'] }],
  subcases: ['checks', 'permits'],
  source: 'act 3',
} as unknown as ProgrammeWorkflow

/** A visit that ends by itself when nobody ends it. */
export const checks = {
  id: 'checks',
  origin,
  name: words('checks'),
  subject: 'check',
  parties: ['lead', 'assist', 'decide'],
  initial: 'open',
  states: [state('open'), state('ended', { final: true })],
  acts: [act('end', ['open'], 'ended', { party: 'lead' })],
  clocks: [
    { id: 'visit', name: words('visit'), starts: { state: 'open' }, days: 5, count: 'calendar', on_expiry: 'end' },
  ],
  source: 'act 3',
} as unknown as ProgrammeWorkflow

/** A programme, such as that of the county, with workflows in which several units have a part. */
export function permitProgramme(county: ProgrammeInForce, more: Partial<ProgrammeInForce> = {}): ProgrammeInForce {
  return {
    ...county,
    calendar: { holidays: [], workdays: [], publishedThrough: parsePlainDate('2026-12-31') },
    workflows: { ...county.workflows, permits, checks },
    ...more,
  } as ProgrammeInForce
}
