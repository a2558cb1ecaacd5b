import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkPackFolder } from '#kit/server/pack-folder.ts'
import { packIssueSentence, packSentences } from './sentences.ts'

const root = join(import.meta.dirname, 'fixtures', 'broken')
const mistakes = readdirSync(root)
const permissions = ['returns.submit', 'returns.approve']

type Expected = { where: string; words: string[] }

describe('one broken pack for every mistake', () => {
  it.each(mistakes)('%s', async (mistake) => {
    const expected = parse(readFileSync(join(root, mistake, 'expected.txt'), 'utf8')) as Expected[]
    const { problems } = await checkPackFolder(join(root, mistake), { permissions })
    const said = problems.map((issue) => `${issue.where} ${packIssueSentence(issue, 'en')}`)
    expect(said).toHaveLength(expected.length)
    for (const { where, words } of expected) {
      const fitting = said.filter((line) => line.startsWith(where) && words.every((word) => line.includes(word)))
      expect(fitting, `${where} ${words.join(' … ')} in:\n${said.join('\n')}`).toHaveLength(1)
    }
    for (const issue of problems) expect(Object.keys(packSentences)).toContain(issue.text)
  })
})
