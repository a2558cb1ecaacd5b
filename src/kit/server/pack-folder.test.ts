import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { canonicalText } from '#pack/canonical.ts'
import { packIssueSentence, packSentences } from '#pack/sentences.ts'
import { checkPackFolder, hashOfText, loadProgramme } from './pack-folder.ts'

const root = join(process.cwd(), 'src', 'pack', 'fixtures', 'broken')
const mistakes = readdirSync(root)
const permissions = ['returns.submit', 'returns.approve', 'acts.see', 'people.manage']

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

describe('packs on disk', () => {
  it('the demo pack loads, and its hash is that of its text', async () => {
    const { programme, hash } = await loadProgramme(['demo'], process.cwd())
    expect(programme && hashOfText(canonicalText(programme))).toBe(hash)
    expect((await checkPackFolder('packs/demo')).hash).toBe(hash)
  })

  it.each([
    [[], 'No pack is named'],
    [['nowhere'], 'There is no folder of a pack “nowhere”'],
    [['../demo'], 'There is no folder of a pack'],
    [['demo', 'nowhere'], 'There is no folder of a pack “nowhere”'],
    [['demo', 'demo'], undefined],
  ])('%j', async (ids, words) => {
    const { problems } = await loadProgramme(ids, process.cwd())
    expect(problems.map((issue) => packIssueSentence(issue, 'en')).join()).toContain(words ?? '')
    expect(problems.length > 0).toBe(words !== undefined)
  })

  it('what is no UTF-8 or leads back to itself is a problem', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jidi-packs-'))
    const write = (path: string, content: string | Uint8Array) => {
      mkdirSync(join(folder, 'packs', path, '..'), { recursive: true })
      writeFileSync(join(folder, 'packs', path), content)
    }
    write('one/pack.yaml', 'id: one\nextends: two\n')
    write('two/pack.yaml', 'id: two\nextends: one\n')
    write('three/pack.yaml', Uint8Array.from([0xff, 0xfe, 0x00]))
    const said = async (id: string) => (await loadProgramme([id], folder)).problems.map((issue) => issue.text)
    expect([await said('one'), await said('three')]).toEqual([['pack.extends_cycle'], ['pack.unreadable_file']])
    rmSync(folder, { recursive: true })
  })
})
