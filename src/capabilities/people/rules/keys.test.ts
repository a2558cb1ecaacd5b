import { describe, expect, it } from 'vitest'
import type { Grant } from '#base/decision.ts'
import { countyProgramme } from '../server/testing.ts'
import { actorOfKey, grantsOfKey, isForKeys } from './keys.ts'

const grant = (permission: string, more: Partial<Grant> = { scope: 'all' }): Grant => ({
  permission,
  scope: 'all',
  ...more,
})
const left = (grants: Grant[], permissions: string[], places?: string[]) =>
  grantsOfKey(countyProgramme, grants, { permissions, ...(places === undefined ? {} : { places }) })

describe('what a key carries', () => {
  it('is part of what its person holds, never more', () => {
    const held = [grant('returns.see'), grant('returns.approve')]
    expect(left(held, ['returns.see', 'releases.publish'])).toEqual([grant('returns.see')])
  })

  it.each([
    ['everywhere becomes the place of the key', { scope: 'all' }, ['east'], ['east']],
    [
      'a county narrows to the town of the key',
      { scope: 'place', place: 'county' },
      ['east', 'west'],
      ['east', 'west'],
    ],
    ['a town stays where the key names the county', { scope: 'place', place: 'east' }, ['county'], ['east']],
    ['a town reaches nothing in another', { scope: 'place', place: 'east' }, ['west'], []],
    ['an organisation lies in no place', { scope: 'organisation', organisation: 'bureau' }, ['county'], []],
  ] as const)('%s', (_what, scope, places, reached) => {
    const found = left([grant('returns.see', scope)], ['returns.see'], [...places])
    expect(found.map((one) => [one.scope, one.place])).toEqual(reached.map((place) => ['place', place]))
  })

  it.each(['people.manage', 'people.keys', 'people.see', 'acts.see', 'looks.see'])('never %s', (permission) => {
    expect(isForKeys(permission)).toBe(false)
    expect(left([grant(permission)], [permission])).toEqual([])
  })

  it('nothing that its person holds in the place of somebody absent', () => {
    const actor = {
      id: 'p',
      kind: 'person' as const,
      name: 'P',
      roles: [],
      grants: [grant('returns.see', { for: 'absent' })],
      standsInFor: [{ id: 'absent', name: 'A', until: '2026-03-02' }],
    }
    const program = actorOfKey(countyProgramme, actor, { id: 'k', scope: { permissions: ['returns.see'] } })
    expect(program).toEqual({ id: 'p', kind: 'person', name: 'P', roles: [], grants: [], key: 'k' })
  })
})
