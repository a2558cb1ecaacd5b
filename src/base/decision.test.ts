import { describe, expect, it } from 'vitest'
import { type Actor, anonymous, can, type Grant, type May, mayCall, type Resource, system } from './decision.ts'

const person = (...grants: Grant[]): Actor => ({ id: 'p1', kind: 'person', name: 'Lin', roles: [], grants })
const analyst = person({ permission: 'returns.approve', scope: 'place', place: 'east-town' })
const clerk = person({ permission: 'returns.submit', scope: 'organisation', organisation: 'works-1' })
const director = person({ permission: 'returns.approve', scope: 'all' })

const inEast = { places: ['east-town', 'county'], organisations: ['works-1'] }
const inWest = { places: ['west-town', 'county'], organisations: ['works-2'] }

describe('who may do what, where', () => {
  it.each<[string, Actor, [string, Resource], string?]>([
    ['an analyst approves in the own town', analyst, ['returns.approve', inEast]],
    ['an analyst does not approve elsewhere', analyst, ['returns.approve', inWest], 'decision.out_of_reach'],
    ['an analyst does not submit', analyst, ['returns.submit', inEast], 'decision.no_permission'],
    ['a clerk submits for the own works', clerk, ['returns.submit', inEast]],
    ['a clerk does not submit for others', clerk, ['returns.submit', inWest], 'decision.out_of_reach'],
    ['a director approves anywhere', director, ['returns.approve', inWest]],
    ['a director approves what lies nowhere', director, ['returns.approve', {}]],
    ['an analyst does not approve what lies nowhere', analyst, ['returns.approve', {}], 'decision.out_of_reach'],
    ['whoever has not signed in is told to', anonymous, ['returns.see', inEast], 'decision.not_signed_in'],
    ['the system seals and mirrors', system, ['observations.record', inEast]],
  ])('%s', (_sentence, actor, [permission, resource], reason) => {
    const decision = can(actor, permission, resource)
    expect(decision.allowed ? undefined : decision.reason).toBe(reason)
  })

  it('a grant for a place without naming one reaches nowhere', () => {
    expect(can(person({ permission: 'returns.approve', scope: 'place' }), 'returns.approve', inEast).allowed).toBe(
      false,
    )
  })

  it.each<[May, Actor, boolean]>([
    ['anyone', anonymous, true],
    ['signed_in', anonymous, false],
    ['signed_in', clerk, true],
    ['returns.submit', clerk, true],
    ['returns.approve', clerk, false],
    ['signed_in', { ...clerk, key: 'k' }, false],
    ['returns.submit', { ...clerk, key: 'k' }, true],
  ])('an endpoint for %s', (may, actor, expected) => {
    expect(mayCall(actor, may).allowed).toBe(expected)
  })
})
