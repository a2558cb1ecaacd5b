import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pages } from '../src/app/routes.tsx'
import { chineseOfOurs } from '../src/app/testing-languages.ts'
import { sensitivePages } from '../src/app/sensitive-pages.tsx'
import { landAddresses } from './land-addresses.ts'
import type { Person } from './person.ts'
import { closeBrowser, desk, enter, noBrowser, phone, url, type Visit, visit } from './visit.ts'

type Language = 'zh' | 'en'
type Session = { actor: { grants: { permission: string }[] } }
type Violation = { id: string; impact: string | null; nodes: { html: string; failureSummary?: string }[] }

/** `PAGES=/returns` looks only at pages whose address begins like this. */
const only = process.env.PAGES ?? ''
const languages: readonly Language[] = ['zh', 'en']
const logins = [
  'analyst',
  'administrator',
  'bureau-officer',
  'town-clerk',
  'supervisor',
  'auditor',
  'system-administrator',
] as const

/** Whoever holds one of these sees values of single respondents or data of people. */
const revealing = new Set([
  'enterprises.see',
  'enterprises.edit',
  'enterprises.import',
  'evaluations.see_values',
  'observations.import',
  'returns.see',
  'returns.fill',
  'returns.review',
  'returns.remind',
  'people.see',
  'acts.see',
  'looks.see',
  'people.export',
  'workflows.messages',
])
/** Of those, pages that show neither: counts by place, and what roles may do. */
const harmless = new Set(['/returns/coverage', '/roles'])

describe.skipIf(noBrowser)('every page of the house', () => {
  const people = new Map<string, { person: Person; grants: Set<string> }>()
  let axe = ''
  let chinese: ReadonlySet<string> = new Set()
  let addresses = new Map<string, string>()

  beforeAll(async () => {
    chinese = await chineseOfOurs(process.cwd())
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    for (const login of logins) {
      const person = await enter(login)
      const { actor } = await person.get<Session>('/api/session')
      people.set(login, { person, grants: new Set(actor.grants.map(({ permission }) => permission)) })
    }
    addresses = await addressesOf(
      people.get('analyst')?.person as Person,
      people.get('administrator')?.person as Person,
    )
    for (const [path, one] of [
      ...(await supervisionAddresses(people.get('supervisor')?.person as Person)),
      ...(await landAddresses(people.get('bureau-officer')?.person as Person)),
    ])
      addresses.set(path, one)
  })
  afterAll(closeBrowser)

  /** The first of the accounts that may open a page. */
  const whoOpens = (may: string): string => {
    if (may === 'anyone') return ''
    const found = logins.find((login) => may === 'signed_in' || people.get(login)?.grants.has(may))
    if (found === undefined) throw new Error(`nobody may ${may}`)
    return found
  }

  test('every address has something to show', () => {
    expect(pages.map(({ path }) => path).filter((path) => path.includes('$') && !addresses.has(path))).toEqual([])
    expect(pages.length).toBeGreaterThan(25)
  })

  test('every page that shows single enterprises or people bears who looks at it; none that is open to everybody does', () => {
    const unmarked = pages.filter(({ path, may }) => revealing.has(may) && !sensitivePages.has(path))
    expect(unmarked.map(({ path }) => path).filter((path) => !harmless.has(path))).toEqual([])
    const known = new Map(pages.map(({ path, may }) => [path, may]))
    expect([...sensitivePages].filter((path) => !known.has(path))).toEqual([])
    expect([...sensitivePages].filter((path) => known.get(path) === 'anyone')).toEqual([])
  })

  test('what a document names and is built here leads to a page of the house', async () => {
    const analyst = people.get('analyst')?.person
    const { rows } = (await analyst?.get<{ rows: { id: string; page?: string }[] }>('/api/platforms')) ?? { rows: [] }
    const built = rows.filter(({ page }) => page !== undefined)
    expect(built.length).toBeGreaterThan(0)
    expect(built.filter(({ page }) => !pages.some(({ path }) => path === page))).toEqual([])
  })

  test('the watch over the pages notes what a page may not do: styles and scripts of nobody, another origin', async () => {
    const seen = await visit(people.get('analyst')?.person, desk)
    await open(seen.page, '/', 'zh')
    expect(seen.faults()).toEqual([])
    await seen.page.evaluate(async () => {
      // Style elements that code of the page makes bear its nonce; what comes as text, as an attack would, does not.
      document.head.insertAdjacentHTML('beforeend', '<style>body { color: red }</style>')
      const script = document.createElement('script')
      script.textContent = 'globalThis.wasRun = true'
      document.head.append(script)
      await fetch('http://127.0.0.1:9/elsewhere').catch(() => undefined)
    })
    await seen.page.waitForTimeout(500)
    const faults = seen.faults().join('\n')
    for (const said of ['style-src-elem inline', 'script-src-elem inline', 'connect-src http://127.0.0.1:9'])
      expect(faults).toContain(`kept out by the policy of the page: ${said}`)
    expect(await seen.page.evaluate(() => 'wasRun' in globalThis)).toBe(false)
    await seen.close()
  })

  test('is open to everybody who may see it, in both languages, at a desk and on a phone', async () => {
    const faults = (await Promise.all(languages.map((language) => walk(language)))).flat()
    expect(faults).toEqual([])
  }, 900_000)

  async function walk(language: Language): Promise<string[]> {
    const faults: string[] = []
    const windows = new Map<string, Visit>()
    for (const { path, may } of pages.filter((page) => page.path.startsWith(only))) {
      const login = whoOpens(may)
      const seen = windows.get(login) ?? (await visit(people.get(login)?.person, desk))
      windows.set(login, seen)
      const said = (what: string): void => void faults.push(`${path} ${language}: ${what}`)
      const address = addresses.get(path) ?? path
      await open(seen.page, address, language).catch((error: unknown) =>
        said(`does not open: ${String(error).slice(0, 200)}`),
      )
      if (language === 'en')
        for (const text of await textsOf(seen.page)) if (chinese.has(text)) said(`in Chinese: ${text}`)
      for (const fault of await watermarkFaults(seen.page, sensitivePages.has(path) ? login : undefined)) said(fault)
      for (const size of [desk, phone]) {
        await seen.page.setViewportSize({ ...size })
        await seen.page.waitForTimeout(80)
        // What is narrow is so in both languages: the checker, which takes most of the time, looks at phones once.
        const unfit = size === desk || language === 'zh' ? await unfitFor(seen.page, axe) : []
        for (const fault of [...unfit, ...(await faultsOn(seen.page))]) said(`${size.width}: ${fault}`)
      }
      for (const fault of seen.faults()) said(fault)
      await seen.page.setViewportSize({ ...desk })
    }
    for (const seen of windows.values()) await seen.close()
    return faults
  }
})

