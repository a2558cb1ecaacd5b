import { parsePlainDate } from '#base/plain-date.ts'
import { parseFormula } from '#pack/formula/parse.ts'
import type { ProgrammeInForce } from '#kit/server/house.ts'

const words = (en: string) => ({ zh: `${en}（中文）`, en })
const origin = { layer: 'county', file: 'county.yaml', replaces: [] }
const doc = <Content extends object>(id: string, content: Content) => ({
  id,
  origin,
  name: words(id),
  source: 'act 1',
  ...content,
})
const byId = <Content extends { id: string }>(...docs: Content[]) =>
  Object.fromEntries(docs.map((one) => [one.id, one]))
const may = (scope: 'all' | 'place' | 'organisation', ...names: string[]) => names.map((name) => ({ may: name, scope }))

const monthly = doc('monthly', {
  subject: 'return',
  initial: 'draft',
  states: [
    { id: 'draft', name: words('draft') },
    { id: 'submitted', name: words('submitted') },
    { id: 'approved', name: words('approved'), final: true },
  ],
  acts: [
    { id: 'submit', name: words('submit'), from: ['draft'], to: 'submitted', may: 'returns.submit', requires: [] },
    {
      id: 'approve',
      name: words('approve'),
      from: ['submitted'],
      to: 'approved',
      may: 'returns.approve',
      requires: [parseFormula('revenue > 0')],
    },
    {
      id: 'send_back',
      name: words('send back'),
      from: ['submitted'],
      to: 'draft',
      may: 'returns.approve',
      reason: 'required',
      requires: [],
    },
  ],
  clocks: [
    {
      id: 'filing',
      name: words('filing'),
      starts: { due: true },
      days: 0,
      count: 'calendar',
      stops: ['submitted', 'approved'],
    },
    {
      id: 'review',
      name: words('review'),
      starts: { state: 'submitted' },
      days: 3,
      count: 'working',
      stops: ['draft', 'approved'],
    },
  ],
})

/** A fictional county as far as people and cases need one: two towns, one workflow, six roles. */
export const countyProgramme = {
  id: 'county',
  hash: 'c0'.repeat(32),
  name: words('County programme'),
  language: 1,
  version: '1',
  languages: ['zh', 'en'],
  timeZone: 'Asia/Shanghai',
  rootPlace: 'county',
  calendarId: 'china',
  calendar: { holidays: [], workdays: [], publishedThrough: parsePlainDate('2026-12-31') },
  placeKinds: [],
  texts: { zh: {}, en: {} },
  layers: [],
  places: byId(
    doc('county', { kind: 'county' }),
    doc('east', { kind: 'town', parent: 'county' }),
    doc('west', { kind: 'town', parent: 'county' }),
  ),
  organisations: byId(
    doc('bureau', { kind: 'bureau', place: 'county' }),
    doc('east-town', { kind: 'town', place: 'east' }),
    doc('old-bureau', {
      kind: 'bureau',
      place: 'county',
      to: '2019-01-01',
      successors: [{ organisation: 'bureau', from: '2019-01-02', source: 'act 2' }],
    }),
  ),
  duties: byId(
    doc('returns', { matter: words('returns'), lead: ['bureau'], assist: ['east-town'], from: '2020-01-01' }),
    doc('land', { matter: words('land'), lead: ['old-bureau'], assist: [], from: '2010-01-01', to: '2019-01-01' }),
  ),
  roles: byId(
    doc('administrator', { permissions: may('all', 'people.see', 'people.manage', 'workflows.see') }),
    doc('analyst', { permissions: may('all', 'workflows.see', 'workflows.extend', 'returns.approve') }),
    doc('town_clerk', {
      permissions: [...may('place', 'workflows.see', 'people.see', 'returns.approve'), ...may('all', 'places.see')],
    }),
    doc('town_manager', { permissions: [...may('place', 'people.see', 'people.manage'), ...may('all', 'places.see')] }),
    doc('enterprise_clerk', {
      permissions: [
        ...may('organisation', 'enterprises.see', 'workflows.see', 'returns.submit'),
        ...may('all', 'places.see'),
      ],
    }),
    doc('leader', { permissions: may('all', 'workflows.see') }),
  ),
  workflows: byId(monthly),
  sources: {},
  taxonomies: {},
  crosswalks: {},
  indicators: {},
  forms: {},
  targets: {},
  statements: {},
  contradictions: {},
  examples: {},
  calendars: {},
  meetings: {},
} as unknown as ProgrammeInForce

/** The same county with the three administrators, two of whom nobody is. */
export const guardedProgramme = {
  ...countyProgramme,
  roles: {
    ...countyProgramme.roles,
    ...byId(
      doc('guard', {
        administrator: 'security',
        permissions: may('all', 'people.see', 'people.manage', 'people.keys'),
      }),
      doc('keeper', { administrator: 'system', permissions: may('all', 'workflows.messages') }),
      doc('auditor', { administrator: 'audit', permissions: may('all', 'acts.see') }),
    ),
  },
} as unknown as ProgrammeInForce
