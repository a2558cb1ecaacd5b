import { beforeAll, describe, expect, it } from 'vitest'
import { demoProgramme } from '#kit/server/testing.ts'
import type { Programme } from '#pack/programme.ts'
import {
  areaUnits,
  basesOf,
  baseReaches,
  findPlaceDetail,
  isAreaUnit,
  listPlaces,
  type PlaceBook,
  placeBook,
  placeKinds,
  placeNames,
  placeResource,
  placesAsked,
} from './rules.ts'

let programme: Programme
let book: PlaceBook
beforeAll(async () => {
  programme = await demoProgramme()
  book = placeBook(programme)
})

describe('the places of a programme', () => {
  it('knows a town and all that contain it, nearest first', () => {
    expect(book.within('kite')).toEqual(['kite', 'cloud-islet'])
    expect(book.within('nowhere')).toEqual(['nowhere'])
  })

  it('counts by the administrative places, the root apart', () => {
    expect(areaUnits(book).map((place) => place.id)).toEqual(['firefly', 'flute', 'kite', 'stardust'])
    expect(isAreaUnit(book, 'cloud-islet')).toBe(false)
    expect(isAreaUnit(book, 'lantern-base')).toBe(false)
  })

  it('knows which bases reach into a town', () => {
    expect(basesOf(book, 'kite').map((place) => place.id)).toEqual(['lantern-base'])
    expect(basesOf(book, 'flute')).toEqual([])
    expect(baseReaches(book, 'lantern-base', 'stardust')).toBe(true)
    expect(baseReaches(book, 'lantern-base', 'flute')).toBe(false)
    expect(baseReaches(book, 'kite', 'kite')).toBe(false)
  })

  it('follows a base through the areas it is made of, and lets one whose towns no source names lie anywhere', () => {
    const place = (id: string, more: object = {}) => [
      id,
      { id, kind: 'area', name: { zh: id, en: id }, parent: 'county', ...more },
    ]
    const places = Object.fromEntries([
      place('county', { kind: 'county', parent: undefined }),
      place('east', { kind: 'town' }),
      place('west', { kind: 'town' }),
      place('waterside', { members: [{ place: 'east' }] }),
      place('somewhere'),
      place('water-base', { kind: 'base', members: [{ place: 'waterside' }] }),
      place('vague-base', { kind: 'base', members: [{ place: 'somewhere' }] }),
    ])
    const placeKinds = [
      { id: 'county', administrative: true },
      { id: 'town', administrative: true },
      { id: 'base' },
      { id: 'area' },
    ]
    const invented = placeBook({ ...programme, rootPlace: 'county', placeKinds, places } as unknown as Programme)
    expect(baseReaches(invented, 'water-base', 'east')).toBe(true)
    expect(baseReaches(invented, 'water-base', 'west')).toBe(false)
    expect(baseReaches(invented, 'vague-base', 'west')).toBe(true)
    expect(basesOf(invented, 'east').map(({ id }) => id)).toEqual(['water-base'])
  })

  it('gives whoever decides the town, its base and what contains both', () => {
    expect(placeResource(book, 'kite', 'lantern-base')).toEqual({ places: ['kite', 'cloud-islet', 'lantern-base'] })
  })

  it('takes a belt for its members and a base for itself', () => {
    expect(placesAsked(book, 'lantern-base')).toEqual(['lantern-base'])
    expect(placesAsked(book, 'cloud-islet')).toEqual(['cloud-islet'])
    expect(placesAsked(book, 'river-belt')[0]).toBe('river-belt')
    expect(placesAsked(book, 'river-belt').length).toBeGreaterThan(1)
  })

  it('finds a place by any of its names and codes', () => {
    const names = placeNames(areaUnits(book), (text) => text.toLowerCase())
    expect([names.get('纸鸢镇'), names.get('kite town'), names.get('990100101'), names.get('990100202')]).toEqual([
      'kite',
      'kite',
      'kite',
      'firefly',
    ])
  })
})

describe('the pages of places', () => {
  it('lists places by kind with how many there are of each', () => {
    expect(placeKinds(programme).find((kind) => kind.id === 'town')?.count).toBe(3)
    expect(listPlaces(programme, { kind: 'base' }).map((place) => place.id)).toEqual(['lantern-base', 'loom-base'])
    expect(listPlaces(programme, { q: '990100102' }).map((place) => place.id)).toEqual(['firefly'])
  })

  it('shows the areas that sources state side by side, comparable in square metres', () => {
    expect(findPlaceDetail(programme, 'lantern-base')?.claims).toMatchObject([
      { value: '8.2', unit: 'km2', inSquareMetres: '8200000', source: 'base-notice-2021', clause: 'II.1' },
      { value: '12300', unit: 'mu', sign: 'about', inSquareMetres: '8200000', source: 'gazette-reprint', clause: '2' },
    ])
  })

  it('shows codes of all times, members with their roles, and what the place belongs to', () => {
    expect(findPlaceDetail(programme, 'firefly')?.codes.map(({ code, to }) => [code, to])).toEqual([
      ['990100202', '2014-12-31'],
      ['990100102', undefined],
    ])
    expect(findPlaceDetail(programme, 'lantern-base')?.members).toMatchObject([
      { id: 'kite', role: 'core' },
      { id: 'stardust' },
    ])
    expect(findPlaceDetail(programme, 'kite')?.memberOf.map((place) => place.id)).toContain('lantern-base')
    expect(findPlaceDetail(programme, 'lantern-base')?.industries[0]).toMatchObject({
      class: 'light-making',
      className: { zh: '光电产业', en: 'Photonics' },
    })
  })

  it('knows no place of another programme', () => {
    expect(findPlaceDetail(programme, 'constructor')).toBeUndefined()
  })
})