async function open(page: Page, address: string, language: Language): Promise<void> {
  await page.goto(`${url}${address}${address.includes('?') ? '&' : '?'}lang=${language}`)
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(
    () => document.querySelector('[aria-busy="true"], .jd-busy, .ant-skeleton-active') === null,
  )
}

/** A sensitive page bears who looks at it, on the screen and still in print; another does not. */
async function watermarkFaults(page: Page, login: string | undefined): Promise<string[]> {
  const mark = page.locator('.jd-watermark')
  if (login === undefined) return (await mark.count()) === 0 ? [] : ['bears a watermark although it is not sensitive']
  const text = (await mark.count()) === 1 ? ((await mark.textContent()) ?? '') : ''
  const opacity = (): Promise<number> => mark.evaluate((part) => Number(getComputedStyle(part).opacity))
  if (!text.includes(login) || !/\d{4}-\d\d-\d\d \d\d:\d\d/.test(text)) return [`bears no watermark of ${login}`]
  const onScreen = await opacity()
  await page.emulateMedia({ media: 'print' })
  const inPrint = await opacity()
  await page.emulateMedia({ media: null })
  return onScreen < 0.1 && inPrint > onScreen ? [] : [`a watermark of ${onScreen} on the screen, ${inPrint} in print`]
}

/** Everything that a page says, piece by piece. */
function textsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found: string[] = []
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const isCode = node.parentElement?.closest('script, style') != null
      if (!isCode) found.push(node.textContent?.trim() ?? '')
    }
    for (const part of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      for (const name of ['aria-label', 'title', 'placeholder']) found.push(part.getAttribute(name)?.trim() ?? '')
    }
    return [...new Set(found)].filter((text) => text !== '')
  })
}

