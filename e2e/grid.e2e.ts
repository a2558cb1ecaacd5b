import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person } from './person.ts'
import { closeBrowser, enter, noBrowser, url, type Visit, visit, watchStory } from './visit.ts'

type Missing = { rows: { subject: string; id?: string }[] }
type Cell = { key: string; text: string; grey?: boolean; derived?: object }
type Shown = { parts: { lines: { cells: Cell[] }[] }[] }

const cellOf = (key: string): string => `#field-${key.replaceAll(/[^\w-]+/g, '-')}`

describe.skipIf(noBrowser)('somebody fills a form as a spreadsheet', () => {
  let clerk: Person
  let clerks: Visit
  let page: Page
  let id = ''

  beforeAll(async () => {
    clerk = await enter('analyst')
    clerks = await visit(clerk)
    page = clerks.page
    await clerks.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url })
    id = (await clerk.send<{ id: string }>('POST', '/api/returns', await missingOne(clerk))).id
  })
  watchStory(() => [clerks])
  afterAll(async () => {
    await clerks?.close()
    await closeBrowser()
  })

  const text = (key: string) => page.locator(cellOf(key)).inputValue()
  const saved = async (key: string) => {
    const shown = await clerk.get<Shown>(`/api/returns/${id}`)
    return shown.parts.flatMap((part) => part.lines.flatMap((line) => line.cells)).find((cell) => cell.key === key)
      ?.text
  }
  const paste = async (block: string) => {
    await page.evaluate((clip) => navigator.clipboard.writeText(clip), block)
    await page.keyboard.press('Control+v')
  }

  test('a block from a spreadsheet is pasted, with separators and full-width digits; a computed cell follows', async () => {
    await page.goto(`${url}/returns/${id}`)
    await page.locator(cellOf('total_assets:this')).click()
    await paste('1,000,000\n６００，０００\n120000\n100000\n40,000\n七十万')
    await expect.poll(() => text('total_assets:this')).toBe('1000000')
    expect(await text('current_assets:this')).toBe('600000')
    expect(await text('total_liabilities:this')).toBe('700000')
    await expect.poll(() => text('owners_equity:this')).toBe('300,000')
    await expect.poll(() => text('liability_rate_line:this')).toBe('70.00')
    await expect.poll(() => saved('owners_equity:this'), { timeout: 15_000 }).toBe('300000')
  })

  test('what does not fit is shown before it is taken', async () => {
    await page.locator(cellOf('total_liabilities:this')).click()
    await paste('650000\n5\t7')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('此格由系统计算').waitFor()
    await dialog.getByText('超出表格').waitFor()
    await clerks.picture('paste-preview')
    await dialog.getByRole('button', { name: /填入合适的/ }).click()
    await expect.poll(() => text('total_liabilities:this')).toBe('650000')
    await expect.poll(() => text('owners_equity:this')).toBe('350,000')
  })

  test('undo takes it back, again does it again', async () => {
    await dialogGone(page)
    await page.locator(cellOf('total_liabilities:this')).click()
    await page.keyboard.press('Control+z')
    await expect.poll(() => text('total_liabilities:this')).toBe('700000')
    expect(await text('owners_equity:this')).toBe('300,000')
    await page.keyboard.press('Control+y')
    await expect.poll(() => text('total_liabilities:this')).toBe('650000')
  })

  test('a check appears while a number is typed, points at the cells that must be wrong, and goes away', async () => {
    await page.locator(cellOf('current_assets:this')).click()
    await page.keyboard.type('2000000')
    await page.keyboard.press('Enter')
    const check = page.getByRole('button', { name: '流动资产不能大于资产总计' })
    await check.waitFor()
    const suspects = page.getByRole('status').filter({ hasText: '至少须更正' })
    await suspects
      .getByRole('button', { name: /流动资产/ })
      .first()
      .waitFor()
    await clerks.picture('suspect-cells')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.type('500000')
    await page.keyboard.press('Tab')
    await check.waitFor({ state: 'detached' })
    await suspects.waitFor({ state: 'detached' })
  })

  test('keys move, mark, empty and copy as in a spreadsheet; Esc takes back what was typed', async () => {
    const focused = () => page.evaluate(() => document.activeElement?.id)
    await page.locator(cellOf('total_assets:this')).click()
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toBe('field-current_assets-this')
    await page.keyboard.type('77')
    await page.keyboard.press('Escape')
    expect(await text('current_assets:this')).toBe('500000')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Control+c')
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('500000\n120000\n100000')
    await page.keyboard.press('Delete')
    expect(await text('inventories:this')).toBe('')
    await page.keyboard.press('Control+z')
    expect(await text('inventories:this')).toBe('100000')
    await page.keyboard.press('F2')
    await page.keyboard.type('5')
    expect(await focused()).toBe('field-current_assets-this')
  })

  test('a computed cell says how it is computed', async () => {
    await page.locator(cellOf('owners_equity:this')).click()
    await page.getByText(/资产总计 − 负债合计/).waitFor()
  })
})

/** A return that nobody has begun, of a respondent whose clerk is in no other story. */
async function missingOne(person: Person): Promise<{ form: string; subject: string; period: string }> {
  const form = 'monthly-industry'
  const own = await (await enter('enterprise-clerk')).get<{ subject: string }[]>('/api/returns/due')
  const forms = await person.get<{ id: string; periods: string[] }[]>('/api/returns/forms')
  for (const period of forms.find((one) => one.id === form)?.periods ?? []) {
    const { rows } = await person.get<Missing>(`/api/returns/missing?form=${form}&period=${period}&pageSize=50`)
    const found = rows.find((row) => row.id === undefined && own.every((one) => one.subject !== row.subject))
    if (found !== undefined) return { form, subject: found.subject, period }
  }
  throw new Error('everybody has reported')
}

async function dialogGone(page: Page): Promise<void> {
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
}
