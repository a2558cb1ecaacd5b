import { expect, test } from 'vitest'
import { allowed, refused } from '#base/decision.ts'
import { heldBack, nextStep, type RunStanding } from './next-step.ts'

const step = (to: string, decision = allowed) => ({ act: `to_${to}`, to, decision })
const draft: RunStanding = {
  units: 12,
  openObjections: 0,
  windows: [],
  results: [],
  acts: [step('inputs_public'), step('frozen')],
}
const publicity = { publicity: [{ of: 'inputs', days: 7 }] }
const shown = { of: 'inputs' as const, until: '2026-03-08' }

test('inputs that have to be shown in public are not frozen before', () => {
  expect(heldBack(draft, step('frozen'), publicity)).toEqual(refused('evaluations.inputs_first'))
  expect(heldBack(draft, step('frozen'))).toEqual(allowed)
  expect(heldBack({ ...draft, windows: [{ ...shown, isOpen: false }] }, step('frozen'), publicity)).toEqual(allowed)
})

test('an open window and objections that nobody decided hold back freezing', () => {
  const open = { ...draft, windows: [{ ...shown, isOpen: true }] }
  expect(heldBack(open, step('frozen'), publicity)).toEqual(refused('evaluations.window_open', { found: '2026-03-08' }))
  expect(heldBack({ ...draft, openObjections: 2 }, step('frozen'))).toEqual(
    refused('evaluations.objections_open', { found: '2' }),
  )
})

test('nothing is made public without a result, and not while one is computed', () => {
  expect(heldBack(draft, step('public'))).toEqual(refused('evaluations.no_result'))
  expect(heldBack({ ...draft, results: [{ state: 'running' }] }, step('public'))).toEqual(
    refused('evaluations.computing'),
  )
  expect(heldBack({ ...draft, results: [{ state: 'done' }] }, step('public'))).toEqual(allowed)
})

test('who has no right is told that, whatever else holds it back', () => {
  const no = refused('decision.no_permission', { permission: 'evaluations.decide' })
  expect(heldBack(draft, step('final', no))).toEqual(no)
})

test('the button that stands out is the first step forward that nothing holds back', () => {
  expect(nextStep(draft)).toBe('to_frozen')
  expect(nextStep({ ...draft, units: 0 })).toBe('')
  const computed = { ...draft, acts: [step('computed'), step('public')] }
  expect(nextStep(computed)).toBe('to_computed')
  expect(nextStep({ ...computed, results: [{ state: 'done' }] })).toBe('to_public')
})