/** What keeps somebody from using the page as it stands. */
async function unfitFor(page: Page, axe: string): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe)
  const violations = await page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as {
      axe: { run(root: Document, options: object): Promise<{ violations: Violation[] }> }
    }
    const found = await checker.run(document, { resultTypes: ['violations'] })
    return found.violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      nodes: nodes
        .slice(0, 2)
        .map(({ html, failureSummary }) => ({ html: html.slice(0, 160), failureSummary: failureSummary ?? '' })),
    }))
  })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary?.split('\n')[1] ?? ''}`).join(' | ')}`,
    )
}

/** What is said without words of ours, and what does not fit the window. */
async function faultsOn(page: Page): Promise<string[]> {
  const text = await page.evaluate(() => {
    const copy = document.body.cloneNode(true) as HTMLElement
    for (const part of copy.querySelectorAll('code, pre, script, style, input, textarea')) part.remove()
    return copy.textContent ?? ''
  })
  const keys = text.match(
    /\b(problem|value|pack|returns|figures|figure|import|people|decision|workflows|observations|settings|enterprises|parcels|places|indicators|catalogue|releases|evaluations|supervision|operation)\.[a-z][a-z_]+\b|\[object Object\]|\bundefined\b|\bNaN\b/g,
  )
  const wide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth - clientWidth <= 1) return []
    const beyond = [...document.querySelectorAll('main *')].filter(
      (part) => part.getBoundingClientRect().right > clientWidth + 1 && part.closest('.jd-table-box') === null,
    )
    return [`${scrollWidth - clientWidth} px (${beyond[0]?.textContent?.slice(0, 60) ?? ''})`]
  })
  return [
    ...[...new Set(keys ?? [])].map((key) => `untranslated: ${key}`),
    ...wide.map((by) => `wider than the window by ${by}`),
  ]
}

type Released = {
  editions: { id: string }[]
  declared: { release: string; periods: { period: string }[] }[]
}

/** One real address for each pattern with parameters. */
async function addressesOf(analyst: Person, administrator: Person): Promise<Map<string, string>> {
  const first = async <Row>(person: Person, path: string, pick: (body: never) => Row | undefined): Promise<Row> => {
    const found = pick(await person.get<never>(path))
    if (found === undefined) throw new Error(`${path} is empty`)
    return found
  }
  const enterprise = await first(
    analyst,
    '/api/enterprises?pageSize=1',
    (body: { rows: { id: string }[] }) => body.rows[0]?.id,
  )
  const one = await first(analyst, '/api/returns?pageSize=1', (body: { rows: { id: string }[] }) => body.rows[0]?.id)
  const person = await first(administrator, '/api/people', (body: { people: { id: string }[] }) => body.people[0]?.id)
  const { targets } = await analyst.get<{
    targets: {
      id: string
      indicatorKind: string | null
      indicator: string
      points: { period: string; actual: string | null }[]
    }[]
  }>('/api/plan')
  const target = targets.find(({ indicatorKind }) => indicatorKind === 'formula')
  const period = target?.points.findLast(({ actual }) => actual !== null)?.period ?? '2026'
  const { taxonomies } = await analyst.get<{ taxonomies: { id: string; classes: { id: string }[] }[] }>(
    '/api/industries',
  )
  const taxonomy = taxonomies.find(({ classes }) => classes.length > 0)
  const released = await analyst.get<Released>('/api/releases')
  const [declared] = released.declared
  return new Map([
    ['/releases/$id', `/releases/${released.editions[0]?.id}`],
    ['/releases/$release/periods/$period', `/releases/${declared?.release}/periods/${declared?.periods[0]?.period}`],
    ['/cases/$id', `/cases/${await someCase(analyst)}`],
    ['/plan/$id', `/plan/${target?.id}`],
    ['/industries/$taxonomy', `/industries/${taxonomy?.id}`],
    ['/industries/$taxonomy/$class', `/industries/${taxonomy?.id}/${taxonomy?.classes[0]?.id}`],
    ['/enterprises/$id', `/enterprises/${enterprise}`],
    [
      '/enterprises/imports/$id',
      `/enterprises/imports/${await somePreview(analyst, 'enterprises', 'name,town\n页面试验厂,没有这个镇\n')}`,
    ],
    [
      '/places/$id',
      `/places/${await first(analyst, '/api/places', (body: { rows: { id: string }[] }) => body.rows[0]?.id)}`,
    ],
    [
      '/parcels/imports/$id',
      `/parcels/imports/${await somePreview(analyst, 'parcels', 'code,town\nP-1,没有这个镇\n')}`,
    ],
    [
      '/observations/imports/$id',
      `/observations/imports/${await somePreview(analyst, 'observations', 'enterprise,period\n没有这家,2025\n')}`,
    ],
    ['/returns/$id', `/returns/${one}`],
    ['/indicators/$id', `/indicators/${target?.indicator}`],
    ['/indicators/$id/figure', `/indicators/${target?.indicator}/figure?at=${period}`],
    ['/people/$id', `/people/${person}`],
    ['/people/$id/data', `/people/${person}/data`],
    ...(await moreAddresses(analyst)),
    ...(await evaluationAddresses(analyst)),
  ])
}

