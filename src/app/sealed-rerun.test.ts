import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Frozen, sealResult } from '#capabilities/evaluations/server/service.ts'
import { demoProgramme } from '#kit/server/testing.ts'
import { getDoc } from '#pack/lookup.ts'
import { main } from './cli.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jidi-sealed-'))
})
afterEach(async () => {
  vi.restoreAllMocks()
  process.exitCode = 0
  await rm(folder, { recursive: true, force: true })
})

/** Twelve firms of the demo county, frozen. */
async function sealedText(): Promise<string> {
  const scheme = getDoc(await demoProgramme(), 'schemes', 'land-use')
  const nowhere = { version: 1, by: null, knownAt: null, stated: false }
  const units = Array.from({ length: 12 }, (_, at): Frozen['units'][0] => ({
    unit: `firm-${String(at).padStart(2, '0')}`,
    name: `云渚${at}厂`,
    members: [],
    town: 'kite',
    base: null,
    industry: '1011',
    size: null,
    ownership: null,
    aboveScale: true,
    meanIndustry: null,
    classes: { town: ['kite'] },
    inputs: scheme.inputs.map(({ id }, i) => ({
      input: id,
      amount: String(20 + at * (i + 3)),
      blank: null,
      domain: 'administrative' as const,
      source: 'file',
      ...nowhere,
    })),
    facts: (scheme.facts ?? []).map(({ id }) => ({ fact: id, holds: false, source: null, by: null, knownAt: null })),
    places: ['kite'],
    organisations: [],
  }))
  const given = { emissions: '0.5' }
  const inputs: Frozen = { format: 1, scheme: scheme.id, period: '2025', given, units }
  return JSON.stringify(sealResult(scheme, { number: 1, inputs, corrections: [] }))
}

async function rerun(text: string, ...more: string[]): Promise<{ status: unknown; said: string }> {
  const file = join(folder, 'sealed.json')
  await writeFile(file, text)
  const lines: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line: unknown) => void lines.push(String(line)))
  vi.spyOn(console, 'error').mockImplementation((line: unknown) => void lines.push(String(line)))
  await main(['evaluate', '--rerun', file, ...more])
  return { status: process.exitCode, said: lines.join('\n') }
}

describe('jidi evaluate --rerun', () => {
  test('computes a sealed result again from its file alone, to the same hashes', async () => {
    const { status, said } = await rerun(await sealedText(), '--json')
    expect(status ?? 0).toBe(0)
    expect(JSON.parse(said)).toMatchObject({ same: true, scheme: 'land-use', period: '2025', units: 12 })
  })

  test('finds a changed amount, a changed weight and a changed grade', async () => {
    const text = await sealedText()
    const { hashes } = JSON.parse(text) as { hashes: { result: string } }
    const forged = [
      text.replace('"amount":"23"', '"amount":"2300"'),
      text.replace(hashes.result, '0'.repeat(64)),
      text.replace('"tax_per_mu":"30"', '"tax_per_mu":"40"').replace('"added_per_mu":"20"', '"added_per_mu":"10"'),
    ]
    for (const one of forged) {
      expect(one).not.toBe(text)
      const { status, said } = await rerun(one)
      expect(status).toBe(1)
      expect(said).toMatch(/differs|不一致/)
    }
  })

  test('refuses what is no sealed evaluation, and a file that is not there', async () => {
    for (const text of ['{', '[]', 'null', '{"kind":"jidi.evaluation","format":1}', '12'])
      expect((await rerun(text)).status).toBe(1)
    await main(['evaluate', '--rerun', join(folder, 'nowhere.json')])
    expect(process.exitCode).toBe(1)
  })
})
