import { expect, it } from 'vitest'
import { sceneFrom, sceneOf, wallKey, wallScenes } from './wall.ts'

it('the scenes of the wall go round in both directions', () => {
  expect(sceneOf(undefined)).toBe('figures')
  expect(sceneOf('towns')).toBe('towns')
  expect(sceneOf('nothing')).toBe('figures')
  expect(sceneFrom('reporting', 1)).toBe('figures')
  expect(sceneFrom('figures', -1)).toBe('reporting')
  expect(wallScenes.map((scene) => sceneFrom(scene, wallScenes.length))).toEqual([...wallScenes])
})

it('a reporter without the right to returns has a shorter round', () => {
  const shorter = ['figures', 'towns'] as const
  expect(sceneFrom('towns', 1, shorter)).toBe('figures')
  expect(sceneOf('reporting', shorter)).toBe('figures')
})

it('arrows turn, the space bar pauses, Escape leaves', () => {
  expect([wallKey('ArrowRight'), wallKey('ArrowLeft')]).toEqual([{ steps: 1 }, { steps: -1 }])
  expect([wallKey(' '), wallKey('Escape'), wallKey('x')]).toEqual(['pause', 'leave', undefined])
})
