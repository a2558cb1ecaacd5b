import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { projectRoot } from './build.ts'
import { choose, day, idIn, onDay, writeDay } from './filling.ts'
import { saveFilled } from './office-files.ts'
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

const due = onDay(10)
const later = onDay(60)
const year = Number(due.slice(0, 4))

type Language = 'zh' | 'en'
type Sheet = { base: { id: string }; complete: boolean }
type Told = { title: string; partTitle: string; whole: string; part: string }

const languages: readonly Language[] = ['zh', 'en']

describe.skipIf(noBrowser)('a task under supervision, from its breakdown to its end after the deadline', () => {
  const build = { root: inject('buildRoot'), remove: async () => undefined }
  let dataDir = ''
  let accounts: Account[] = []
  let server: Server
  let supervisor: Person
  let officer: Person
  let offices: Visit
  let units: Visit
  let unit = { zh: '', en: '' }
  const told: Record<Language, Told> = {
    zh: { title: '建成中试基地并通过验收', partTitle: '完成设备安装调试', whole: '', part: '' },
    en: { title: 'Open the pilot base', partTitle: 'Install the equipment', whole: '', part: '' },
  }

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
    const organisations = await officer.get<{ id: string; name: { zh: string; en: string } }[]>('/api/organisations')
    unit = organisations.find(({ id }) => id === actor.organisation)?.name ?? unit
  })
  watchStory(() => [offices, units])
  afterAll(async () => {
    for (const seen of [offices, units]) await seen?.close()
    await closeBrowser()
    await server?.stop()
    if (dataDir !== '') await removeDataDir(dataDir)
  })

  const task = (id: string) => supervisor.get<Task>(`/api/supervision/tasks/${id}`)

  for (const language of languages) {
    const { at, say } = inLanguage(language, () => server.url)

    test(`${language}: a task of the year is written with unit, deadline and goal, and broken down`, async () => {
      const { page } = offices
      const { title, partTitle } = told[language]
      await page.goto(at(`/supervision/tasks?year=${year}`))
      await press(page, say('新建任务', 'New task'))
      const form = page.getByRole('dialog')
      await form.getByLabel(say('名称', 'Title'), { exact: true }).fill(title)
      await choose(page, form.getByLabel(say('责任单位', 'Lead unit')), unit[language])
      await writeDay(form.getByLabel(say('期限', 'Due'), { exact: true }), due)
      await form.getByLabel(say('年度目标及工作内容', 'Goal and work of the year')).fill(title)
      await press(form, say('新建任务', 'New task'))
      await page.waitForURL(/\/supervision\/tasks\/[0-9a-f-]+/)
      const whole = idIn(page)
      await page.getByRole('heading', { name: title }).waitFor()
      await page
        .locator('.jd-page-head')
        .getByRole('button', { name: say('分解', 'Break down') })
        .click()
      const parts = page.getByRole('dialog')
      await parts.getByLabel(say('名称', 'Title'), { exact: true }).fill(partTitle)
      await choose(page, parts.getByLabel(say('责任单位', 'Lead unit')), unit[language])
      await press(parts, say('分解出子任务', 'Add the sub-task'))
      await expect.poll(async () => (await task(whole)).parts.length).toBe(1)
      const part = (await task(whole)).parts[0]?.id ?? ''
      await page.getByRole('link', { name: partTitle }).first().waitFor()
      told[language] = { title, partTitle, whole, part }
    })

    test(`${language}: the unit finds it on its desk, accepts it and reports progress with evidence`, async () => {
      const { page } = units
      const { partTitle, part } = told[language]
      await page.goto(at('/'))
      await page.getByText(partTitle).first().waitFor()
      await page.goto(at(`/supervision/tasks/${part}`))
      await press(page, say('签收', 'Accept'))
      await page.getByText(say('办理中', 'Under way')).first().waitFor()
      await press(page, say('报进度', 'Report progress'))
      const form = page.getByRole('dialog')
      await form.getByLabel(say('完成比例（%）', 'Done (%)')).fill('40')
      await form.getByLabel(say('进展情况', 'What was done')).fill('40% delivered')
      await form.getByLabel(say('佐证材料（文号、网址）', 'Evidence (document number, address)')).fill('List no. 3')
      await press(form, say('报送', 'Report'))
      await page.getByText('List no. 3').first().waitFor()
      const [report] = (await task(part)).reports
      expect(report).toMatchObject({ words: '40% delivered', evidence: 'List no. 3' })
      await page
        .getByRole('img', { name: say('完成 40%', '40% done') })
        .first()
        .waitFor()
    })
  }

  test('a table of tasks is looked at first: a wrong cell is named, and nothing is stored before it is right', async () => {
    const { page } = offices
    const { at } = inLanguage('zh', () => server.url)
    const template = join(dataDir, 'template.xlsx')
    const filled = join(dataDir, 'filled.xlsx')
    const answer = await fetch(at(`/api/supervision/imports/template?year=${year}`), {
      headers: { cookie: [...supervisor.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    await writeFile(template, new Uint8Array(await answer.arrayBuffer()))
    const fill = (lead: string) =>
      saveFilled(template, filled, (rows) => {
        const head = rows.findIndex((row) => row.includes('责任单位'))
        const heads = rows[head] ?? []
        const row = heads.map((name) =>
          name === '责任单位' ? lead : name.startsWith('年度目标') ? '导入的任务' : name.includes('期限') ? due : '',
        )
        rows.splice(head + 1, rows.length, row)
      })
    await page.goto(at(`/supervision/imports?year=${year}`))
    await fill('没有这个单位')
    await page.getByLabel('选择任务表').setInputFiles(filled)
    await page
      .getByText(/没有这个单位/)
      .first()
      .waitFor()
    await offices.picture('supervision-import')
    await fill(unit.zh)
    await page.getByLabel('选择任务表').setInputFiles(filled)
    await press(page, '写入 1 项')
    await page.waitForURL(/\/supervision\/tasks\?/)
    await page.getByRole('link', { name: /导入的任务/ }).waitFor()
  })

  test('fifteen days pass', async () => {
    await onTheDay(15)
    await expect
      .poll(async () => (await task(told.zh.part)).light, { timeout: 20_000 })
      .toMatchObject({ light: 'overdue', isLate: true, daysLate: 5 })
  })

  for (const language of languages) {
    const { at, say } = inLanguage(language, () => server.url)

    test(`${language}: past its deadline the light is red and says by how much`, async () => {
      const { page } = offices
      const { partTitle } = told[language]
      await page.goto(at(`/supervision/tasks?year=${year}&light=overdue`))
      await page
        .getByRole('row')
        .filter({ hasText: partTitle })
        .getByText(say('逾期 · 迟 5 天', 'Overdue · 5 days late'))
        .waitFor()
      await offices.picture(`supervision-overdue-${language}`)
    })

    test(`${language}: a slip is issued: a document with its word, number, recipient and deadline`, async () => {
      const { page } = offices
      await page.goto(at(`/supervision/tasks/${told[language].part}`))
      await press(page, say('签发督办单', 'Issue a slip'))
      const form = page.getByRole('dialog')
      await form.getByLabel(say('级别', 'Level')).click()
      await page.locator('.ant-select-dropdown:visible .ant-select-item-option').last().click()
      await writeDay(form.getByLabel(say('办理期限', 'Deadline')), onDay(20))
      await form.getByLabel(say('督办事由', 'Why it is issued')).fill('Not done in time')
      await form.getByLabel(say('督办要求', 'What is demanded')).fill('Say why, and what is done about it')
      await press(form, say('签发', 'Issue'))
      await page.waitForURL(/\/supervision\/slips\//)
      const paper = page.locator('.sv-slip')
      await paper.getByText('Say why, and what is done about it').waitFor()
      await paper.getByText(unit[language]).first().waitFor()
      await offices.picture(`supervision-slip-${language}`)
    })

    test(`${language}: the unit replies; what it says stands on the paper, and the office settles it`, async () => {
      const { page } = units
      await page.goto(offices.page.url())
      await press(page, say('回复', 'Reply'))
      const form = page.getByRole('dialog')
      await form.getByLabel(say('办理情况', 'What was done about it')).fill('Two more shifts')
      await press(form, say('回复', 'Reply'))
      await page.locator('.sv-slip').getByText('Two more shifts').waitFor()
      await offices.page.reload()
      await press(offices.page, say('处理', 'Decide'))
      const decision = offices.page.getByRole('dialog')
      await choose(offices.page, decision.getByLabel(say('处理结果', 'Decision')), say('符合要求', 'Met'))
      await decision.getByLabel(say('理由', 'Reason')).fill('That will do')
      await press(decision, say('处理', 'Decide'))
      await offices.page.locator('.sv-slip').getByText('That will do').waitFor()
    })

    test(`${language}: the deadline is extended with a reason; the original one stays on the page`, async () => {
      const { page } = offices
      const { part } = told[language]
      await page.goto(at(`/supervision/tasks/${part}`))
      await page
        .getByRole('row')
        .filter({ hasText: say('办结期限', 'Deadline') })
        .getByRole('button', { name: say('延期', 'Extend') })
        .click()
      const form = page.getByRole('dialog')
      await writeDay(form.getByLabel(say('新期限', 'New due date')), later)
      await form.getByLabel(say('理由', 'Reason')).fill('Late supplies')
      await press(form, say('延期', 'Extend'))
      await expect.poll(async () => (await task(part)).due).toBe(later)
      expect(await task(part)).toMatchObject({ originalDue: due, rebased: [{ due: later, reason: 'Late supplies' }] })
      await page.reload()
      await page.getByText(say('原定期限', 'Originally due')).first().waitFor()
    })

    test(`${language}: it is done late: blue, and late for good; the record shows all of it`, async () => {
      const { page } = units
      const { part, partTitle } = told[language]
      await page.goto(at(`/supervision/tasks/${part}`))
      await press(page, say('报送办结', 'Report as done'))
      const form = page.getByRole('dialog')
      await form.getByLabel(say('完成情况', 'What was reached')).fill('All of it works')
      await press(form, say('报送办结', 'Report as done'))
      await page.getByText(say('已报办结，待确认', 'Reported done, to be confirmed')).first().waitFor()
      await offices.page.reload()
      await press(offices.page, say('确认办结', 'Confirm as done'))
      await expect.poll(async () => (await task(part)).state).toBe('done')
      expect((await task(part)).light).toMatchObject({ light: 'done', isLate: true, daysLate: 5 })
      expect((await task(part)).slips.filter(({ final }) => final).length).toBeGreaterThan(0)
      await offices.page.reload()
      const late = say('已完成 · 迟 5 天', 'Done · 5 days late')
      for (const said of [late, 'Late supplies', 'List no. 3', 'All of it works'])
        await offices.page.getByText(said).first().waitFor()
      await offices.page.goto(at(`/supervision/boards?year=${year}`))
      await offices.page.getByText(say('按原定期限办结率', 'Done by the original deadline')).waitFor()
      await offices.page.goto(at('/supervision/bulletin'))
      await offices.page.locator('.sv-sheet').getByText(partTitle).first().waitFor()
      await offices.picture(`supervision-bulletin-${language}`)
    })

    test(`${language}: a resolution of a meeting becomes a task with one act`, async () => {
      const { page } = offices
      const meeting = say('中试基地专题会', 'Meeting on the pilot base')
      const resolved = say('年底前补齐检测设备', 'Buy what is missing by the end of the year')
      await page.goto(at('/supervision/meetings'))
      await press(page, say('召集会议', 'Call a meeting'))
      const form = page.getByRole('dialog')
      await form.getByLabel(say('名称', 'Title'), { exact: true }).fill(meeting)
      await press(form, say('召集会议', 'Call a meeting'))
      await page.waitForURL(/\/supervision\/meetings\/[0-9a-f-]+/)
      await press(page, say('记决议', 'Record a resolution'))
      const resolution = page.getByRole('dialog')
      await resolution.getByLabel(say('决议事项', 'What was resolved')).fill(resolved)
      await choose(page, resolution.getByLabel(say('责任单位', 'Lead unit')), unit[language])
      await writeDay(resolution.getByLabel(say('期限', 'Due'), { exact: true }), later)
      await press(resolution, say('记决议', 'Record a resolution'))
      await page.getByRole('button', { name: say('转为任务', 'Make it a task') }).click()
      await page.getByRole('link', { name: say('看任务', 'Open the task') }).click()
      await page.waitForURL(/\/supervision\/tasks\//)
      await page.getByRole('heading', { name: resolved }).waitFor()
      await page.getByRole('link', { name: resolved }).click()
      await page.getByRole('heading', { name: meeting }).waitFor()
    })

    test(`${language}: what is missing of the seven ones of a base is recorded until they are complete`, async () => {
      const { page } = offices
      const sheets = await supervisor.get<{ items: Sheet[] }>('/api/supervision/bases')
      const base = sheets.items.find(({ complete }) => !complete)?.base.id ?? ''
      await page.goto(at(`/supervision/bases/${base}`))
      const open = page.locator('.sv-one:not([data-state="stands"])')
      await page.locator('.sv-one').first().waitFor()
      for (let left = await open.count(); left > 0; left--) {
        await open
          .first()
          .getByRole('button', { name: say('登记', 'Record') })
          .click()
        const form = page.getByRole('dialog')
        await form.getByLabel(say('文件名称与文号', 'Document and its number')).fill('No. 1 of 2026')
        await form.getByLabel(say('说明', 'In words')).fill('It stands')
        await press(form, say('登记', 'Record'))
        await expect.poll(() => open.count()).toBe(left - 1)
      }
      expect(await supervisor.get<Sheet>(`/api/supervision/bases/${base}`)).toMatchObject({ complete: true })
      await page.getByText(say(/“七个一”\s*\d+ 项齐全/, /All of the \d+ ones stand/)).waitFor()
      await offices.picture(`supervision-seven-ones-${language}`)
    })
  }
})

/** Addresses and words of one language. */
function inLanguage(language: Language, home: () => string) {
  return {
    at: (path: string) => `${home()}${path}${path.includes('?') ? '&' : '?'}lang=${language}`,
    say: <Zh, En>(zh: Zh, en: En): Zh | En => (language === 'zh' ? zh : en),
  }
}
