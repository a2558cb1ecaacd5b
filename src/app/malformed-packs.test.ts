import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkPack } from '#pack/check.ts'
import { packIssueSentence, packSentences } from '#pack/sentences.ts'
import { faultOfIssues, limitOf, lopsided, mutatedText, runsOf, type Tally } from './testing-malformed.ts'

const folder = 'packs/demo'
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .map((path) => ({ path, text: readFileSync(`${folder}/${path}`, 'utf8') }))

const pieces = [
  ': ',
  '- ',
  '\n',
  '\n  ',
  '\t',
  '{ ',
  ' }',
  '[',
  ']',
  '&a ',
  '*a',
  '<<: *a',
  '!!js/function ',
  '!!binary ',
  '? ',
  '| ',
  '> ',
  '# ',
  '---\n',
  '...\n',
  '"',
  "'",
  'null',
  '~',
  'yes',
  '0x7f',
  '1e400',
  '2026-13-45',
  'zh:',
  'en:',
  'is:',
  'from:',
  '__proto__:',
]

const broken = fc
  .constantFrom(...files)
  .chain(({ path, text }) => mutatedText(fc.constant(text), pieces).map((changed) => ({ path, text: changed })))

/** Few changes leave a programme: one that certainly does is always among them. */
const remarked = files
  .slice(0, 1)
  .map(({ path, text }): [{ path: string; text: string }] => [{ path, text: `${text}\n# a remark\n` }])

const hasWords = (key: string) => Object.hasOwn(packSentences, key)

describe('a pack of which a file was cut, doubled, turned round or written over', () => {
  test(
    'is refused with file, place and words, or is still a programme',
    () => {
      const tally: Tally = { taken: 0, refused: 0 }
      fc.assert(
        fc.property(broken, ({ path, text }) => {
          const changed = files.map((file) => (file.path === path ? { path, text } : file))
          const { programme, problems } = checkPack([{ pack: 'demo', files: changed, overlay: false }])
          if (programme === undefined) tally.refused += 1
          else tally.taken += 1
          expect(programme === undefined).toBe(problems.length > 0)
          expect(faultOfIssues(problems, hasWords)).toBeUndefined()
          for (const issue of problems)
            for (const language of ['zh', 'en'] as const) expect(packIssueSentence(issue, language)).not.toBe('')
        }),
        { ...runsOf('pack'), examples: remarked },
      )
      expect(lopsided(tally)).toBeUndefined()
    },
    limitOf('pack'),
  )
})
