import { describe, expect, it } from 'vitest'
import { address, step } from './address.ts'
import { administrationPaths } from './paths/administration.ts'
import { enterprisePaths } from './paths/enterprises.ts'
import { indicatorPaths } from './paths/indicators.ts'
import { observationPaths } from './paths/observations.ts'
import { parcelPaths } from './paths/parcels.ts'
import { peoplePaths } from './paths/people.ts'
import { placePaths } from './paths/places.ts'
import { returnPaths } from './paths/returns.ts'
import { workflowPaths } from './paths/workflows.ts'

describe('an address', () => {
  it('keeps the state of the page and leaves out what is not chosen', () => {
    expect(address('/plan', { place: 'east-town', period: undefined, lang: '' })).toBe('/plan?place=east-town')
    expect(returnPaths.one('r-1', 2)).toBe('/returns/r-1?version=2')
  })

  it('survives any id', () => {
    expect(step('a/b?c=d 中')).toBe('a%2Fb%3Fc%3Dd%20%E4%B8%AD')
    expect(address('/enterprises', { search: '甲&乙' })).toBe('/enterprises?search=%E7%94%B2%26%E4%B9%99')
  })

  it('is the pattern of its route when its ids are names', () => {
    expect(indicatorPaths.industry('$taxonomy', '$class')).toBe('/industries/$taxonomy/$class')
  })

  it('is where people find it: the addresses of the house', () => {
    const id = '$id'
    const addresses = {
      administration: [administrationPaths.home(), administrationPaths.source(id), administrationPaths.job(id)],
      enterprises: [enterprisePaths.list(), enterprisePaths.one(id), enterprisePaths.import(id)],
      indicators: [indicatorPaths.plan(), indicatorPaths.target(id), indicatorPaths.one(id)],
      figure: [indicatorPaths.figure('output', { at: '2024-07', in: 'east-town' })],
      observations: [observationPaths.list({ subject: 'e1' }), observationPaths.import(id)],
      parcels: [parcelPaths.list(), parcelPaths.one(id)],
      people: [peoplePaths.signIn('/plan'), peoplePaths.one(id), peoplePaths.organisation(id)],
      places: [placePaths.list(), placePaths.one(id), placePaths.taxonomy(id)],
      returns: [
        returnPaths.list({ state: 'submitted' }),
        returnPaths.one(id),
        returnPaths.coverage(),
        returnPaths.form(id),
      ],
      workflows: [workflowPaths.desk(), workflowPaths.one(id)],
    }
    expect(addresses).toEqual({
      administration: ['/administration', '/administration/sources/$id', '/administration/jobs/$id'],
      enterprises: ['/enterprises', '/enterprises/$id', '/enterprises/imports/$id'],
      indicators: ['/plan', '/plan/$id', '/indicators/$id'],
      figure: ['/indicators/output/figure?at=2024-07&in=east-town'],
      observations: ['/observations?subject=e1', '/observations/imports/$id'],
      parcels: ['/parcels', '/parcels/$id'],
      people: ['/sign-in?next=%2Fplan', '/people/$id', '/organisations/$id'],
      places: ['/places', '/places/$id', '/taxonomies/$id'],
      returns: ['/returns?state=submitted', '/returns/$id', '/returns/coverage', '/forms/$id'],
      workflows: ['/', '/cases/$id'],
    })
  })
})
