import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { faultCodes } from '../geo/fault-codes.ts'
import { prjRefusals } from '../geo/prj.ts'
import { geoSentences } from './geo.ts'

const folders = ['src/kit/server', 'src/capabilities/parcels/rules', 'src/capabilities/parcels/server']
const text = folders
  .flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && !name.includes('test'))
      .map((name) => join(folder, name)),
  )
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n')

describe('sentences about shapes', () => {
  it('there is one for all that is said, and nothing is kept that nobody says', () => {
    const said = new Set([...text.matchAll(/'(geo\.[a-z0-9_.]*[a-z0-9])'/g)].map(([, key = '']) => key))
    for (const why of ['zone', 'order', 'contradiction']) said.add(`geo.ask_${why}`)
    for (const refusal of prjRefusals) said.add(`geo.prj_${refusal}`)
    for (const code of faultCodes) for (const kind of ['fault', 'remedy.fault']) said.add(`geo.${kind}.${code}`)
    for (const each of ['overlap', 'duplicate', 'sliver']) said.add(`geo.${each}`)
    expect([...said].filter((key) => !(key in geoSentences))).toEqual([])
    expect(Object.keys(geoSentences).filter((key) => !key.startsWith('geo.remedy.') && !said.has(key))).toEqual([])
  })

  it('a remedy belongs to something that can be wrong', () => {
    const remedies = Object.keys(geoSentences).filter((key) => key.startsWith('geo.remedy.'))
    expect(remedies.filter((key) => !(key.replace('.remedy', '') in geoSentences))).toEqual([])
  })
})
