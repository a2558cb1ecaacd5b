import { describe, expect, it } from 'vitest'
import { formUnits, type Land } from './form-units.ts'
import { criterion, schemeOf, smallScheme, unitsOf } from './testing.ts'

const schemeWith = (units: string) =>
  schemeOf(
    smallScheme({
      inputs: `[${[
        ['land', 'mu', 'parcel'],
        ['tax', 'CNY_10k', 'sum'],
        ['age', 'year', 'largest'],
        ['rate', 'one', 'mean'],
      ]
        .map(
          ([id, unit, together]) =>
            `{ id: ${id}, name: { zh: ${id}, en: ${id} }, unit: ${unit}, domain: administrative, together: ${together} }`,
        )
        .join(', ')}]`,
      facts:
        '[{ id: unsafe, name: { zh: u, en: u }, together: any }, { id: young, name: { zh: y, en: y }, together: all }]',
      criteria: `[${criterion({ is: 'tax / land', unit: 'CNY_10k/mu' })}]`,
      units,
    }),
  )

const firms = unitsOf({
  owner: { land: '50', tax: '100', age: '9', rate: '2', unsafe: false, young: true },
  tenant: { land: 'not_applicable', tax: '30', age: '2', rate: '4', unsafe: true, young: false },
  giant: { land: 'not_applicable', tax: '900', age: '5', rate: '6', unsafe: false, young: true },
  alone: { land: '12', tax: '7', age: '1', rate: '1', unsafe: false, young: false },
})

const land: Land = {
  parcels: { north: '50', south: '10' },
  occupations: [
    { member: 'owner', parcel: 'north' },
    { member: 'owner', parcel: 'south' },
    { member: 'tenant', parcel: 'north' },
    { member: 'giant', parcel: 'north', area: '20' },
  ],
}

describe('units of evaluation', () => {
  it('are legal persons where tenants are evaluated separately', () => {
    expect(formUnits(schemeWith('{ by: legal_person, tenants: separate }'), firms, land).units).toBe(firms)
  })

  it('merge tenants of one parcel, the ground counted once, and share the result', () => {
    const { units, members } = formUnits(schemeWith('{ by: legal_person, tenants: merged }'), firms, land)
    expect(members).toEqual({ 'giant+owner+tenant': ['owner', 'tenant', 'giant'], alone: ['alone'] })
    expect(units.inputs).toEqual({ land: ['60', '12'], tax: ['1030', '7'], age: ['9', '1'], rate: ['4', '1'] })
    expect(units.facts).toEqual({ unsafe: [true, false], young: [false, false] })
  })

  it('leave a large tenant by itself, with its own part of the ground', () => {
    const { units } = formUnits(
      schemeWith('{ by: legal_person, tenants: merged, apart: tax >= 500 CNY_10k }'),
      firms,
      land,
    )
    expect(units.ids).toEqual(['owner+tenant', 'giant', 'alone'])
    expect(units.inputs.land).toEqual(['40', '20', '12'])
  })

  it('are parcels where the scheme says so, and nothing is counted twice', () => {
    const { units } = formUnits(schemeWith('{ by: parcel, several_parcels: by_area }'), firms, land)
    expect(units.ids).toEqual(['north', 'south', 'alone'])
    expect(units.inputs.land).toEqual(['50', '10', '12'])
    // The owner is on both: 50 of 60 mu in the north.
    expect(units.inputs.tax).toEqual(['1013.3333', '16.6667', '7'])
    expect(formUnits(schemeWith('{ by: parcel, several_parcels: largest }'), firms, land).units.inputs.tax).toEqual([
      '1030',
      '7',
    ])
  })

  it('do not know what one of their members did not report', () => {
    const some = { ...firms, inputs: { ...firms.inputs, tax: ['100', 'not_reported', '900', '7'] } }
    expect(formUnits(schemeWith('{ by: legal_person, tenants: merged }'), some, land).units.inputs.tax).toEqual([
      'not_reported',
      '7',
    ])
  })
})
