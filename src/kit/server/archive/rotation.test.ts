import { describe, expect, test } from 'vitest'
import { archiveName, archivesIn, isBackupDue, outdated } from './rotation.ts'

const zone = 'Asia/Shanghai'
const at = (text: string): Date => new Date(text)
const nightly = (from: string, nights: number): string[] =>
  Array.from({ length: nights }, (_, night) => archiveName(new Date(at(from).getTime() + night * 86_400_000)))

describe('archives in a folder', () => {
  test('are told by their names, latest first; everything else in the folder is left alone', () => {
    const names = [archiveName(at('2026-03-01T18:30:00Z')), 'notes.txt', archiveName(at('2026-03-02T18:30:00Z'))]
    expect(names[0]).toBe('jidi-2026-03-01T18-30-00Z.tar.gz')
    expect(
      archivesIn([...names, `${names[0]}.partial`, 'jidi-2026-13-01T00-00-00Z.tar.gz']).map(({ name }) => name),
    ).toEqual([names[2], names[0]])
  })

  test('of a year of nights, seven days, four weeks and twelve months stay', () => {
    const all = archivesIn(nightly('2025-03-02T18:30:00Z', 365))
    const gone = new Set(outdated(all, { days: 7, weeks: 4, months: 12 }, zone))
    const kept = all.filter((one) => !gone.has(one)).map(({ at: when }) => when.toISOString().slice(0, 10))
    expect(kept.slice(0, 7)).toEqual([
      '2026-03-01',
      '2026-02-28',
      '2026-02-27',
      '2026-02-26',
      '2026-02-25',
      '2026-02-24',
      '2026-02-23',
    ])
    expect(kept).toHaveLength(7 + 2 + 10)
    expect(kept).toContain('2025-04-29')
  })

  test('the only one stays whatever the rule says, and so does the latest when nothing was made for long', () => {
    const old = archivesIn([archiveName(at('2020-01-01T00:00:00Z'))])
    expect(outdated(old, { days: 0, weeks: 0, months: 0 }, zone)).toEqual([])
  })
})

describe('the time of day', () => {
  test('makes one due once it has come, also when the machine slept through it', () => {
    const last = at('2026-03-01T18:31:00Z')
    expect(isBackupDue(last, at('2026-03-02T18:29:00Z'), '02:30', zone)).toBe(false)
    expect(isBackupDue(last, at('2026-03-02T18:30:00Z'), '02:30', zone)).toBe(true)
    expect(isBackupDue(last, at('2026-03-05T03:00:00Z'), '02:30', zone)).toBe(true)
    expect(isBackupDue(undefined, at('2026-03-02T00:00:00Z'), '02:30', zone)).toBe(true)
  })
})
