import { describe, expect, it } from 'vitest'
import { can } from '#base/decision.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import type { Programme } from '#pack/programme.ts'
import {
  checkRole,
  grantsOf,
  holdersOf,
  type HeldRole,
  isEnterprise,
  lockedUntil,
  mayManageRole,
  resourceOfRole,
  toActor,
} from './rules.ts'

const day = parsePlainDate
const today = day('2026-03-02')
const words = (en: string) => ({ zh: en, en })
const origin = { layer: 'test', file: 'test.yaml', replaces: [] }
const doc = <T extends object>(id: string, content: T) => ({ id, origin, name: words(id), source: 'act 1', ...content })

const programme = {
  id: 'county',
  name: words('County'),
  rootPlace: 'county',
  places: {
    county: doc('county', { kind: 'county' }),
    east: doc('east', { kind: 'town', parent: 'county' }),
    west: doc('west', { kind: 'town', parent: 'county' }),
  },
  organisations: {
    bureau: doc('bureau', { kind: 'bureau', place: 'county' }),
    'east-town': doc('east-town', { kind: 'town', place: 'east' }),
    council: doc('council', { kind: 'committee' }),
  },
  roles: {
    analyst: doc('analyst', { permissions: [{ may: 'returns.approve', scope: 'all' }] }),
    clerk: doc('clerk', {
      permissions: [
        { may: 'returns.see', scope: 'place' },
        { may: 'people.see', scope: 'place' },
      ],
    }),
    reporter: doc('reporter', {
      permissions: [
        { may: 'returns.submit', scope: 'organisation' },
        { may: 'enterprises.see', scope: 'organisation' },
      ],
    }),
    manager: doc('manager', { permissions: [{ may: 'people.manage', scope: 'all' }] }),
    'town-manager': doc('town-manager', { permissions: [{ may: 'people.manage', scope: 'place' }] }),
  },
} as unknown as Programme

const held = (role: string, organisation: string, more: Partial<HeldRole> = {}): HeldRole => ({
  role,
  organisation,
  from: day('2026-01-01'),
  ...more,
})
const enterprise = 'enterprise:0b6c5f0e-9d0f-4d3e-8f2a-1c2b3a4d5e6f'
const person = { id: 'p1', name: 'Li', mustChangePassword: false }
const actorWith = (...roles: HeldRole[]) => toActor(programme, person, { roles, today })

describe('what a role permits', () => {
  it('a town clerk reaches their town and nothing of the next', () => {
    const clerk = actorWith(held('clerk', 'bureau', { place: 'east' }))
    expect(can(clerk, 'returns.see', { places: ['east', 'county'] })).toEqual({ allowed: true })
    expect(can(clerk, 'returns.see', { places: ['west', 'county'] })).toMatchObject({
      allowed: false,
      reason: 'decision.out_of_reach',
    })
  })

  it('without a place of their own, a clerk has the place of the organisation', () => {
    expect(grantsOf(programme, [held('clerk', 'east-town')], today)).toContainEqual({
      permission: 'returns.see',
      scope: 'place',
      place: 'east',
    })
  })

  it('a role scoped by place reaches nothing when neither person nor organisation has a place', () => {
    expect(grantsOf(programme, [held('clerk', 'council')], today)).toEqual([])
  })

  it('an enterprise clerk reaches their enterprise only', () => {
    const reporter = actorWith(held('reporter', enterprise))
    expect(can(reporter, 'returns.submit', { organisations: [enterprise] }).allowed).toBe(true)
    expect(can(reporter, 'returns.submit', { organisations: ['enterprise:other'] }).allowed).toBe(false)
  })

  it.each([
    ['before its first day', { from: day('2026-03-03') }],
    ['after its last day', { to: day('2026-03-01') }],
    ['once taken back', { revoked: true }],
  ])('a role permits nothing %s', (_when, more) => {
    expect(actorWith(held('analyst', 'bureau', more))).toMatchObject({ roles: [], grants: [] })
  })

  it('a role counts on its first and on its last day', () => {
    expect(actorWith(held('analyst', 'bureau', { from: today, to: today })).roles).toEqual(['analyst'])
  })

  it('nothing is permitted while the first password is unchanged', () => {
    const actor = toActor(
      programme,
      { ...person, mustChangePassword: true },
      { roles: [held('analyst', 'bureau')], today },
    )
    expect(actor.roles).toEqual(['analyst'])
    expect(actor.grants).toEqual([])
  })

  it('the same role held twice counts once', () => {
    const actor = actorWith(held('analyst', 'bureau'), held('analyst', 'bureau'))
    expect(actor.grants).toHaveLength(1)
    expect(actor.roles).toEqual(['analyst'])
  })

  it('a role that the pack does not know permits nothing', () => {
    expect(actorWith(held('constructor', 'bureau')).grants).toEqual([])
  })
})

