import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { main } from './cli.ts'

let folder: string

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'jidi-pack-')), 'demo')
  await cp('packs/demo', folder, { recursive: true })
})
afterEach(async () => {
  vi.restoreAllMocks()
  process.exitCode = 0
  await rm(join(folder, '..'), { recursive: true, force: true })
})

/** What `jidi pack check <folder>` ends with and says. */
async function check(...more: string[]): Promise<{ status: unknown; said: string }> {
  const lines: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line: unknown) => void lines.push(String(line)))
  vi.spyOn(console, 'error').mockImplementation((line: unknown) => void lines.push(String(line)))
  await main(['pack', 'check', folder, ...more])
  return { status: process.exitCode, said: lines.join('\n') }
}

const file = (path: string) => join(folder, path)
const replace = async (path: string, from: string | RegExp, to: string): Promise<void> => {
  const text = await readFile(file(path), 'utf8')
  expect(text.replace(from, to), `${path} holds ${from}`).not.toBe(text)
  await writeFile(file(path), text.replace(from, to))
}

/** Each mistake, and the file and line that the answer must name. */
const mistakes: Record<string, { make: () => Promise<void>; names: RegExp }> = {
  'broken YAML': {
    make: () => appendFile(file('forms/monthly.yaml'), '\n  - [ unclosed: "\n'),
    names: /forms\/monthly\.yaml:\d+/,
  },
  'a key twice': {
    make: () => appendFile(file('indicators/output.yaml'), 'unit: CNY_10k\n'),
    names: /indicators\/output\.yaml:\d+:\d+/,
  },
  'a list where one word is expected': {
    make: () => replace('indicators/output.yaml', 'unit: CNY_1k', 'unit: [CNY_1k]'),
    names: /indicators\/output\.yaml:3/,
  },
  'a unit that does not exist': {
    make: () => replace('indicators/output.yaml', 'unit: CNY_1k', 'unit: CNY_1kk'),
    names: /indicators\/output\.yaml:3/,
  },
  'an indicator that does not exist': {
    make: () => replace('forms/monthly.yaml', 'indicator: output', 'indicator: outputt'),
    names: /forms\/monthly\.yaml:\d+.*outputt/,
  },
  'formulas in a circle': {
    make: async () => {
      await replace('indicators/light_output.yaml', 'is: output', 'is: emerging_output')
      await replace('indicators/emerging_output.yaml', 'is: output', 'is: light_output')
    },
    names: /indicators\/(light|emerging)_output\.yaml:\d+/,
  },
  'a formula that calls itself': {
    make: () => replace('indicators/light_output.yaml', 'is: output', 'is: light_output + 0'),
    names: /indicators\/light_output\.yaml:\d+/,
  },
  'a formula of twenty thousand brackets': {
    make: () =>
      replace('indicators/light_output.yaml', 'is: output', `is: ${'('.repeat(20_000)}output${')'.repeat(20_000)}`),
    names: /indicators\/light_output\.yaml/,
  },
  'a formula of twenty thousand signs': {
    make: () => replace('indicators/light_output.yaml', 'is: output', `is: '${'-'.repeat(20_000)}output'`),
    names: /indicators\/light_output\.yaml/,
  },
  'a formula of a hundred thousand terms': {
    make: () => replace('indicators/light_output.yaml', 'is: output', `is: output${' + output'.repeat(100_000)}`),
    names: /indicators\/light_output\.yaml/,
  },
  'a number that no machine holds': {
    make: () => replace('targets/emerging-output.yaml', 'value: 330', 'value: 1e400'),
    names: /targets\/emerging-output\.yaml:\d+/,
  },
  'a number with a unit in it': {
    make: () => replace('targets/emerging-output.yaml', 'value: 330', 'value: 330亿'),
    names: /targets\/emerging-output\.yaml:\d+/,
  },
  'lists nested ten thousand times': {
    make: () => appendFile(file('forms/monthly.yaml'), `\nnote: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`),
    names: /forms\/monthly\.yaml/,
  },
  'names that stand for names that stand for names': {
    make: () =>
      writeFile(
        file('sources/bomb.yaml'),
        [
          'a: &a [x, x, x, x, x, x, x, x, x]',
          ...'bcdefghij'
            .split('')
            .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(', ')}]`),
        ].join('\n'),
      ),
    names: /sources\/bomb\.yaml/,
  },
  'bytes that are no text': {
    make: () => writeFile(file('sources/plan-2020.yaml'), new Uint8Array([0x74, 0x69, 0xff, 0xfe, 0x00, 0x3a])),
    names: /sources\/plan-2020\.yaml/,
  },
  'a name of a million letters': {
    make: () => replace('indicators/output.yaml', '总产值', '总'.repeat(1_000_000)),
    names: /indicators\/output\.yaml/,
  },
  'an id that climbs out of its folder': {
    make: () => replace('forms/monthly.yaml', 'workflow: returns', 'workflow: ../../workflows/returns'),
    names: /forms\/monthly\.yaml:\d+/,
  },
  'a pack that extends a path': {
    make: () => appendFile(file('pack.yaml'), 'extends: ../../../etc\n'),
    names: /pack\.yaml:\d+/,
  },
}

describe('jidi pack check', () => {
  test('a pack in order: status 0 and its hash', async () => {
    const { status, said } = await check()
    expect(status).toBe(0)
    expect(said).toMatch(/^demo \S+ [0-9a-f]{64}/)
  })

  test.each(Object.entries(mistakes))('%s: status 1 the file and line named', async (_name, { make, names }) => {
    await make()
    const started = performance.now()
    const { status, said } = await check()
    expect(status).toBe(1)
    expect(said).toMatch(names)
    expect(said.length).toBeLessThan(200_000)
    expect(performance.now() - started).toBeLessThan(20_000)
  })

  test('several mistakes are said at once, for machines too', async () => {
    await replace('indicators/output.yaml', 'unit: CNY_1k', 'unit: CNY_1kk')
    await replace('targets/emerging-output.yaml', 'value: 330', 'value: many')
    const { status, said } = await check('--json')
    const { problems } = JSON.parse(said) as { problems: { where: string; expected?: string }[] }
    expect(status).toBe(1)
    expect(problems.map(({ where }) => where.split(':')[0])).toEqual(
      expect.arrayContaining([
        expect.stringContaining('indicators/output.yaml'),
        expect.stringContaining('targets/emerging-output.yaml'),
      ]),
    )
  })

  test('a folder that is not there, and no folder at all', async () => {
    await main(['pack', 'check'])
    expect(process.exitCode).toBe(2)
    folder = `${folder}-gone`
    expect((await check()).status).toBe(1)
  })
})
