import { describe, expect, it } from 'vitest'
import { evaluate } from './evaluate.ts'
import { inputsOfText, inputsText, sealedTexts, schemeText } from './seal.ts'
import { showEvaluation } from './shown.ts'
import { criterion, schemeOf, smallScheme, unitsOf } from './testing.ts'

const scheme = schemeOf(smallScheme({ criteria: `[${criterion({ baseline: '{ kind: given }' })}]` }))
const units = unitsOf({ b: { x: '1.50' }, a: { x: 'not_reported' }, c: { x: '7' } })

describe('what is sealed', () => {
  it('is one text for equal inputs, however they were written and in whatever order', () => {
    const other = unitsOf({ c: { x: '7.0' }, b: { x: '1.5' }, a: { x: 'not_reported' } })
    expect(inputsText(scheme, other, { c: '3' })).toBe(inputsText(scheme, units, { c: '3' }))
    expect(inputsText(scheme, units, { c: '4' })).not.toBe(inputsText(scheme, units, { c: '3' }))
  })

  it('leads back to the same result, to the byte', () => {
    const given = { c: '3' }
    const sealed = sealedTexts(scheme, { units, given }, showEvaluation(evaluate(scheme, units, given)))
    const again = inputsOfText(sealed.inputs)
    expect(sealedTexts(scheme, again, showEvaluation(evaluate(scheme, again.units, again.given)))).toEqual(sealed)
  })

  it('does not ask where a scheme lay', () => {
    const moved = { ...scheme, origin: { layer: 'other', file: 'schemes/other.yaml', replaces: [] } }
    expect(schemeText(moved)).toBe(schemeText(scheme))
  })
})
