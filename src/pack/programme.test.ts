import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { canonicalText, programmeOfText } from './canonical.ts'
import { checkPack } from './check.ts'
import { diffProgrammes } from './diff.ts'
import { attributes } from './formula/attributes.ts'
import { functions } from './formula/node.ts'
import type { PackLayer } from './layers.ts'
import { findDoc, formulaOn, getDoc } from './lookup.ts'
import type { Programme } from './programme.ts'
import type { PackFile } from './read.ts'
import { runExamples } from './run-examples.ts'
import { wordNames } from './schema/words.ts'

const folder = join(process.cwd(), 'packs', 'demo')
let files: PackFile[]
let demo: Programme

function readDemo(): PackFile[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'))
  return paths.map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))
}

const layerOf = (pack: string, some: readonly PackFile[], overlay = false): PackLayer => ({
  pack,
  files: some,
  overlay,
})

function programmeOf(layers: readonly PackLayer[]): Programme {
  const { programme, problems } = checkPack(layers)
  if (programme === undefined) throw new Error(JSON.stringify(problems, null, 1))
  return programme
}

/** The demo pack with some files changed; a file without text is taken out. */
function changed(some: Readonly<Record<string, string | undefined>>): Programme {
  const kept = files.filter(({ path }) => !(path in some))
  const added = Object.entries(some).flatMap(([path, text]) => (text === undefined ? [] : [{ path, text }]))
  return programmeOf([layerOf('demo', [...kept, ...added])])
}

const textOf = (path: string) => files.find((file) => file.path === path)?.text ?? ''
const head = (id: string, more = '') => ({
  path: 'pack.yaml',
  text: `id: ${id}\nname: { zh: 镇, en: Town }\nlanguage: 1\nversion: '1'\n${more}`,
})

beforeAll(() => {
  files = readDemo()
  demo = programmeOf([layerOf('demo', files)])
})

describe('the demo pack', () => {
  it('uses every word of the language', () => {
    expect(wordNames.filter((word) => Object.keys(demo[word]).length === 0)).toEqual([])
    expect(demo.population).toBeDefined()
    expect(Object.keys(demo.texts.zh)).not.toEqual([])
  })

  it('uses every function and attribute of formulas', () => {
    const text = files.map((file) => file.text).join('\n')
    const words = [...Object.keys(functions).map((name) => `${name}(`), ...Object.keys(attributes)]
    const unused = words.filter((word) => !text.includes(word))
    expect(unused).toEqual(['size', 'ownership', 'town', 'base', 'place'].filter((word) => unused.includes(word)))
  })

  it('has a target of every kind', () => {
    const kinds = new Set(Object.values(demo.targets).map((target) => target.kind))
    expect([...kinds].sort()).toEqual([
      'average_growth',
      'cohort_rate',
      'count_by_tier',
      'cumulative_growth',
      'level',
      'relative',
      'stage',
    ])
  })

  it('proves its own examples', () => {
    const differing = runExamples(demo).filter((run) => run.result === 'differs')
    expect(differing).toEqual([])
  })

  it('is frozen to the bottom, and says where everything comes from', () => {
    const form = getDoc(demo, 'forms', 'monthly')
    expect(Object.isFrozen(form.sections[0]?.rows[0])).toBe(true)
    expect(form.origin).toEqual({ layer: 'demo', file: 'forms/monthly.yaml', replaces: [] })
  })

  it('keeps numbers as they were written', () => {
    expect(getDoc(demo, 'places', 'flute').area?.[0]?.value).toBe('133')
    expect(getDoc(demo, 'places', 'cloud-islet').area?.[0]?.value).toBe('412.6')
  })

  it('knows no names from outside', () => {
    expect([findDoc(demo, 'places', 'constructor'), findDoc(demo, 'places', '__proto__')]).toEqual([
      undefined,
      undefined,
    ])
  })

  it('has formulas by day', () => {
    const indicator = getDoc(demo, 'indicators', 'tax_per_mu')
    const on = (day: string) => formulaOn(indicator, day as never)?.is.text
    expect([on('2017-12-31'), on('2018-01-01'), on('2020-12-31'), on('2021-01-01')]).toEqual([
      undefined,
      'tax_paid / land_granted',
      'tax_paid / land_granted',
      'tax_paid / land_in_use',
    ])
  })
})