/** Pages of evaluations: a draft of the illustrative scheme, a call and a handover are begun where there is none. */
async function evaluationAddresses(analyst: Person): Promise<[string, string][]> {
  type List = { items: { id: string }[] }
  const { items: schemes } = await analyst.get<{ items: { id: string; subject: string }[] }>('/api/schemes')
  const scheme = schemes.find(({ subject }) => subject === 'enterprise')?.id ?? ''
  const calling = schemes.find(({ subject }) => subject === 'application')?.id ?? ''
  const { periods } = await analyst.get<{ periods: string[] }>(`/api/schemes/${scheme}`)
  const some = async (path: string, body: object): Promise<string> => {
    const { items } = await analyst.get<List>(path)
    return items[0]?.id ?? (await analyst.send<{ id: string }>('POST', path, body)).id
  }
  const run = await some('/api/evaluations', { scheme, period: periods[0] })
  const call = await some('/api/calls', {
    scheme: calling,
    period: periods[0],
    title: '页面试验',
    terms: '试验',
    opensOn: '2026-01-01',
    closesOn: '2026-12-31',
  })
  const organisations = await analyst.get<{ id: string }[]>('/api/organisations')
  const { indicators } = await analyst.get<{ indicators: { id: string; computable: boolean }[] }>('/api/indicators')
  const handover = await some('/api/handovers', {
    body: organisations[0]?.id,
    purpose: '页面试验',
    query: { indicators: [indicators.find(({ computable }) => computable)?.id], periods: periods.slice(0, 1) },
  })
  const { items: units } = await analyst.get<{ items: { unit: string }[] }>(`/api/evaluations/${run}/inputs?pageSize=1`)
  const absent = '00000000-0000-4000-8000-000000000000'
  const { items: objections } = await analyst.get<List>('/api/objections')
  const { items: simulations } = await analyst.get<List>('/api/simulations')
  const card = `/evaluations/runs/${run}/subjects/${units[0]?.unit ?? absent}`
  return [
    ['/evaluations/schemes/$scheme', `/evaluations/schemes/${scheme}`],
    ['/evaluations/schemes/$scheme/draft', `/evaluations/schemes/${scheme}/draft`],
    ['/evaluations/schemes/$scheme/compare', `/evaluations/schemes/${scheme}/compare`],
    ['/evaluations/runs/$id', `/evaluations/runs/${run}`],
    ['/evaluations/runs/$id/inputs', `/evaluations/runs/${run}/inputs`],
    ['/evaluations/runs/$id/published', `/evaluations/runs/${run}/published`],
    ['/evaluations/runs/$id/simulate', `/evaluations/runs/${run}/simulate`],
    ['/evaluations/runs/$id/subjects/$subject', card],
    ['/evaluations/runs/$id/subjects/$subject/notice', `${card}/notice`],
    ['/evaluations/simulations/$id', `/evaluations/simulations/${simulations[0]?.id ?? absent}`],
    ['/evaluations/objections/$id', `/evaluations/objections/${objections[0]?.id ?? absent}`],
    ['/evaluations/calls/$id', `/evaluations/calls/${call}`],
    ['/evaluations/handovers/$id', `/evaluations/handovers/${handover}`],
  ]
}

