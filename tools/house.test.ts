import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const { capabilities: order } = createRequire(import.meta.url)('../floors.cjs') as { capabilities: string[] }
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && existsSync(path) && statSync(path).isFile())
const read = (path: string) => readFileSync(path, 'utf8')
const isTest = (path: string) => /\.test\.tsx?$|\/fixtures\//.test(path)
const sources = tracked.filter((path) => /^src\/.*\.tsx?$/.test(path))
const product = sources.filter((path) => !isTest(path))
const generated = (path: string) => read(path).startsWith('// GENERATED')
const rooms = readdirSync('src/capabilities', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

describe('rooms and names', () => {
  it('no file is longer than the wall of 600 lines', () => {
    const long = [...sources, ...tracked.filter((path) => /^(tools|bench|e2e)\/.*\.(ts|mjs)$/.test(path))]
      .filter((path) => !generated(path))
      .map((path) => ({ path, lines: read(path).split('\n').length }))
      .filter(({ lines }) => lines > 600)
    expect(long).toEqual([])
  })

  it('no folder is named like a shape', () => {
    const shapes = new Set(['utils', 'util', 'helpers', 'managers', 'misc', 'common', 'lib', 'shared', 'types'])
    expect(sources.filter((path) => path.split('/').some((part) => shapes.has(part)))).toEqual([])
  })

  it('a file is kebab-case, a component file PascalCase', () => {
    const odd = sources.filter((path) => {
      const name =
        path
          .split('/')
          .at(-1)
          ?.replace(/(\.test|\.sql|\.e2e|\.d)?\.tsx?$/, '') ?? ''
      return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && !(path.endsWith('.tsx') && /^[A-Z][A-Za-z0-9]*$/.test(name))
    })
    expect(odd).toEqual([])
  })

  it('no default export, no barrel, no any', () => {
    const faults = product.filter((path) =>
      /^export default|^export \* from|^(?! *(?:\/\*|\*|\/\/)).*(?:\bas any\b|: any\b)/m.test(read(path)),
    )
    expect(faults).toEqual([])
  })

  it('nothing is left to be done later', () => {
    expect(sources.filter((path) => /\b(TODO|FIXME|XXX)\b/.test(read(path)))).toEqual([])
  })
})

describe('capabilities', () => {
  it('each stands in the order of the house and in the list of the app', () => {
    const listed = read('src/app/capabilities.ts')
    expect(rooms.filter((room) => !order.includes(room) || !listed.includes(`#capabilities/${room}/`))).toEqual([])
  })

  it('each has a short README, a contract and tests', () => {
    for (const room of rooms) {
      const folder = join('src/capabilities', room)
      expect(existsSync(join(folder, 'contract.ts')) || existsSync(join(folder, 'contract')), room).toBe(true)
      expect(read(join(folder, 'README.md')).split('\n').length, `${room}/README.md`).toBeLessThanOrEqual(60)
      expect(
        sources.some((path) => path.startsWith(folder) && isTest(path)),
        `${room} has tests`,
      ).toBe(true)
    }
  })

  it('every permission of a contract is given to somebody in the demo programme', () => {
    const given = tracked
      .filter((path) => path.startsWith('packs/demo/roles/'))
      .map(read)
      .join('\n')
    const asked = new Set(
      product.flatMap((path) => [...read(path).matchAll(/may: '([a-z]+\.[a-z_]+)'/g)].map((match) => match[1] ?? '')),
    )
    expect([...asked].filter((permission) => !given.includes(permission))).toEqual([])
    expect(asked.size).toBeGreaterThan(10)
  })
})

describe('the rights that packs give', () => {
  it('every permission of a role is asked for somewhere', () => {
    const asked = [
      ...product.filter((path) => !path.endsWith('-words.ts')),
      ...tracked.filter((path) => path.endsWith('.sql')),
    ]
    const text = [...asked, ...tracked.filter((path) => path.includes('/workflows/'))].map(read).join('\n')
    const roles = tracked
      .filter((path) => /^packs\/[^/]+\/roles\//.test(path))
      .map(read)
      .join('\n')
    const given = new Set([...roles.matchAll(/may: ([a-z]+\.[a-z_]+)/g)].map((match) => match[1] ?? ''))
    expect([...given].filter((permission) => !text.includes(permission))).toEqual([])
  })
})

describe('the programme is data', () => {
  const packs = [...readdirSync('packs'), ...readdirSync('packs/references').map((id) => `references/${id}`)].filter(
    (id) => id !== 'demo' && existsSync(join('packs', id, 'pack.yaml')),
  )
  const documents = (pack: string, word: string) =>
    tracked
      .filter((path) => path.startsWith(`packs/${pack}/${word}/`) && path.endsWith('.yaml'))
      .map((path) => parse(read(path)) as Record<string, unknown>)

  it('no area code, proper name or document number of a pack stands in the engine', () => {
    const words = new Set<string>()
    for (const pack of packs) {
      words.add(pack)
      for (const place of documents(pack, 'places')) {
        words.add((place.name as { zh: string }).zh)
        for (const { code } of (place.codes ?? []) as { code: string }[]) words.add(String(code))
      }
      for (const organisation of documents(pack, 'organisations')) words.add((organisation.name as { zh: string }).zh)
      for (const source of documents(pack, 'sources')) if (source.number) words.add(String(source.number))
    }
    expect(words.size).toBeGreaterThan(packs.length)
    const strict = [...words].filter((word) => word.length > 2)
    const faults = product.flatMap((path) => {
      const text = read(path)
      return strict.filter((word) => text.includes(word)).map((word) => `${path}: ${word}`)
    })
    expect(faults).toEqual([])
  })
})

describe('the record', () => {
  const schema = () => read('db/schema.sql')
  const tables = () =>
    [...schema().matchAll(/^create table (?:public\.)?"?([a-z_0-9]+)"? \(\n([\s\S]*?)^\);/gim)].map((match) => ({
      name: match[1] ?? '',
      columns: [...(match[2] ?? '').matchAll(/^ {2}"?([a-z_0-9A-Z]+)"? /gm)].map((column) => column[1] ?? ''),
    }))

  it('every table has a page and every column a line', () => {
    expect(tables().length).toBeGreaterThan(10)
    const faults = tables().flatMap(({ name, columns }) => {
      const path = `db/tables/${name}.yaml`
      if (!existsSync(path)) return [path]
      const page = parse(read(path)) as Record<string, unknown>
      const missing = ['meaning', 'personal', 'purpose', 'keep_for', 'erase'].filter((key) => !(key in page))
      const described = new Set(Object.keys((page.columns ?? {}) as object))
      return [...missing, ...columns.filter((column) => !described.has(column))].map((what) => `${path}: ${what}`)
    })
    expect(faults).toEqual([])
  })

  it('every column that names a person says what becomes of it when the person is erased', () => {
    const names = /^(\w+_by|by|actor|person|user_id|assignee|substitute|expert|on_behalf_of|stands_in_for)$/
    const words = new Set(['supervision_task.person', 'supervision_slip.is_by_rule'])
    const faults = tables().flatMap(({ name, columns }) => {
      const page = parse(read(`db/tables/${name}.yaml`)) as { persons?: Record<string, string> }
      return columns
        .filter((column) => names.test(column) && !words.has(`${name}.${column}`) && !page.persons?.[column])
        .map((column) => `db/tables/${name}.yaml: persons: { ${column}: stays or remove }`)
    })
    expect(faults).toEqual([])
  })

  it('a table bears the name of the room that owns it', () => {
    const owners = [
      ...rooms.map((room) => room.replace(/ies$/, 'y').replace(/s$/, '')),
      'people',
      'kit',
      'act',
      'import',
    ]
    expect(tables().filter(({ name }) => !owners.some((owner) => name.startsWith(owner)))).toEqual([])
  })
})

describe('words', () => {
  const pages = tracked.filter((path) => path.endsWith('.md'))

  it('every link between documents lives', () => {
    const dead = pages.flatMap((path) =>
      [...read(path).matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)(?:#[^)]*)?\)/g)]
        .map((match) => match[1] ?? '')
        .filter((target) => !existsSync(join(dirname(path), target)))
        .map((target) => `${path} → ${target}`),
    )
    expect(dead).toEqual([])
  })

  it('every code name of the glossary occurs in code', () => {
    const code = sources.map(read).join('\n')
    const names = [...read('docs/glossary.md').matchAll(/^\|[^|]+\|[^|]+\|\s*`([^`]+)`/gm)].map(
      (match) => match[1] ?? '',
    )
    expect(names.length).toBeGreaterThan(40)
    expect(names.filter((name) => !code.includes(name))).toEqual([])
  })

  it('no document names a folder of one machine', () => {
    const folder = ['', 'work', ''].join('/')
    expect(
      tracked.filter((path) => /\.(md|ts|tsx|mjs|yaml|sql|json|cjs)$/.test(path) && read(path).includes(folder)),
    ).toEqual([])
  })
})
