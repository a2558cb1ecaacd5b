import { describe, expect, it } from 'vitest'
import { changeClassification, classificationOn, firstClassification } from './classification.ts'

const lamps = { town: 'lake', base: null, industry: '3872', size: 'small', ownership: 'private' }
const chips = { ...lamps, industry: '3973' }
const first = firstClassification(lamps, '2015-04-01')

describe('the classification of an enterprise over time', () => {
  it('begins on the day it opened and stays until something changes', () => {
    expect(first).toEqual({ ...lamps, from: '2015-04-01', to: null })
    expect(firstClassification(lamps, null).from).toBe('1900-01-01')
  })

  it('ends the old class on the day the new one begins', () => {
    const changed = changeClassification([first], chips, '2024-01-01')
    expect(changed).toEqual({
      history: [
        { ...lamps, from: '2015-04-01', to: '2024-01-01' },
        { ...chips, from: '2024-01-01', to: null },
      ],
    })
  })

  it('answers how the enterprise stood on a day, and before its first day as it first stood', () => {
    const { history } = changeClassification([first], chips, '2024-01-01') as { history: (typeof first)[] }
    expect(classificationOn(history, '2023-12-31')?.industry).toBe('3872')
    expect(classificationOn(history, '2024-01-01')?.industry).toBe('3973')
    expect(classificationOn(history, '2010-01-01')?.industry).toBe('3872')
  })

  it('corrects a change on the very day it holds from', () => {
    const { history } = changeClassification([first], chips, '2024-01-01') as { history: (typeof first)[] }
    const corrected = changeClassification(history, { ...lamps, industry: '3974' }, '2024-01-01')
    expect(corrected).toEqual({
      history: [
        { ...lamps, from: '2015-04-01', to: '2024-01-01' },
        { ...lamps, industry: '3974', from: '2024-01-01', to: null },
      ],
    })
  })

  it('takes a change back without leaving a seam', () => {
    const { history } = changeClassification([first], chips, '2024-01-01') as { history: (typeof first)[] }
    expect(changeClassification(history, lamps, '2024-01-01')).toEqual({ history: [first] })
  })

  it('refuses to rewrite what was so before a later change', () => {
    const { history } = changeClassification([first], chips, '2024-01-01') as { history: (typeof first)[] }
    expect(changeClassification(history, { ...lamps, size: 'large' }, '2020-01-01')).toEqual({
      refused: 'later_change',
      laterFrom: '2024-01-01',
    })
  })

  it('does nothing when the classes are as they were', () => {
    expect(changeClassification([first], lamps, '2024-01-01')).toEqual({ history: [first] })
  })
})