/** Pages of supervision: a task with a slip, a meeting and a report are begun. */
async function supervisionAddresses(supervisor: Person): Promise<[string, string][]> {
  type List = { items: { id: string; number?: string }[] }
  const year = new Date().getFullYear()
  const [lead] = await supervisor.get<{ id: string }[]>('/api/organisations')
  const { id: task } = await supervisor.send<{ id: string }>('POST', '/api/supervision/tasks', {
    year,
    title: '页面试验',
    lead: [lead?.id],
    due: `${year}-12-31`,
    schedule: [{ quarter: `${year}-Q4`, words: '页面试验', share: '1' }],
  })
  const { levels } = await supervisor.get<{ levels: { id: string }[] }>('/api/supervision/slip-levels')
  const { id: slip } = await supervisor.send<{ id: string }>('POST', '/api/supervision/slips', {
    task,
    level: levels[0]?.id,
    deadline: `${year}-12-31`,
    reason: '页面试验',
    demand: '页面试验',
  })
  const { id: meeting } = await supervisor.send<{ id: string }>('POST', '/api/supervision/meetings', {
    title: '页面试验',
    heldOn: `${year}-12-30`,
  })
  const { ids } = await supervisor.send<{ ids: string[] }>('POST', '/api/supervision/reports', {
    title: '页面试验',
    of: [lead?.id],
    due: `${year}-12-31`,
  })
  const { items: sheets } = await supervisor.get<{ items: { base: { id: string } }[] }>('/api/supervision/bases')
  const { items: works } = await supervisor.get<List>('/api/supervision/works')
  return [
    ['/supervision/tasks/$id', `/supervision/tasks/${task}`],
    ['/supervision/slips/$id', `/supervision/slips/${slip}`],
    ['/supervision/meetings/$id', `/supervision/meetings/${meeting}`],
    ['/supervision/reports/$id', `/supervision/reports/${ids[0]}`],
    ['/supervision/bases/$id', `/supervision/bases/${sheets[0]?.base.id}`],
    ['/supervision/works/$id', `/supervision/works/${works[0]?.id}`],
  ]
}

/** Pages that are reached by ids of the programme itself. */
async function moreAddresses(analyst: Person): Promise<[string, string][]> {
  const { sources } = await analyst.get<{ sources: { id: string }[] }>('/api/indicators')
  const { rows: supplies } = await analyst.get<{ rows: { id: string }[] }>('/api/catalogue')
  const { rows: platforms } = await analyst.get<{ rows: { id: string }[] }>('/api/platforms')
  const { dashboards } = await analyst.get<{ dashboards: { use: string; taxonomy: string }[] }>('/api/dashboards')
  const { taxonomies } = await analyst.get<{ taxonomies: { id: string; classes: { id: string }[] }[] }>(
    '/api/industries',
  )
  const clusters = dashboards.find(({ use }) => use === 'clusters')?.taxonomy
  return [
    ['/clusters/$id', `/clusters/${taxonomies.find(({ id }) => id === clusters)?.classes[1]?.id}`],
    ['/administration/sources/$id', `/administration/sources/${sources[0]?.id}`],
    ['/data/catalogue/$id', `/data/catalogue/${supplies[0]?.id}`],
    ['/data/platforms/$id', `/data/platforms/${platforms[0]?.id}`],
  ]
}

/** A case that is open: of a return that waits, or of one that is begun for it. */
async function someCase(analyst: Person): Promise<string> {
  const { items } = await analyst.get<{ items: { id: string }[] }>('/api/desk')
  if (items[0] !== undefined) return items[0].id
  throw new Error('nothing waits on the desk of the analyst')
}

async function somePreview(person: Person, register: string, text: string): Promise<string> {
  const { fileId } = await person.send<{ fileId: string }>('POST', `/api/${register}/imports/files`, text)
  const { run } = await person.send<{ run: { id: string } }>('POST', `/api/${register}/imports`, {
    fileId,
    fileName: 'pages.csv',
  })
  return run.id
}
