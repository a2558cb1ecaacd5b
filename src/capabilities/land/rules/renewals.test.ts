import { describe, expect, it } from 'vitest'
import { quantity } from '#base/quantity.ts'
import { demoProgramme } from '#kit/server/testing.ts'
import { getDoc } from '#pack/lookup.ts'
import { askedBy, givenOf, groundMeasure, type Known, knownWith, type Standing, truthBy } from './known.ts'
import { housingOf, recognise, releaseAnswer } from './renewals.ts'
import { parseFormula } from '#pack/formula/parse.ts'

const programme = await demoProgramme()
const land = programme.land as NonNullable<typeof programme.land>
const renewal = getDoc(programme, 'renewals', 'works-to-works')
const standing: Standing = { places: ['kite', 'cloud-islet'], memberOf: () => undefined }
const words = {
  clauseOf: (source: string) => ({ zh: source, en: source }),
  nameOf: (id: string) => ({ zh: id, en: id }),
}
const known = (area: string, facts: Known['facts'], progress?: string): Known => ({
  values: {
    land_area: quantity(area, 'mu'),
    ...(progress === undefined ? {} : { industrial_progress: quantity(progress, 'percent') }),
  },
  facts,
})
const given = (one: Known) => givenOf(land, one, standing)
const fits = { fits_cluster: true, in_protection_line: true, housing: false }
const faults = (one: Known) => recognise(renewal, given(one), words).map(({ text, where }) => `${text} ${where}`)

describe('a renewal is recognised', () => {
  it('when it is large enough, fits the cluster of its town and stays industry', () => {
    expect(faults(known('60', fits))).toEqual([])
  })

  it('not a mu below, whatever else holds', () => {
    expect(faults(known('59.9999', fits))).toEqual(['renewal.requires_no rules.large-enough'])
  })

  it('never as housing inside the protection line', () => {
    expect(faults(known('90', { ...fits, housing: true }))).toEqual(['renewal.refuses_yes rules.protected'])
  })

  it('not while nobody has said whether it fits: what is unknown is not yes', () => {
    const open = recognise(renewal, given(known('90', { in_protection_line: false })), words)
    expect(open.map(({ text }) => text)).toEqual(['renewal.requires_unknown'])
    expect(open[0]?.details).toMatchObject({ missingZh: 'fits_cluster', clauseEn: 'illustrative renewal' })
  })

  it('outside the line whatever it becomes, since one half of the refusal is known not to hold', () => {
    expect(faults(known('90', { fits_cluster: true, in_protection_line: false }))).toEqual([])
  })
})

describe('linked housing is released', () => {
  const release = (progress: string | undefined, asked: string, before = '0') =>
    releaseAnswer(renewal, given(known('90', fits, progress)), { housing: '10000', before, asked })

  it('as far as the industrial part has come', () => {
    expect(release('50', '40').allowed).toBe(true)
    expect(release('50', '40.01')).toEqual({
      allowed: false,
      reason: 'renewal.beyond_progress',
      details: { asked: '40.01', most: '40' },
    })
    expect(release('100', '100').allowed).toBe(true)
  })

  it('not at all before its first step, nor while nobody has said how far it is', () => {
    expect(release('49.99', '1')).toMatchObject({ details: { most: '0' } })
    expect(release(undefined, '1')).toMatchObject({ details: { most: '0' } })
  })

  it('and never called back by a smaller sum', () => {
    expect(release('100', '39', '40')).toMatchObject({ reason: 'renewal.called_back' })
  })

  it('only where some is linked', () => {
    expect(releaseAnswer(renewal, given(known('90', fits, '100')), { housing: null, before: '0', asked: '1' })).toEqual(
      {
        allowed: false,
        reason: 'renewal.no_housing',
      },
    )
  })

  it('in exact square metres', () => {
    expect(housingOf('12345.6', '40')).toBe('4938.24')
  })
})

describe('what is known of a project', () => {
  it('is asked for as far as the rules name it', () => {
    expect(askedBy(land, renewal)).toEqual({
      measures: ['land_area', 'industrial_progress'],
      facts: ['fits_cluster', 'in_protection_line', 'housing'],
    })
    expect(groundMeasure(land)).toBe('land_area')
  })

  it('is overtaken by what an act of the case says later', () => {
    const later = knownWith(known('59', fits), { land_area: quantity('61', 'mu') })
    expect(faults(later)).toEqual([])
  })

  it('answers a condition with yes, no, or what is missing', () => {
    const truth = truthBy(given(known('90', { fits_cluster: false })))
    expect(truth({ ...parseFormula('fits_cluster') })).toBe(false)
    expect(truth({ ...parseFormula('housing') })).toEqual({ unknown: ['housing'] })
  })
})
