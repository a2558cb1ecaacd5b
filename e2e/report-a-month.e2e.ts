import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person } from './person.ts'
import { closeBrowser, enter, noBrowser, url, press, type Visit, visit, watchStory } from './visit.ts'

const form = 'monthly-industry'

type Due = { form: string; subject: string; subjectName: string; period: string; id?: string }
type Shown = {
  id: string
  revision: number
  state: string
  version: number
  approvedVersion?: number
  versions: { version: number; approvedBy?: string }[]
  parts: { lines: { cells: { key: string; last?: string; grey?: boolean; derived?: object }[] }[] }[]
}

describe.skipIf(noBrowser)('a month is reported, approved and seen on the plan page', () => {
  let analyst: Person
  let clerk: Person
  let townClerk: Person
  let due: Due
  let clerks: Visit
  let reviewers: Visit
  let leaders: Visit
  let id = ''

  beforeAll(async () => {
    analyst = await enter('analyst')
    clerk = await enter('enterprise-clerk')
    townClerk = await enter('town-clerk')
    due = await firstDue(clerk)
    clerks = await visit(clerk)
    reviewers = await visit(analyst)
    leaders = await visit(analyst)
  })
  watchStory(() => [clerks, reviewers, leaders])
  afterAll(async () => {
    for (const seen of [clerks, reviewers, leaders]) await seen?.close()
    await closeBrowser()
  })

  /** The figure of the target for the year so far, as the plan page shows it. */
  const figure = (page: Page) =>
    page
      .getByRole('row')
      .filter({ hasText: '五大产业总产值' })
      .locator('[data-column="running"], td')
      .locator('button.jd-figure')
      .last()

  test('the clerk finds what is due, fills it in and reads what is missing', async () => {
    const { page } = leaders
    await page.goto(`${url}/plan`)
    expect(await figure(page).textContent()).toMatch(/\d/)

    const desk = clerks.page
    await desk.goto(`${url}/returns`)
    const row = desk.getByRole('row').filter({ hasText: '未开始' }).first()
    await row.getByText('填报', { exact: true }).click()
    await desk.waitForURL(/\/returns\/\d+/)
    id = /\/returns\/(\d+)/.exec(desk.url())?.[1] ?? ''
    await press(desk, '报送')
    await desk.getByRole('alert').filter({ hasText: /必填/ }).first().waitFor()
  })

  test('cells are kept as they are typed; a wrong one says what is wrong under itself', async () => {
    const { page } = clerks
    const shown = await clerk.get<Shown>(`/api/returns/${id}`)
    const all = shown.parts.flatMap((part) => part.lines.flatMap((line) => line.cells))
    const cells = all.filter((cell) => cell.derived === undefined && cell.grey !== true)
    const [first] = cells
    await page.locator(cellOf(first?.key ?? '')).fill('12 百万')
    await page
      .getByText(/不是数字|不是数/)
      .first()
      .waitFor()
    for (const { key, last } of cells) await page.locator(cellOf(key)).fill(textFor(key, last))
    await page.getByRole('status').filter({ hasText: '已保存' }).waitFor()
    await answerChecks(page)
    await press(page, '报送')
    await expect
      .poll(async () => (await clerk.get<Shown>(`/api/returns/${id}`)).state, { timeout: 15_000 })
      .toBe('submitted')
  })

  /** The town lets the return pass to the city, as the programme says. */
  const passTown = async (): Promise<void> => {
    const { revision } = await townClerk.get<Shown>(`/api/returns/${id}`)
    await townClerk.send('POST', `/api/returns/${id}/acts/pass`, { revision })
  }

  /** Approves the return that waits; answers how long the plan page, open elsewhere, took to show another figure. */
  const approve = async (): Promise<void> => {
    const { page } = reviewers
    await passTown()
    await page.goto(`${url}/returns/${id}`)
    const button = page.getByRole('button', { name: '审核通过' })
    await button.waitFor()
    const before = await figure(leaders.page).textContent()
    const seen = leaders.page.waitForFunction(newFigure, before, { polling: 10 })
    const clicked = performance.now()
    await button.click()
    await seen
    console.log(`approve → new figure on the plan page: ${Math.round(performance.now() - clicked)} ms`)
  }

  test('the analyst approves it, and the plan page open elsewhere shows the new figure, without being read anew', async () => {
    const { page } = leaders
    await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }))
    await approve()
    expect(await page.evaluate(() => 'isSamePage' in globalThis)).toBe(true)
    await leaders.picture('plan-after-approval')
  })

  test('the figure explains itself, down to the approved return, its version, who approved it and when', async () => {
    const { page } = leaders
    await figure(page).click()
    const panel = page.getByRole('dialog')
    await panel.getByText('来源记录').first().waitFor()
    const record = panel.locator('li').filter({ hasText: due.subjectName }).filter({ hasText: '统计分析员' }).first()
    await record.waitFor()
    expect(await record.textContent()).toMatch(/第 ?1 ?版[\s\S]*统计分析员[\s\S]*\d{4}-\d{2}-\d{2} \d{2}:\d{2}/)
    await record.getByRole('link').nth(1).click()
    await page.waitForURL(new RegExp(`/returns/${id}`))
    await page.getByText('第 1 版').first().waitFor()
    await page.goto(`${url}/plan`)
  })

  test('a correction is sent back with a reason, put right and approved; every version stays as it was', async () => {
    const { page } = clerks
    await page.goto(`${url}/returns/${id}`)
    await press(page, '更正')
    await reason(page, '更正', '漏计一条产线')
    await expect.poll(() => stateOf(clerk, id), { timeout: 10_000 }).toBe('draft 2')
    await submitAgain(page, '900')
    await expect.poll(() => stateOf(clerk, id), { timeout: 10_000 }).toBe('submitted 2')

    await reviewers.page.goto(`${url}/returns/${id}`)
    await press(reviewers.page, '退回')
    await press(reviewers.page.getByRole('dialog'), '退回')
    await reviewers.page.getByRole('dialog').getByText('必填').first().waitFor()
    await reason(reviewers.page, '退回', '用工人数与上期相差过大，请核实')
    await expect.poll(() => stateOf(analyst, id), { timeout: 10_000 }).toBe('sent_back 3')

    await page.goto(`${url}/returns/${id}`)
    await page.getByText('用工人数与上期相差过大，请核实').first().waitFor()
    await page.locator(cellOf('gross_output_current:this')).fill('91000000')
    await submitAgain(page, '120')
    await expect.poll(() => stateOf(clerk, id), { timeout: 10_000 }).toBe('submitted 3')
    await approve()
    await expect.poll(() => stateOf(analyst, id), { timeout: 10_000 }).toBe('approved 3')
    const { versions } = await analyst.get<Shown>(`/api/returns/${id}`)
    expect(versions.map(({ version, approvedBy }) => [version, approvedBy !== undefined])).toEqual([
      [1, true],
      [2, false],
      [3, true],
    ])
  })
})

