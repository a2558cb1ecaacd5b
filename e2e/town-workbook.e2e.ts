import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readWorkbook, type WriteCell, writeWorkbook } from '../src/kit/server/workbook.ts'
import { downloaded, textsOf } from './office-files.ts'
import type { Person } from './person.ts'
import { closeBrowser, enter, noBrowser, press, url, type Visit, visit, watchStory } from './visit.ts'

const form = 'monthly-industry'
const headRows = 7

describe.skipIf(noBrowser)('a town clerk fills in for everybody with one workbook', () => {
  let clerk: Person
  let seen: Visit
  let folder = ''
  let template = ''
  let period = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jidi-town-'))
    clerk = await enter('town-clerk')
    seen = await visit(clerk)
    period = await periodWithout(clerk)
    await seen.page.goto(`${url}/returns/workbooks?form=${form}&period=${period}&lang=zh`)
  })
  watchStory(() => [seen])
  afterAll(async () => {
    await seen?.close()
    await closeBrowser()
    await rm(folder, { recursive: true, force: true })
  })

  const begun = async (): Promise<number> =>
    (await clerk.get<{ total: number }>(`/api/returns?form=${form}&period=${period}`)).total
  const fact = (label: string) =>
    seen.page
      .locator('.jd-facts div')
      .filter({ has: seen.page.locator('dt', { hasText: new RegExp(`^${label}$`) }) })
      .locator('dd')

  test('the workbook has a row for each enterprise of the town', async () => {
    template = await downloaded(seen.page, () => seen.page.getByRole('link', { name: '下载电子表格' }).click())
    const rows = (await textsOf(template)).slice(headRows)
    expect(rows.length).toBeGreaterThan(1)
    expect(rows.every((row) => /^[0-9a-f-]{36}$/.test(row[0] ?? ''))).toBe(true)
  })

  test('it is looked at before anything is stored, wrong cells are named', async () => {
    const path = join(folder, 'town.xlsx')
    await saveTown(template, path)
    await seen.page.locator('input[type=file]').setInputFiles(path)
    await seen.page.getByText('待确认').first().waitFor()
    expect(await fact('有错误').textContent()).toBe('1')
    await seen.page.getByText('“十二”不是数字').first().waitFor()
    expect(await begun()).toBe(0)
    await seen.picture('town-workbook-read')
  })

  test('the result stands in the address and survives a reload', async () => {
    await seen.page.reload()
    await seen.page.getByText('待确认').first().waitFor()
    const marked = await downloaded(seen.page, () =>
      seen.page.getByRole('link', { name: '下载标出问题的电子表格' }).click(),
    )
    const rows = (await textsOf(marked)).slice(headRows)
    expect(rows[0]).toContain('十二')
  })

  test('what passes is stored as drafts, the refused is left out with a reason', async () => {
    const passing = Number(await fact('新增').textContent())
    await press(seen.page, `存入通过的 ${passing} 家`)
    const drawer = seen.page.locator('.ant-drawer-content, .ant-drawer-section').last()
    await drawer.getByLabel('理由').fill('该企业数据待核实')
    await press(drawer, `存入通过的 ${passing} 家`)
    await seen.page.getByRole('heading', { name: '办理结果' }).waitFor()
    expect(await fact('已存入').textContent()).toBe(String(passing))
    expect(await fact('理由').textContent()).toBe('该企业数据待核实')
    expect(await begun()).toBe(passing)
  })

  test('one act takes it all back', async () => {
    await press(seen.page, '撤销这次上传')
    const drawer = seen.page.locator('.ant-drawer-content, .ant-drawer-section').last()
    await drawer.getByLabel('理由').fill('传错了文件')
    await press(drawer, '撤销这次上传')
    await seen.page.getByText('撤销理由', { exact: true }).waitFor()
    expect(await fact('已撤销').textContent()).toBe(await fact('已存入').textContent())
    await seen.picture('town-workbook-undone')
  })
})

/** A period of which the clerk sees no return. */
async function periodWithout(clerk: Person): Promise<string> {
  const forms = await clerk.get<{ id: string; periods: string[] }[]>('/api/returns/forms')
  for (const period of forms.find(({ id }) => id === form)?.periods ?? []) {
    const { total } = await clerk.get<{ total: number }>(`/api/returns?form=${form}&period=${period}`)
    if (total === 0) return period
  }
  throw new Error('every period has returns')
}

/** Balanced numbers that pass every hard check. */
const values: Readonly<Record<string, number>> = {
  gross_output_current: 1000,
  sales_output_current: 970,
  export_delivery_value: 200,
  new_product_output: 100,
  strategic_emerging_output: 100,
  operating_revenue: 1000,
  main_business_revenue: 950,
  operating_cost: 800,
  total_assets: 2000,
  current_assets: 1200,
  accounts_receivable: 300,
  inventories: 300,
  finished_goods: 100,
  total_liabilities: 1000,
  owners_equity: 1000,
  average_employees: 50,
}

/** The template filled in for everybody, one cell of the first in words. */
async function saveTown(path: string, to: string): Promise<void> {
  const sheets = await readWorkbook(await readFile(path))
  const plain = (cell: object): string | null => ('text' in cell ? String(cell.text) : null)
  const [main, ...others] = sheets.map(({ name, hidden, rows }) => ({
    name,
    hidden,
    rows: rows.map((row) => row.map(plain)),
  }))
  const codes = main?.rows[headRows - 1] ?? []
  const rows = (main?.rows ?? []).map((row, at): (WriteCell | string | null)[] => {
    if (at < headRows) return row
    return codes.map((code, column): WriteCell | string | null => {
      const [indicator = '', span] = (code ?? '').split(':')
      if (span === undefined || indicator === 'check') return row[column] ?? null
      if (at === headRows && indicator === 'total_profit') return '十二'
      return { value: null, decimal: String((values[indicator] ?? 20) * (span === 'cumulative' ? 6 : 1)) }
    })
  })
  await writeFile(to, await writeWorkbook([{ name: main?.name ?? '', rows }, ...others]))
}
