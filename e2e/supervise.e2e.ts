import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { projectRoot } from './build.ts'
import { type Person, signIn } from './person.ts'
import { type Account, makeDataDir, populate, removeDataDir, type Server, startServer } from './server.ts'
import { closeBrowser, noBrowser, press, type Visit, visit, watchStory } from './visit.ts'

type Light = { light: string; isLate: boolean; daysLate: number }
type Task = {
  id: string
  due: string
  originalDue: string
  doneOn: string | null
  state: string
  light: Light
  parts: { id: string }[]
  reports: { words: string; evidence: string | null }[]
  slips: { id: string; final: boolean }[]
  rebased: { due: string; reason: string | null }[]
}

const day = 86_400_000
/** The day that lies so many days ahead where the programme is: eight hours before the machine’s. */
const onDay = (ahead: number): string => new Date(Date.now() + 8 * 3_600_000 + ahead * day).toISOString().slice(0, 10)
const due = onDay(10)
const later = onDay(60)
const year = Number(due.slice(0, 4))
const title = '建成中试基地并通过验收'
const partTitle = '完成设备安装调试'

describe.skipIf(noBrowser)('a task under supervision, from its breakdown to its end after the deadline', () => {
  const build = { root: inject('buildRoot'), remove: async () => undefined }
  let dataDir = ''
  let accounts: Account[] = []
  let server: Server
  let supervisor: Person
  let officer: Person
  let offices: Visit
  let units: Visit
  let unit = ''
  let whole = ''
  let part = ''

  /** The server starts on the day that lies so many days ahead; everybody signs in anew. */
  async function onTheDay(ahead: number): Promise<void> {
    for (const seen of [offices, units]) await seen?.close()
    await server?.stop()
    const later = `--import=${join(projectRoot, 'e2e/later.mjs')}`
    server = await startServer({
      build,
      dataDir,
      pack: 'dongguan',
      env: { NODE_OPTIONS: later, DAYS_LATER: String(ahead) },
    })
    supervisor = await enters('supervisor')
    officer = await enters('bureau-officer')
    offices = await visit(supervisor, undefined, server.url)
    units = await visit(officer, undefined, server.url)
    for (const { page } of [offices, units]) await page.clock.setSystemTime(new Date(Date.now() + ahead * day))
  }

  async function enters(login: string): Promise<Person> {
    const account = accounts.find((one) => one.login === login)
    if (account === undefined) throw new Error(`there is no account ${login}`)
    return signIn(server.url, account)
  }

  beforeAll(async () => {
    dataDir = await makeDataDir()
    accounts = await populate({ build, dataDir, pack: 'dongguan' }, { enterprises: 20, months: 3 })
    await onTheDay(0)
    const { actor } = await officer.get<{ actor: { organisation: string } }>('/api/session')
    const organisations = await officer.get<{ id: string; name: { zh: string } }[]>('/api/organisations')
    unit = organisations.find(({ id }) => id === actor.organisation)?.name.zh ?? ''
  })
  watchStory(() => [offices, units])
  afterAll(async () => {
    for (const seen of [offices, units]) await seen?.close()
    await closeBrowser()
    await server?.stop()
    if (dataDir !== '') await removeDataDir(dataDir)
  })

  const at = (path: string, language = 'zh') => `${server.url}${path}${path.includes('?') ? '&' : '?'}lang=${language}`
  const task = (id: string) => supervisor.get<Task>(`/api/supervision/tasks/${id}`)

  test('a task of the year is written with unit, deadline and schedule, and broken down', async () => {
    const { page } = offices
    await page.goto(at(`/supervision/tasks?year=${year}`))
    await press(page, '新建任务')
    const form = page.getByRole('dialog')
    await form.getByLabel('名称', { exact: true }).fill(title)
    await choose(page, form.getByLabel('责任单位'), unit)
    await writeDay(form.getByLabel('期限', { exact: true }), due)
    await form.getByLabel('年度目标及工作内容').fill('设备到位，通过验收。')
    await press(form, '新建任务')
    await page.waitForURL(/\/supervision\/tasks\/[0-9a-f-]+/)
    whole = idIn(page)
    await page.getByRole('heading', { name: title }).waitFor()
    await page.locator('.jd-page-head').getByRole('button', { name: '分解' }).click()
    const parts = page.getByRole('dialog')
    await parts.getByLabel('名称', { exact: true }).fill(partTitle)
    await choose(page, parts.getByLabel('责任单位'), unit)
    await press(parts, '分解出子任务')
    await expect.poll(async () => (await task(whole)).parts.length).toBe(1)
    part = (await task(whole)).parts[0]?.id ?? ''
    await page.getByRole('link', { name: partTitle }).first().waitFor()
  })

  test('the unit finds it on its desk, accepts it and reports progress with evidence', async () => {
    const { page } = units
    await page.goto(at('/'))
    await page.getByText(partTitle).first().waitFor()
    await page.goto(at(`/supervision/tasks/${part}`))
    await press(page, '签收')
    await page.getByText('办理中').first().waitFor()
    await press(page, '报进度')
    const form = page.getByRole('dialog')
    await form.getByLabel('完成比例（%）').fill('40')
    await form.getByLabel('进展情况').fill('设备到货 40%')
    await form.getByLabel('佐证材料（文号、网址）').fill('到货清单第 3 号')
    await press(form, '报送')
    await page.getByText('到货清单第 3 号').first().waitFor()
    const [report] = (await task(part)).reports
    expect(report).toMatchObject({ words: '设备到货 40%', evidence: '到货清单第 3 号' })
    await page
      .getByRole('img', { name: /完成 40%/ })
      .first()
      .waitFor()
  })

  test('the deadline passes: its light is red and says by how much', async () => {
    await onTheDay(15)
    const { page } = offices
    await page.goto(at(`/supervision/tasks?year=${year}&light=overdue`))
    await page.getByRole('row').filter({ hasText: partTitle }).getByText('逾期').first().waitFor()
    expect((await task(part)).light).toMatchObject({ light: 'overdue', isLate: true, daysLate: 5 })
    await offices.picture('supervision-overdue')
  })

  test('a slip is issued: a document with its word, number, recipient and deadline', async () => {
    const { page } = offices
    await page.goto(at(`/supervision/tasks/${part}`))
    await press(page, '签发督办单')
    const form = page.getByRole('dialog')
    await form.getByLabel('级别').click()
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option').last().click()
    await writeDay(form.getByLabel('办理期限'), onDay(20))
    await form.getByLabel('督办事由').fill('到期未完成')
    await form.getByLabel('督办要求').fill('说明原因，提出赶工措施。')
    await press(form, '签发')
    await page.waitForURL(/\/supervision\/slips\//)
    const paper = page.locator('.sv-slip')
    await paper.getByText('说明原因，提出赶工措施。').waitFor()
    await paper.getByText(unit).first().waitFor()
    await offices.picture('supervision-slip')
  })

  test('the unit replies to it; what it says stands on the paper, and the office settles it', async () => {
    const { page } = units
    await page.goto(offices.page.url())
    await page.locator('.jd-page-head').getByRole('button', { name: '回复' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('办理情况').fill('供货延误，已增加两个班组。')
    await press(form, '回复')
    await page.locator('.sv-slip').getByText('供货延误，已增加两个班组。').waitFor()
    await offices.page.reload()
    await press(offices.page, '处理')
    const decision = offices.page.getByRole('dialog')
    await choose(offices.page, decision.getByLabel('处理结果'), '符合要求')
    await decision.getByLabel('理由').fill('措施可行')
    await press(decision, '处理')
    await offices.page.locator('.sv-slip').getByText('措施可行').waitFor()
  })

  test('the deadline is extended with a reason; the original one stays on the page', async () => {
    const { page } = offices
    await page.goto(at(`/supervision/tasks/${part}`))
    await page.getByRole('row').filter({ hasText: '办结期限' }).getByRole('button', { name: /延期/ }).click()
    const form = page.getByRole('dialog')
    await writeDay(form.getByLabel('新期限'), later)
    await form.getByLabel('理由').fill('供货延误')
    await press(form, '延期')
    await expect.poll(async () => (await task(part)).due).toBe(later)
    expect(await task(part)).toMatchObject({ originalDue: due, rebased: [{ due: later, reason: '供货延误' }] })
    await page.reload()
    await page.getByText('原定期限').first().waitFor()
  })

  test('it is done late: blue, and late for good', async () => {
    const { page } = units
    await page.goto(at(`/supervision/tasks/${part}`))
    await press(page, '报送办结')
    const form = page.getByRole('dialog')
    await form.getByLabel('完成情况').fill('安装调试完成')
    await press(form, '报送办结')
    await page.getByText('已报办结，待确认').first().waitFor()
    await offices.page.reload()
    await press(offices.page, '确认办结')
    await expect.poll(async () => (await task(part)).state).toBe('done')
    expect((await task(part)).light).toMatchObject({ light: 'done', isLate: true, daysLate: 5 })
    await offices.page.getByText('已完成 · 迟 5 天').first().waitFor()
  })

  test('the record shows all of it, in English too', async () => {
    const { page } = offices
    await page.goto(at(`/supervision/tasks/${part}`, 'en'))
    for (const said of ['Done · 5 days late', 'Originally due', '供货延误', '到货清单第 3 号'])
      await page.getByText(said).first().waitFor()
    expect((await task(part)).slips.filter(({ final }) => final).length).toBeGreaterThan(0)
    await page.goto(at(`/supervision/boards?year=${year}`, 'en'))
    await page.getByText('Done by the original deadline').waitFor()
    await page.goto(at('/supervision/bulletin', 'en'))
    await page.getByText('6. Done in the period').waitFor()
    await page.locator('.sv-sheet').getByText(partTitle).first().waitFor()
    await offices.picture('supervision-bulletin')
  })

  test('a resolution of a meeting becomes a task with one act', async () => {
    const { page } = offices
    await page.goto(at('/supervision/meetings'))
    await press(page, '召集会议')
    const form = page.getByRole('dialog')
    await form.getByLabel('名称', { exact: true }).fill('中试基地专题会')
    await press(form, '召集会议')
    await page.waitForURL(/\/supervision\/meetings\/[0-9a-f-]+/)
    await press(page, '记决议')
    const resolution = page.getByRole('dialog')
    await resolution.getByLabel('决议事项').fill('年底前补齐检测设备')
    await choose(page, resolution.getByLabel('责任单位'), unit)
    await writeDay(resolution.getByLabel('期限', { exact: true }), later)
    await press(resolution, '记决议')
    await page.getByRole('button', { name: /^转为任务/ }).click()
    await page.getByRole('link', { name: '看任务' }).click()
    await page.waitForURL(/\/supervision\/tasks\//)
    await page.getByRole('heading', { name: /年底前补齐检测设备/ }).waitFor()
    await page.getByText('中试基地专题会').first().waitFor()
    await page.getByRole('link', { name: '年底前补齐检测设备' }).click()
    await page.getByRole('heading', { name: '中试基地专题会' }).waitFor()
  })

  test('what is missing of the seven ones of a base is recorded until they are complete', async () => {
    const { page } = offices
    type Sheet = { base: { id: string }; complete: boolean; stands: number; of: number }
    const sheets = await supervisor.get<{ items: Sheet[] }>('/api/supervision/bases')
    const base = sheets.items.find(({ complete }) => !complete)?.base.id ?? ''
    const sheet = () => supervisor.get<Sheet>(`/api/supervision/bases/${base}`)
    await page.goto(at(`/supervision/bases/${base}`))
    const open = page.locator('.sv-one:not([data-state="stands"])')
    await page.locator('.sv-one').first().waitFor()
    for (let left = await open.count(); left > 0; left--) {
      await open.first().getByRole('button', { name: /^登记/ }).click()
      const form = page.getByRole('dialog')
      await form.getByLabel('文件名称与文号').fill('基地办〔2026〕1 号')
      await form.getByLabel('说明').fill('已成立')
      await press(form, '登记')
      await expect.poll(() => open.count()).toBe(left - 1)
    }
    expect(await sheet()).toMatchObject({ complete: true })
    await page.getByText('“七个一”齐全。').waitFor()
    await page.goto(at(`/supervision/bases/${base}`, 'en'))
    await page.getByText(/All of the \d+ ones stand/).waitFor()
    await offices.picture('supervision-seven-ones')
  })
})

function idIn(page: Page): string {
  return /\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? ''
}

/** Chooses the entry of a list that holds these words. */
async function choose(page: Page, field: Locator, words: string): Promise<void> {
  await field.click()
  await field.fill(words)
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: words }).first().click()
  await field.blur()
}

async function writeDay(field: Locator, on: string): Promise<void> {
  await field.fill(on)
  await field.press('Enter')
}