/** What the clerk has to report and has not begun. */
async function firstDue(clerk: Person): Promise<Due> {
  const list = await clerk.get<Due[]>('/api/returns/due')
  const found = list.find((one) => one.form === form && one.id === undefined)
  if (found === undefined) throw new Error('nothing is due')
  return found
}

const cellOf = (key: string): string => `#field-${key.replaceAll(/[^\w-]+/g, '-')}`

/** What stood the month before, so that the checks hold; a large output, so that it is seen in the figures of the city. */
function textFor(key: string, last: string | undefined): string {
  if (/^(gross_output_current|sales_output_current):this$/.test(key)) return '90000000'
  if (/^(gross_output_current|sales_output_current):cumulative$/.test(key)) return '990000000'
  return last ?? '0'
}

async function stateOf(person: Person, id: string): Promise<string> {
  const { state, version } = await person.get<Shown>(`/api/returns/${id}`)
  return `${state} ${version}`
}

/** Says of every soft check that it was looked at. */
async function answerChecks(page: Page): Promise<void> {
  for (const box of await page.getByRole('textbox', { name: /^核实说明/ }).all()) await box.fill('已核实，情况属实')
}

async function reason(page: Page, act: string, text: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill(text)
  await press(dialog, act)
}

async function submitAgain(page: Page, staff: string): Promise<void> {
  await page.locator(cellOf('average_employees:this')).fill(staff)
  await page.getByRole('status').filter({ hasText: '已保存' }).waitFor()
  await answerChecks(page)
  await press(page, '报送')
}

/** Runs in the browser: whether the figure of the target is another than before. */
function newFigure(before: string | null): boolean {
  const row = [...document.querySelectorAll('tr')].find((one) => one.textContent?.includes('五大产业总产值'))
  const figures = [...(row?.querySelectorAll('button.jd-figure') ?? [])]
  const shown = figures.at(-1)?.textContent
  return shown !== undefined && shown !== null && shown !== before
}
