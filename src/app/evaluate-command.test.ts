import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { main } from './cli.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jidi-evaluate-'))
})
afterEach(async () => {
  vi.restoreAllMocks()
  process.exitCode = 0
  await rm(folder, { recursive: true, force: true })
})

const header = 'id,above_scale,tax,land,added,energy,emitted,staff,research,revenue,patents,utility,accident,new_firm'
const rows = [
  'lantern,yes,1500,50,8000,3200,1.4,420,700,30000,2,no,no,no',
  'kite,yes,900,60,4000,2500,2.5,300,100,20000,0,no,yes,no',
  'flute,no,20,4,not_applicable,,,,,,1,no,no,no',
  'reed,no,5,6,30,,,,,,0,no,no,no',
  'water,yes,10,9,30,1,1,1,1,1,0,yes,no,no',
]

/** What `jidi evaluate` says of these lines, with the demo scheme unless told otherwise. */
async function evaluate(lines: readonly string[], scheme = 'packs/demo/schemes/land-use.yaml', ...more: string[]) {
  const said: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line: unknown) => void said.push(String(line)))
  vi.spyOn(console, 'error').mockImplementation((line: unknown) => void said.push(String(line)))
  const inputs = join(folder, 'units.csv')
  await writeFile(inputs, [header, ...lines].join('\n'))
  await main(['evaluate', '--scheme', scheme, '--inputs', inputs, ...more])
  return { status: process.exitCode, said: said.join('\n') }
}

type Told = {
  sealed: Record<string, string>
  assumed: { name: string; as: string }[]
  units: {
    id: string
    group: string | null
    total: string | null
    rank: number | null
    grade: string | null
    scores: { cap?: string; baseline: string | null }[]
    reasons: { code: string }[]
  }[]
}
const json = async (lines: readonly string[]) =>
  JSON.parse((await evaluate(lines, undefined, '--baseline', 'emissions=0.0004', '--json')).said) as Told

describe('jidi evaluate', () => {
  it('prints for each unit scores with cap and baseline, total, rank, grade and reasons', async () => {
    const { units, assumed } = await json(rows)
    expect(units.map(({ id, group, rank, grade }) => [id, group, rank, grade])).toMatchObject([
      ['flute', 'below', 1, expect.any(String)],
      ['kite', 'above', 2, expect.any(String)],
      ['lantern', 'above', 1, expect.any(String)],
      ['reed', 'below', 2, expect.any(String)],
      ['water', null, null, null],
    ])
    expect(units[2]?.scores[0]).toMatchObject({
      criterion: 'tax_per_mu',
      weight: '30',
      cap: '45',
      baseline: expect.stringMatching(/^\d/),
    })
    expect(units[1]?.reasons.map(({ code }) => code)).toContain('veto')
    expect(units[4]?.reasons).toEqual([{ code: 'excluded', about: 'utilities' }])
    expect(assumed).toContainEqual({ name: 'star', as: 'no' })
  })

  it('seals the same result whatever the order of the rows', async () => {
    expect((await json([...rows].reverse())).sealed).toEqual((await json(rows)).sealed)
  })

  it('names line and column of what it cannot read', async () => {
    const { status, said } = await evaluate(['lantern,yes,15OO,50,8000,3200,1.4,420,700,30000,2,no,no,no'])
    expect(status).toBe(1)
    expect(said).toContain('line 2, tax')
  })

  it('names file and line of a scheme that is wrong, alone or in its pack', async () => {
    const text = await readFile('packs/demo/schemes/land-use.yaml', 'utf8')
    const alone = join(folder, 'land-use.yaml')
    await writeFile(alone, text.replace('tax_per_mu: 30', 'tax_per_mu: 31'))
    const { status, said } = await evaluate(rows, alone)
    expect(status).toBe(1)
    expect(said).toMatch(/land-use\.yaml:\d+:\d+: .*101.*100/)
  })

  it('says which baseline has to be stated with the run', async () => {
    const { status, said } = await evaluate(rows)
    expect(status).toBe(1)
    expect(said).toContain('emissions')
  })
})
