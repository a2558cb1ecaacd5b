import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parsePlainDate } from '#base/plain-date.ts'
import { checkPack } from './check.ts'
import { seriesFor, successorsOn, unitsFor } from './duties.ts'
import type { Programme } from './programme.ts'

const folder = join(process.cwd(), 'packs', 'demo')
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))

/** The demo pack with more files. */
function demoWith(more: Readonly<Record<string, string>> = {}): Programme {
  const kept = files.filter(({ path }) => !(path in more))
  const { programme, problems } = checkPack([
    { pack: 'demo', files: [...kept, ...Object.entries(more).map(([path, text]) => ({ path, text }))], overlay: false },
  ])
  if (programme === undefined) throw new Error(JSON.stringify(problems, null, 1))
  return programme
}

const demo = demoWith()
const on = parsePlainDate
const ids = (units: readonly { organisation: string }[]) => units.map((one) => one.organisation)
const duty = (more: string) => `matter: { zh: 测试, en: Test }\n${more}`

describe('who a matter belongs to', () => {
  it('a duty of a base goes before one of its industry', () => {
    const route = unitsFor(demo, { place: 'lantern-base', field: 'plan-fields/light-making', on: on('2021-06-01') })
    expect([ids(route.lead), ids(route.assist), ids(route.decide)]).toEqual([
      ['land-office'],
      ['kite-government'],
      ['county-government'],
    ])
    expect(route.trail.map((step) => [step.duty, step.gives])).toEqual([
      ['lantern-base-land', ['lead', 'assist', 'decide']],
      ['fields-2021', []],
    ])
  })

  it('a kind of case goes before place and industry; who decides may come from further away', () => {
    const programme = demoWith({
      'duties/lantern-projects.yaml': duty(
        'place: lantern-base\nlead: [lantern-task-force]\ncases: [project_review]\nfrom: 2021-02-10\nsource: illustrative duty\n',
      ),
    })
    const route = unitsFor(programme, { kind: 'project_review', place: 'lantern-base', on: on('2021-06-01') })
    expect([ids(route.lead), ids(route.decide)]).toEqual([['lantern-task-force'], ['county-headquarters']])
    expect(route.trail.map(({ duty: id, fits }) => [id, fits.kind, fits.place])).toEqual([
      ['lantern-projects', true, 'same'],
      ['base-projects', true, 'any'],
      ['lantern-base-land', false, 'same'],
    ])
  })

  it('a duty about one kind of case answers no other', () => {
    expect(unitsFor(demo, { kind: 'slip', on: on('2021-06-01') })).toMatchObject({ lead: [], trail: [] })
  })

  it('a duty of another base answers nothing, that of the county around it does', () => {
    const programme = demoWith({
      'duties/county.yaml': duty(
        'place: cloud-islet\nlead: [industry-bureau]\nfrom: 2021-02-10\nsource: illustrative duty\n',
      ),
    })
    const route = unitsFor(programme, { place: 'loom-base', on: on('2021-06-01') })
    expect(ids(route.lead)).toEqual(['industry-bureau'])
    expect(route.trail[0]?.fits.place).toBe('around')
  })

  it.each([
    ['2019-12-31', []],
    ['2020-06-01', ['industry-office']],
    ['2021-01-15', []],
    ['2021-06-01', ['industry-bureau']],
  ])('on %s photonics is led by %j', (day, lead) => {
    expect(ids(unitsFor(demo, { field: 'plan-fields/light-making', on: on(day) }).lead)).toEqual(lead)
  })

  it('a trade is led by whoever leads the field it belongs to', () => {
    const light = demo.crosswalks['trades-to-fields']?.links.find(
      ({ to, part }) => to === 'light-making' && part !== true,
    )
    const route = unitsFor(demo, { field: `trades-2020/${light?.from}`, on: on('2021-06-01') })
    expect(ids(route.lead)).toEqual(['industry-bureau'])
    expect(route.trail[0]?.fits.field).toBe('around')
  })
})

describe('units that were renamed', () => {
  const standing = demoWith({
    'duties/fields-2020.yaml': duty(
      'field: plan-fields/light-making\nlead: [industry-office]\nfrom: 2020-03-01\nsource: plan-2020 VI.2\n',
    ),
    'duties/fields-2021.yaml': duty(
      'place: flute\nlead: [statistics]\nfrom: 2021-02-10\nsource: base-notice-2021 III.1\n',
    ),
  })

  it('a duty of the old unit is that of its successor, and the way there is told', () => {
    const route = unitsFor(standing, { field: 'plan-fields/light-making', on: on('2021-06-01') })
    expect(route.lead).toEqual([
      {
        organisation: 'industry-bureau',
        named: 'industry-office',
        by: [{ from: 'industry-office', to: 'industry-bureau', on: '2021-01-01', source: 'base-notice-2021 I' }],
        duty: 'fields-2020',
      },
    ])
  })

  it('before the change it is the old unit', () => {
    const route = unitsFor(standing, { field: 'plan-fields/light-making', on: on('2020-12-31') })
    expect(route.lead).toMatchObject([{ organisation: 'industry-office', by: [] }])
  })

  it('a unit that was divided is all that came after it; one that ended without successor says so', () => {
    const office = files.find(({ path }) => path === 'organisations/industry-office.yaml')?.text ?? ''
    const divided = demoWith({
      'organisations/industry-office.yaml': office.replace(
        'successors:',
        'successors:\n  - { organisation: statistics, from: 2021-01-01, source: base-notice-2021 I }',
      ),
    })
    expect(ids(successorsOn(divided, 'industry-office', on('2022-01-01')))).toEqual(['statistics', 'industry-bureau'])
    const ended = demoWith({ 'organisations/industry-office.yaml': office.replace(/successors:\n.*\n/, '') })
    expect(successorsOn(ended, 'industry-office', on('2022-01-01'))).toMatchObject([{ ended: true }])
  })
})

