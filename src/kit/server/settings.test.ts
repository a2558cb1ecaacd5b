import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { Problem } from '#base/problem.ts'
import { readSettings } from './settings.ts'

const issuesOf = (env: Record<string, string>, root?: string): Problem['issues'] => {
  try {
    readSettings({ PACK: 'demo', ...env }, root)
  } catch (error) {
    if (error instanceof Problem) return error.issues
  }
  return []
}

describe('the settings', () => {
  test('all have defaults, and an empty variable is an unset one', () => {
    expect(readSettings({ PACK: 'demo', PORT: '', HOST: '' }, '/srv/jidi')).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      dataDir: '/srv/jidi/data',
      packs: ['demo'],
      population: 'small',
      trustProxy: false,
      uploadBytes: 50 * 2 ** 20,
    })
  })

  test.each([
    ['PORT', 'eighty', 'a whole number from 0 to 65535'],
    ['PORT', '70000', 'a whole number from 0 to 65535'],
    ['PORT', '-1', 'a whole number from 0 to 65535'],
    ['DATABASE_URL', 'mysql://x', 'an address like postgres://user:password@host:5432/database'],
    ['POPULATION', 'huge', 'small, full or none'],
    ['PACK', 'Demo,', 'pack ids separated by commas, the root pack first'],
    ['PUBLIC_URL', 'jidi', 'an address like https://jidi.example'],
    ['TRUST_PROXY', 'perhaps', 'true or false'],
  ])('%s=%s is refused by name', (name, found, expected) => {
    expect(issuesOf({ [name]: found })).toEqual([{ text: 'settings.not_understood', where: name, found, expected }])
  })

  test('that are wrong are all told at once', () => {
    expect(issuesOf({ PORT: 'x', POPULATION: 'y' }).map((issue) => issue.where)).toEqual(['PORT', 'POPULATION'])
  })

  test('take the pack from the folder of packs when none is named, and ask for one when there is none', async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'jidi-settings-'))
    expect(issuesOf({ PACK: '' }, root)).toMatchObject([{ text: 'settings.no_pack', where: 'PACK' }])
    await mkdir(path.join(root, 'packs'))
    await writeFile(path.join(root, 'packs/default'), 'county,town\n')
    expect(readSettings({}, root).packs).toEqual(['county', 'town'])
    await rm(root, { recursive: true })
  })
})