describe('the text of a programme', () => {
  it('is the same whatever order the files come in', () => {
    const turned = programmeOf([layerOf('demo', [...files].reverse())])
    expect(canonicalText(turned)).toBe(canonicalText(demo))
  })

  it('changes with every change of meaning', () => {
    const other = changed({ 'indicators/output.yaml': textOf('indicators/output.yaml').replace('CNY_1k', 'CNY_10k') })
    expect(canonicalText(other)).not.toBe(canonicalText(demo))
  })

  it('gives the programme back', () => {
    const back = programmeOfText(canonicalText(demo))
    expect(canonicalText(back)).toBe(canonicalText(demo))
    expect(findDoc(back, 'places', 'constructor')).toBeUndefined()
    expect(Object.isFrozen(back.forms)).toBe(true)
  })
})

describe('a pack on another', () => {
  const upper = [
    head('kite-pack', 'extends: demo\n'),
    { path: 'targets/tax-per-mu.yaml', text: '' },
    { path: 'texts/en.yaml', text: 'programme.title: Kite Town\n' },
  ]

  it('replaces documents as a whole and remembers what lay below', () => {
    const own = upper.map((file) =>
      file.path.startsWith('targets')
        ? { ...file, text: textOf('targets/tax-per-mu.yaml').replace('value: 30', 'value: 32') }
        : file,
    )
    const programme = programmeOf([layerOf('demo', files), layerOf('kite-pack', own)])
    const target = getDoc(programme, 'targets', 'tax-per-mu')
    expect(target.milestones.at(-1)?.value).toBe('32')
    expect(target.origin).toEqual({
      layer: 'kite-pack',
      file: 'targets/tax-per-mu.yaml',
      replaces: [{ layer: 'demo', file: 'targets/tax-per-mu.yaml' }],
    })
    expect([programme.id, programme.timeZone, programme.rootPlace]).toEqual([
      'kite-pack',
      'Asia/Shanghai',
      'cloud-islet',
    ])
    expect([programme.texts.en['programme.title'], programme.texts.en['programme.banner']]).toEqual([
      'Kite Town',
      'The county and all its data are invented',
    ])
  })
})

describe('an overlay', () => {
  const indicator = textOf_('indicators/output.yaml')
  const ratio = textOf_('indicators/sales_rate.yaml')

  it('adds, and where an id is taken by something else it gets a prefix that its own references follow', () => {
    const overlay = [
      head('kite-pack', 'extends: demo\n'),
      {
        path: 'indicators/output.yaml',
        text: indicator.replace('unit: CNY_1k', 'unit: CNY_10k').replace('illustrative', 'minutes'),
      },
      {
        path: 'indicators/own_rate.yaml',
        text: ratio.replace('plan-2020 V.1', 'minutes 3').replace('plan-2020 V.1', 'minutes 3'),
      },
      { path: 'sources/minutes.yaml', text: 'title: { zh: 纪要, en: Minutes }\nstatus: published\n' },
      { path: 'sources/illustrative.yaml', text: textOf('sources/illustrative.yaml') },
      { path: 'targets/tax-per-mu.yaml', text: textOf('targets/tax-per-mu.yaml').replace('value: 30', 'value: 32') },
      { path: 'targets/own-output.yaml', text: textOf('targets/kite-output-growth.yaml') },
      { path: 'texts/en.yaml', text: 'programme.title: Kite Town\nkite.title: Kite\n' },
    ]
    const programme = programmeOf([layerOf('demo', files), layerOf('kite-pack', overlay, true)])
    expect(programme.id).toBe('demo')
    expect(getDoc(programme, 'indicators', 'output').unit).toBe('CNY_1k')
    expect(getDoc(programme, 'indicators', 'kite-pack:output').unit).toBe('CNY_10k')
    expect(getDoc(programme, 'indicators', 'own_rate').formulas[0]?.is.tree).toMatchObject({
      right: { name: 'kite-pack:output' },
      left: { name: 'sales' },
    })
    expect(getDoc(programme, 'indicators', 'sales_rate').formulas[0]?.is.tree).toMatchObject({
      right: { name: 'output' },
    })
    expect(getDoc(programme, 'targets', 'own-output').indicator).toBe('kite-pack:output')
    expect(getDoc(programme, 'targets', 'tax-per-mu').milestones.at(-1)?.value).toBe('30')
    expect(getDoc(programme, 'targets', 'kite-pack:tax-per-mu').milestones.at(-1)?.value).toBe('32')
    expect(findDoc(programme, 'sources', 'kite-pack:illustrative')).toBeUndefined()
    expect([programme.texts.en['programme.title'], programme.texts.en['kite.title']]).toEqual([
      'Cloud Islet County emerging industry',
      'Kite',
    ])
  })

  it('its problems name its folder', () => {
    const overlay = [head('kite-pack', 'extends: demo\n'), { path: 'sources/minutes.yaml', text: 'titel: x\n' }]
    const { problems } = checkPack([layerOf('demo', files), layerOf('kite-pack', overlay, true)])
    expect(problems[0]?.where).toBe('kite-pack/sources/minutes.yaml:1:1')
  })

  function textOf_(path: string): string {
    return readFileSync(join(folder, path), 'utf8')
  }
})

