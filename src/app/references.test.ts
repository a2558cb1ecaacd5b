import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runEvaluationExamples } from '#capabilities/evaluations/rules/examples.ts'
import { checkPackFolder } from '#kit/server/pack-folder.ts'
import type { Programme } from '#pack/programme.ts'
import { runExamples } from '#pack/run-examples.ts'

const folder = 'packs/references'
const ids = readdirSync(folder)
  .filter((id) => existsSync(join(folder, id, 'pack.yaml')))
  .sort()

async function programmeOf(id: string): Promise<Programme> {
  const { programme, problems } = await checkPackFolder(join(folder, id))
  if (programme === undefined) throw new Error(JSON.stringify(problems, null, 1))
  return programme
}

describe('schemes published elsewhere', () => {
  test('each stands in the list', () => {
    const listed = [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/^\| `([a-z0-9-]+)`/gm)].map(
      ([, id]) => id,
    )
    expect(listed.sort()).toEqual(ids)
  })

  test.each(ids)('%s is in order, and its worked examples come out to the last digit', async (id) => {
    const programme = await programmeOf(id)
    const runs = [...runExamples(programme), ...runEvaluationExamples(programme)]
    expect(runs.filter(({ result }) => result === 'differs')).toEqual([])
    const proved = new Set(Object.values(programme.examples).map(({ given }) => given.scheme))
    expect(Object.keys(programme.schemes).filter((scheme) => !proved.has(scheme))).toEqual([])
  })

  test('none of them passes for a scheme in force, and each says what its source leaves open', async () => {
    const programmes = await Promise.all(ids.map(programmeOf))
    const schemes = programmes.flatMap((programme) => Object.values(programme.schemes))
    expect(schemes.filter(({ status }) => status === 'official')).toEqual([])
    expect(schemes.filter(({ status, open = [] }) => status === 'reference' && open.length === 0)).toEqual([])
    expect(schemes.length).toBeGreaterThan(10)
  })

  test('measures are never applied by themselves', async () => {
    const programmes = await Promise.all(ids.map(programmeOf))
    const enabled = programmes.flatMap(({ schemes }) => Object.values(schemes)).filter((one) => one.measures?.enabled)
    expect(enabled).toEqual([])
  })
})
