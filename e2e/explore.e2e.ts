import { readFile } from 'node:fs/promises'
import type { Download, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person } from './person.ts'
import { closeBrowser, enter, noBrowser, url, type Visit, visit, watchStory } from './visit.ts'

describe.skipIf(noBrowser)('figures are explored, shared, kept and taken along', () => {
  let analyst: Person
  let mine: Visit
  let another: Visit
  let leaders: Visit
  let address = ''

  beforeAll(async () => {
    analyst = await enter('analyst')
    mine = await visit(analyst)
    another = await visit(analyst)
    leaders = await visit(await enter('leader'))
  })
  watchStory(() => [mine, another, leaders])
  afterAll(async () => {
    for (const seen of [mine, another, leaders]) await seen?.close()
    await closeBrowser()
  })

  /** The answer stands, whole and not on its way. */
  async function settled(page: Page): Promise<void> {
    await page.locator('.exp-answer :is(table[role="grid"], figure)').first().waitFor()
    await page.waitForFunction(
      () => document.querySelector('.exp-answer .jd-busy, .exp-answer[aria-busy="true"]') === null,
    )
  }

  /** Picks one of a list of choices by its name. */
  async function choose(page: Page, list: string, name: string): Promise<void> {
    await page.getByRole('combobox', { name: list }).click()
    await page.locator('.ant-select-dropdown:visible').getByText(name, { exact: true }).first().click()
    await page.keyboard.press('Escape')
  }

  const firstRow = (page: Page) => page.getByRole('grid').first().locator('tbody tr[aria-rowindex]').first()

  test('the analyst chooses groups and comparisons; the address says all of it', async () => {
    const { page } = mine
    await page.goto(`${url}/explore`)
    await settled(page)
    expect(await page.getByRole('grid').first().locator('tbody tr').count()).toBeGreaterThan(20)
    await choose(page, '期数', '最近 5 期')
    await choose(page, '对比', '占比')
    await page.getByText('交叉表', { exact: true }).click()
    await settled(page)
    const state = new URL(page.url()).searchParams
    expect([state.get('n'), state.get('c'), state.get('view')]).toEqual(['5', 'growth,share', 'pivot'])
    expect(await page.getByRole('columnheader').count()).toBe(6)
    address = page.url()
  })

  test('another window sees the same; who may not see single values is asked the same and told what is kept', async () => {
    const { page } = another
    await page.goto(address)
    await settled(page)
    const words = async (seen: Page) => [
      await seen.getByRole('columnheader').allTextContents(),
      await seen.getByRole('gridcell').allTextContents(),
    ]
    expect(await words(page)).toEqual(await words(mine.page))

    await leaders.page.goto(address)
    await settled(leaders.page)
    expect(await leaders.page.getByRole('columnheader').count()).toBe(6)
    expect(await firstRow(leaders.page).getByRole('gridcell').last().textContent()).toMatch(/\d|保密|发布/)
  })

  test('a number opens its explanation, and the sentence that cites it gives the same number again', async () => {
    const { page } = mine
    const button = firstRow(page).locator('button.jd-figure').last()
    const shown = (await button.textContent()) ?? ''
    expect(shown).toMatch(/\d/)
    await button.click()
    const panel = page.locator('.ant-drawer-open')
    await panel.getByRole('button', { name: /复制引用/ }).waitFor()
    await panel.getByRole('link', { name: '在单独页面打开' }).click()
    await page.waitForURL(/\/figure\?/)
    const value = page.locator('#jd-main .jd-explanation-value')
    await value.waitFor()
    expect(await value.textContent()).toMatch(/\d/)
    await page.goBack()
    await settled(page)
  })

  test('the map of towns has a square for each area, moved through by arrow keys', async () => {
    const { page } = mine
    await page.goto(`${url}/explore?view=map`)
    await settled(page)
    const squares = page.locator('.exp-tile')
    await squares.first().waitFor()
    expect(await squares.count()).toBe(36)
    await squares.first().focus()
    const before = await page.evaluate(() => document.activeElement?.getAttribute('data-place'))
    await page.keyboard.press('ArrowRight')
    const after = await page.evaluate(() => document.activeElement?.getAttribute('data-place'))
    expect(after).not.toBe(before)
    expect(after).toBeTruthy()
  })

  test('a view is kept under a name, opened again, removed and brought back', async () => {
    const { page } = mine
    await page.goto(address)
    await settled(page)
    await page.getByRole('button', { name: '视图', exact: true }).click()
    await page.getByRole('button', { name: '保存当前视图' }).first().click()
    const form = page.locator('.ant-drawer-open').last()
    await form.getByLabel('名称').fill('各镇近五期')
    await form.getByRole('button', { name: '保存当前视图' }).click()
    const line = page.locator('.exp-views li').filter({ hasText: '各镇近五期' })
    await line.waitFor()

    await page.goto(`${url}/explore`)
    await page.getByRole('button', { name: '视图', exact: true }).click()
    await line.getByRole('link', { name: '各镇近五期' }).click()
    await page.waitForURL(/view=pivot/)
    expect(new URL(page.url()).searchParams.get('n')).toBe('5')

    await page.getByRole('button', { name: '视图', exact: true }).click()
    await line.getByRole('button').click()
    await page.getByRole('menuitem', { name: '移除' }).click()
    await line.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '撤销' }).click()
    await line.waitFor()
    const { views } = await analyst.get<{ views: { name: string }[] }>('/api/figures/views')
    expect(views.map(({ name }) => name)).toContain('各镇近五期')
  })

  test('what is seen leaves as CSV and workbook, marked as synthetic', async () => {
    const { page } = mine
    await page.goto(`${url}/explore`)
    await settled(page)
    const save = async (kind: string): Promise<Download> => {
      await page.getByRole('button', { name: '导出' }).first().click()
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: new RegExp(kind, 'i') }).click(),
      ])
      return file
    }
    const csv = await save('CSV')
    const text = await readFile(await csv.path(), 'utf8')
    expect(csv.suggestedFilename()).toContain('合成')
    expect(text.split('\r\n').length).toBeGreaterThan(36)
    expect(text).toContain('数据性质')
    expect((await save('Excel|XLSX')).suggestedFilename()).toMatch(/\.xlsx$/)
  })

  test('the wall turns by keys and can be left', async () => {
    const { page } = mine
    await page.goto(`${url}/wall`)
    await page.locator('.wall .ov-card').first().waitFor()
    await page.keyboard.press('ArrowRight')
    await page.waitForURL(/scene=fields/)
    await page.keyboard.press(' ')
    await page.waitForURL(/pause=/)
    await page.keyboard.press('Escape')
    await page.waitForURL(/\/glance/)
    await page.getByRole('heading', { level: 1 }).waitFor()
  })
})
