import { Problem } from '#base/problem.ts'
import type { Text } from '#base/text.ts'
import { findDoc } from '#pack/lookup.ts'
import type { Programme, ProgrammeSlipLevel } from '#pack/programme.ts'
import { textOf, written } from '#pack/naming.ts'

/** The levels of slips in use, from the mildest; none where the programme supervises nothing. */
export function levelsOf(programme: Programme): readonly ProgrammeSlipLevel[] {
  const set = programme.supervision?.slips
  return set === undefined ? [] : (findDoc(programme, 'slips', set)?.levels ?? [])
}

/** @throws Problem invalid_input naming the levels there are */
export function getLevel(programme: Programme, id: string): ProgrammeSlipLevel {
  const levels = levelsOf(programme)
  const found = levels.find((level) => level.id === id)
  if (found !== undefined) return found
  const expected = levels.map((level) => level.id).join(', ')
  throw new Problem('invalid_input', {
    issues: [{ text: 'supervision.unknown_level', where: 'body.level', found: id, expected }],
  })
}

/** What a level is called and looks like; one that the programme no longer has keeps its id. */
export function levelShown(programme: Programme, id: string): { level: string; levelName: Text; colour: string } {
  const level = levelsOf(programme).find((one) => one.id === id)
  return {
    level: id,
    levelName: level === undefined ? written(id) : textOf(level.name),
    colour: level?.colour ?? 'blue',
  }
}
