import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person } from './person.ts'
import { closeBrowser, enter, noBrowser, phone, url, type Visit, visit, watchStory } from './visit.ts'

type Found = { total: number; rows: { id: string; code: string; bounds: [number, number, number, number] | null }[] }
const short = 15_000

/** How many shapes the map has drawn when it is at rest. */
async function drawn(page: Page): Promise<number> {
  const canvas = page.locator('.map-canvas[data-ready]')
  await canvas.waitFor()
  return Number(await canvas.getAttribute('data-shapes'))
}

describe.skipIf(noBrowser)('land is seen on a map', () => {
  let officer: Person
  let office: Visit
  let anyone: Visit
  let found: Found

  beforeAll(async () => {
    officer = await enter('bureau-officer')
    office = await visit(officer)
    anyone = await visit(undefined)
    found = await officer.get<Found>('/api/map/parcels?pageSize=100')
  })
  watchStory(() => [office, anyone])
  afterAll(async () => {
    await office?.close()
    await anyone?.close()
    await closeBrowser()
  })

  const view = () => {
    const at = found.rows.find(({ bounds }) => bounds !== null)?.bounds ?? [0, 0, 0, 0]
    return `${(at[0] + at[2]) / 2},${(at[1] + at[3]) / 2},15`
  }

  test('parcels are drawn where they lie, and the list beside them holds as many as there are', async () => {
    const { page } = office
    await page.goto(`${url}/map?at=${view()}`)
    expect(await drawn(page)).toBeGreaterThan(0)
    await page.getByText(`共 ${found.total.toLocaleString('en')} 宗`).waitFor()
    await page.getByText('未配置底图').waitFor()
    await office.picture('map')
  })

  test('a word narrows list and map alike, and stands in the address', async () => {
    const { page } = office
    const code = found.rows.find(({ bounds }) => bounds !== null)?.code ?? ''
    await page.getByRole('textbox', { name: '编号或名称' }).fill(code)
    await page.keyboard.press('Enter')
    await page.getByText('共 1 宗').waitFor()
    await expect.poll(() => drawn(page), { timeout: short }).toBe(1)
    expect(new URL(page.url()).searchParams.get('q')).toBe(code)
    await page.getByRole('button', { name: '清除筛选' }).click()
    await page.getByText(`共 ${found.total.toLocaleString('en')} 宗`).waitFor()
  })

  test('the keyboard reaches a parcel in the list, opens it and finds its dossier', async () => {
    const { page } = office
    const list = page.getByRole('list', { name: /地块列表/ })
    await list.getByRole('button').first().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const drawer = page.getByRole('dialog')
    await drawer.getByRole('link', { name: '打开地块档案' }).waitFor()
    await expect.poll(() => new URL(page.url()).searchParams.get('one')).toBe(`parcel:${found.rows[1]?.id}`)
    await office.picture('map-with-a-parcel')
  })

  test('corners that are typed are measured on the ellipsoid, and what lies within is added up', async () => {
    const { page } = office
    const [west, south, east, north] = found.rows.find(({ bounds }) => bounds !== null)?.bounds ?? [0, 0, 0, 0]
    await page.goto(`${url}/map?at=${view()}`)
    await drawn(page)
    await page.getByRole('button', { name: '画范围' }).click()
    const corners = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
    ]
    await page.getByLabel(/角点/).fill(corners.map((at) => at.join(' ')).join('\n'))
    await page.getByLabel(/角点/).blur()
    await page
      .getByText(/平方米 · .* 亩/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: '统计范围内' }).click()
    await page.getByText('完全在内的地块').waitFor()
    await page.getByText('范围内的载体').waitFor()
    await office.picture('map-totals')
  })

  test('buildings and assessments are drawn when they are wanted, and a building leads to its dossier', async () => {
    const { page } = office
    type Layer = { features: { id: string; properties: { name: string } }[] }
    const { features } = await officer.get<Layer>('/api/map/layers/carriers')
    const [first] = features
    await page.goto(`${url}/map?show=none`)
    expect(await drawn(page)).toBe(0)
    await page.getByRole('checkbox', { name: '产业载体' }).check()
    await expect.poll(() => drawn(page), { timeout: short }).toBeGreaterThan(0)
    await page.getByText('载体，放大后显示底面').waitFor()
    await page.getByRole('checkbox', { name: '区域评估' }).check()
    await page.getByText('今天有效的评估范围').waitFor()
    expect(new URL(page.url()).searchParams.get('show')).toBe('carriers,assessments')
    await page.goto(`${url}/map?show=carriers,assessments&one=carrier:${first?.id}`)
    const drawer = page.getByRole('dialog')
    await drawer.getByText('空置面积').waitFor()
    await office.picture('map-with-a-building')
    await drawer.getByRole('link', { name: '打开载体档案' }).click()
    await page.getByRole('heading', { level: 1, name: first?.properties.name ?? '' }).waitFor()
  })

  test('parcels are narrowed by what a control indicator asks, in its unit, and the address keeps it', async () => {
    const { page } = office
    const { rows } = await officer.get<{ rows: { id: string; name: { zh: string }; unit: string }[] }>(
      '/api/land/words',
    )
    const row = rows.find(({ unit }) => unit === 'CNY_10k/hectare')
    await page.goto(`${url}/map?at=${view()}`)
    await page.getByRole('combobox', { name: '控制指标' }).click()
    await page
      .getByRole('option', { name: row?.name.zh ?? '' })
      .or(page.getByTitle(row?.name.zh ?? ''))
      .last()
      .click()
    await page.getByRole('textbox', { name: `${row?.name.zh} 至少（万元/公顷）` }).fill('300')
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).searchParams.get('atLeast')).toBe('300')
    expect(new URL(page.url()).searchParams.get('row')).toBe(row?.id)
    const { total } = await officer.get<Found>(`/api/map/parcels?row=${row?.id}&atLeast=300`)
    await page.getByText(total === 0 ? '没有符合的地块' : `共 ${total.toLocaleString('en')} 宗`).waitFor()
    await page.getByRole('button', { name: '清除筛选' }).click()
    await page.getByText(`共 ${found.total.toLocaleString('en')} 宗`).waitFor()
  })

  test('areas are coloured by a figure, whose classes and method are named', async () => {
    const { page } = office
    await page.goto(`${url}/map?show=places,shades&figure=gross_output_current`)
    await page.getByText(/分位数法/).waitFor()
    await drawn(page)
    await office.picture('map-by-a-figure')
  })

  test('the sheet carries title, scale, day and what is known of the background', async () => {
    const { page } = office
    await page.goto(`${url}/map?at=${view()}&sheet=a4`)
    await page.locator('.map-picture').waitFor({ state: 'attached' })
    await page.getByText(/比例尺约 1:/).waitFor()
    await page.getByText(/制图日期/).waitFor()
    await page.getByText('未登记审图号').waitFor()
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.map-picture').isVisible()).toBe(true)
    expect(await page.locator('.map-canvas').isVisible()).toBe(false)
    await page.emulateMedia({ media: 'screen' })
  })

  test('somebody who has not signed in sees the public map and the offers, and is asked to sign in for the rest', async () => {
    const { page } = anyone
    await page.goto(`${url}/map/public`)
    await drawn(page)
    await page.getByRole('navigation', { name: '公开页面' }).getByRole('link', { name: '公开供应' }).click()
    await page.getByRole('heading', { level: 1, name: '土地和厂房供应' }).waitFor()
    await page.goto(`${url}/offers/compare`)
    await page.getByText('没有可比较的供应').waitFor()
    await page.goto(`${url}/map`)
    await page.waitForURL(/\/sign-in\?/)
  })

  test('map and offers suit those who do not see, and a phone', async () => {
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    const small = await visit(officer, phone)
    for (const { page } of [office, small]) {
      for (const path of ['/map', '/map?sheet=a4', '/map/public', '/offers']) {
        await page.goto(`${url}${path}`)
        if (path.startsWith('/map')) await drawn(page)
        else await page.getByRole('heading', { level: 1 }).waitFor()
        await page.evaluate(axe)
        const faults = await page.evaluate(async () => {
          const { axe: checker } = globalThis as unknown as {
            axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> }
          }
          const { violations } = await checker.run()
          return violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 160)}`)
        })
        expect(faults, path).toEqual([])
      }
    }
    await small.close()
  }, 240_000)
})