describe('documents that disagree', () => {
  const second = 'field: plan-fields/light-making\nlead: [statistics]\nfrom: 2020-06-01\nsource: yearbook-excerpt 9\n'

  it('both are shown, and the later one is followed', () => {
    const route = unitsFor(demoWith({ 'duties/other.yaml': duty(second) }), {
      field: 'plan-fields/light-making',
      on: on('2021-06-01'),
    })
    expect(ids(route.lead)).toEqual(['industry-bureau'])
    expect(route.conflicts).toEqual([
      {
        part: 'lead',
        duties: [
          { duty: 'fields-2021', source: 'base-notice-2021 III.1', units: ['industry-bureau'] },
          { duty: 'other', source: 'yearbook-excerpt 9', units: ['statistics'] },
        ],
      },
    ])
  })

  it('two names of one unit are no disagreement', () => {
    const same = second.replace('statistics', 'industry-office')
    const route = unitsFor(demoWith({ 'duties/other.yaml': duty(same) }), {
      field: 'plan-fields/light-making',
      on: on('2021-06-01'),
    })
    expect(route.conflicts).toEqual([])
  })

  it('what is less close is no disagreement', () => {
    const route = unitsFor(demo, { place: 'lantern-base', field: 'plan-fields/light-making', on: on('2021-06-01') })
    expect(route.conflicts).toEqual([])
  })
})

describe('which meeting decides', () => {
  it('that of the base where it may, the one above otherwise', () => {
    expect(seriesFor(demo, { matter: 'project_review', place: 'lantern-base' })).toEqual({
      series: 'lantern-monthly',
      passed: [],
    })
    expect(seriesFor(demo, { matter: 'planning_change', place: 'lantern-base' })).toEqual({
      series: 'county-quarterly',
      passed: ['lantern-monthly'],
    })
  })

  it('a base without a meeting of its own goes to the county; an unknown matter goes nowhere', () => {
    expect(seriesFor(demo, { matter: 'base_policy', place: 'loom-base' })?.series).toBe('county-quarterly')
    expect(seriesFor(demo, { matter: 'base_policy' })?.series).toBe('county-quarterly')
    expect(seriesFor(demo, { matter: 'weather', place: 'loom-base' })).toBeUndefined()
  })
})

describe('one matter', () => {
  it('asked by its duty answers with every document about it', () => {
    const route = unitsFor(demo, { matter: 'fields-2021', on: on('2021-06-01') })
    expect([ids(route.lead), ids(route.assist)]).toEqual([['industry-bureau'], ['statistics', 'stardust-committee']])
    expect(unitsFor(demo, { matter: 'no-such-duty', on: on('2021-06-01') }).trail).toEqual([])
  })
})

describe('whatever is asked', () => {
  const kinds = [undefined, 'project_review', 'agenda_item', 'slip', 'nothing']
  const fields = [undefined, ...(demo.taxonomies['plan-fields']?.classes ?? []).map((one) => `plan-fields/${one.id}`)]
  const places = [undefined, ...Object.keys(demo.places)]
  const days = ['2019-01-01', '2020-12-31', '2021-01-01', '2021-02-10', '2030-01-01'].map((day) => on(day))

  const questions = kinds.flatMap((kind) =>
    fields.flatMap((field) => places.flatMap((place) => days.map((day) => ({ kind, field, place, on: day })))),
  )

  it('every unit of an answer is there on that day, leads and assists never at once, and stands in the trail', () => {
    for (const question of questions) {
      const route = unitsFor(demo, question)
      const leads = ids(route.lead)
      expect(ids(route.assist).filter((one) => leads.includes(one))).toEqual([])
      for (const unit of [...route.lead, ...route.assist, ...route.decide]) {
        const to = demo.organisations[unit.organisation]?.to
        expect(unit.ended === true || to === undefined || to >= question.on).toBe(true)
        expect(route.trail.some((step) => step.duty === unit.duty && step.gives.length > 0)).toBe(true)
      }
    }
  })
})