describe('giving a role', () => {
  it('whoever manages everywhere gives any role', () => {
    expect(mayManageRole(programme, actorWith(held('manager', 'bureau')), held('analyst', 'bureau'))).toEqual({
      allowed: true,
    })
  })

  it('whoever manages one town gives roles of that town only', () => {
    const manager = actorWith(held('town-manager', 'east-town'))
    expect(mayManageRole(programme, manager, held('clerk', 'east-town')).allowed).toBe(true)
    expect(mayManageRole(programme, manager, held('clerk', 'bureau', { place: 'west' }))).toMatchObject({
      reason: 'decision.out_of_reach',
    })
  })

  it('whoever manages one town gives no role that reaches everywhere', () => {
    const manager = actorWith(held('town-manager', 'east-town'))
    expect(mayManageRole(programme, manager, held('analyst', 'east-town'))).toMatchObject({
      reason: 'people.role_reaches_further',
    })
  })

  it('what a role permits everywhere may be passed on by whoever holds it everywhere', () => {
    const manager = actorWith(held('town-manager', 'east-town'), held('analyst', 'bureau'))
    expect(mayManageRole(programme, manager, held('analyst', 'east-town'))).toEqual({ allowed: true })
  })

  it.each([
    ['reporter', 'enterprise'],
    ['clerk', 'place'],
    ['analyst', 'office'],
  ])('the role %s is held by people of: %s', (role, holders) => {
    expect(holdersOf(programme, role)).toBe(holders)
  })

  it('every mistake is named with its field', () => {
    const wrong = held('nobody', 'nowhere', { place: 'atlantis', to: day('2025-01-01') })
    expect(checkRole(programme, wrong).map((issue) => [issue.where, issue.text])).toEqual([
      ['body.role', 'people.unknown_role'],
      ['body.organisation', 'people.unknown_organisation'],
      ['body.place', 'people.unknown_place'],
      ['body.to', 'people.ends_before_it_begins'],
    ])
  })

  it('a role scoped by place asks for a place where the organisation has none', () => {
    expect(checkRole(programme, held('clerk', 'council'))).toMatchObject([{ text: 'people.place_missing' }])
  })

  it('an enterprise is an organisation', () => {
    expect(checkRole(programme, held('reporter', enterprise))).toEqual([])
    expect(isEnterprise('enterprise:1')).toBe(false)
  })

  it('a role is about its place, all that contain it, and its organisation', () => {
    expect(resourceOfRole(programme, held('clerk', 'east-town'))).toEqual({
      places: ['east', 'county'],
      organisations: ['east-town'],
    })
  })
})

describe('wrong passwords', () => {
  const now = new Date('2026-03-02T02:00:00Z')
  it('four in a row lock nothing, the fifth locks for a quarter of an hour', () => {
    expect(lockedUntil(4, now)).toBeUndefined()
    expect(lockedUntil(5, now)).toEqual(new Date('2026-03-02T02:15:00Z'))
  })
})