describe('what an upgrade changes', () => {
  it('nothing between equal programmes', () => {
    expect(diffProgrammes(demo, programmeOf([layerOf('demo', files)]))).toEqual({ words: [], head: [], orphans: [] })
  })

  it('says what was added, removed, changed, and what would lose its meaning', () => {
    const after = changed({
      'indicators/receivables.yaml': undefined,
      'forms/monthly.yaml': textOf('forms/monthly.yaml')
        .replace('      - { indicator: receivables }\n', '')
        .replace(/peers:\n(?: .*\n)+/, '')
        .replace(', grey: [last_year]', '')
        .replace('columns: [this, cumulative, last_year]', 'columns: [this, cumulative]'),
      'indicators/staff.yaml': textOf('indicators/staff.yaml').replace('unit: person', 'unit: person_10k'),
      'taxonomies/trades-2020.yaml': textOf('taxonomies/trades-2020.yaml').replace(/.*'3011'.*\n/, ''),
      'workflows/returns.yaml': textOf('workflows/returns.yaml')
        .replace(/.*id: under_review.*\n/, '')
        .replace(/.*id: take_up.*\n/, '')
        .replaceAll(', under_review', ''),
      'indicators/staff_at_end.yaml': textOf('indicators/staff_at_end.yaml').replace(
        'unit: person',
        'unit: person_10k',
      ),
      'roles/leader.yaml': undefined,
      'tasks/emerging-output-2022.yaml': undefined,
      'slips/ladder.yaml': textOf('slips/ladder.yaml')
        .replace(/  - id: yellow\n(?:    .*\n)+/, '')
        .replace('unmet_yellow', 'unmet_blue'),
      'places/pond.yaml': textOf('places/kite.yaml')
        .replaceAll('990100101', '990100109')
        .replace(/tile:.*\n/, ''),
    })
    const { words, orphans } = diffProgrammes(demo, after)
    expect(words.find((one) => one.word === 'indicators')).toEqual({
      word: 'indicators',
      added: [],
      removed: ['receivables'],
      changed: [
        { id: 'staff', fields: ['unit'] },
        { id: 'staff_at_end', fields: ['unit'] },
      ],
    })
    expect(words.find((one) => one.word === 'places')?.added).toEqual(['pond'])
    expect(orphans).toContainEqual({ word: 'indicators', id: 'receivables', leaves: 'observations' })
    expect(orphans).toContainEqual({ word: 'roles', id: 'leader', leaves: 'grants' })
    expect(orphans).toContainEqual({
      word: 'indicators',
      id: 'staff',
      part: 'person → person_10k',
      leaves: 'values_in_other_unit',
    })
    expect(orphans).toContainEqual({ word: 'forms', id: 'monthly', part: 'output last_year', leaves: 'cells' })
    expect(orphans).toContainEqual({ word: 'workflows', id: 'returns', part: 'under_review', leaves: 'cases' })
    expect(orphans).toContainEqual({ word: 'tasks', id: 'emerging-output-2022', leaves: 'cases' })
    expect(orphans).toContainEqual({ word: 'slips', id: 'ladder', part: 'yellow', leaves: 'cases' })
    expect(orphans).toContainEqual({ word: 'taxonomies', id: 'trades-2020', part: '3011', leaves: 'classifications' })
  })
})
