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
    ['SMTP_URL', 'mail.example.org', 'an address like smtps://user:password@mail.example.org:465'],
    ['MAIL_FROM', 'nobody', 'an address like Jidi <jidi@example.org>'],
    ['MAIL_FROM', 'a@b.cd\nBcc: e@f.gh', 'an address like Jidi <jidi@example.org>'],
    ['WEBHOOKS', 'https://board.example', 'name=https://host/path, several separated by spaces'],
    ['WEBHOOKS', 'board=ftp://board.example', 'name=https://host/path, several separated by spaces'],
    ['WEBHOOKS', 'a=https://b.example a=https://c.example', 'each name once'],
    ['MESSAGE_DAYS', '0', 'a whole number from 1 to 60'],
  ])('%s=%s is refused by name', (name, found, expected) => {
    expect(issuesOf({ [name]: found })).toEqual([{ text: 'settings.not_understood', where: name, found, expected }])
  })

  test('of mail: it needs a sender and an address of its own, and no complaint repeats a password', () => {
    const SMTP_URL = 'smtps://jidi:secret@mail.example.org'
    expect(issuesOf({ SMTP_URL }).map(({ where }) => where)).toEqual(['MAIL_FROM', 'PUBLIC_URL'])
    const all = { PACK: 'demo', SMTP_URL, MAIL_FROM: 'Jidi <jidi@example.org>', PUBLIC_URL: 'https://jidi.example.org' }
    expect(readSettings(all).mail).toEqual({ url: SMTP_URL, from: 'Jidi <jidi@example.org>' })
    expect(issuesOf({ METRICS_TOKEN: 'short' })).toMatchObject([{ where: 'METRICS_TOKEN', found: '…' }])
    expect(JSON.stringify(issuesOf({ DATABASE_URL: 'mysql://jidi:secret@host/db' }))).not.toContain('secret')
  })

  test('of webhooks: a name and an address each', () => {
    const WEBHOOKS = 'board=https://board.example/in?a=b  oa=http://10.0.0.7:8000/'
    expect(readSettings({ PACK: 'demo', WEBHOOKS }).webhooks).toEqual([
      { name: 'board', url: 'https://board.example/in?a=b' },
      { name: 'oa', url: 'http://10.0.0.7:8000/' },
    ])
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
