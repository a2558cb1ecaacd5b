import { join } from 'node:path'
import pg from 'pg'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Person } from './person.ts'
import { closeBrowser, enter, noBrowser, press, url, type Visit, visit, watchStory } from './visit.ts'

type Run = {
  id: string
  state: string
  revision: number
  results: { number: number; state: string; inputsHash: string; resultHash: string }[]
}
type Unit = { unit: string; name: string; grade: string; total: string }

const scheme = 'per-mu'

describe.skipIf(noBrowser)('an evaluation from gathered inputs to an objection that is counted in', () => {
  let analyst: Person
  let clerk: Person
  let offices: Visit
  let firms: Visit
  let id = ''
  let own: Unit

  beforeAll(async () => {
    analyst = await enter('analyst')
    clerk = await enter('enterprise-clerk')
    offices = await visit(analyst)
    firms = await visit(clerk)
  })
  watchStory(() => [offices, firms])
  afterAll(async () => {
    for (const seen of [offices, firms]) await seen?.close()
    await closeBrowser()
  })

  const run = () => analyst.get<Run>(`/api/evaluations/${id}`)
  const reached = (state: string) =>
    expect.poll(async () => (await run()).state, { timeout: 20_000, interval: 200 }).toBe(state)

  test('the analyst begins an evaluation by the illustrative scheme; the page says that its weights are made up', async () => {
    const { page } = offices
    await page.goto(`${url}/evaluations?lang=zh`)
    await page.getByRole('button', { name: '发起评价' }).first().click()
    const form = page.getByRole('dialog')
    await choose(page, form.getByLabel('评价办法'), /全部工业企业（示意）/)
    await form.getByText('权重、比例和措施均为虚构').waitFor()
    await choose(page, form.getByLabel('评价期'), /年/)
    await press(form, '发起并归集数据')
    await page.waitForURL(/\/evaluations\/runs\//)
    id = /runs\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? ''
    await page.getByText('归集数据').first().waitFor()
    await page.getByText('缺少数据的对象').waitFor()
  })

  test('facts that no register knows are stated from a list; a name that is not evaluated is refused by its line', async () => {
    const { page } = offices
    await press(page, '填写认定事项与数据')
    const form = page.getByRole('dialog')
    await choose(page, form.getByLabel('事项'), /^认定事项：.*(供电|公用)/)
    await form.getByLabel(/成立的对象/).fill('没有这家企业')
    await form.getByLabel(/依据/).fill('行业主管部门名单')
    await press(form, '填写')
    await form.getByRole('alert').getByText('没有这家企业').waitFor()
    await form.getByLabel(/成立的对象/).fill('')
    await press(form, '填写')
    await page.getByText(/已填写 \d+ 个对象/).waitFor()
    await stateTheRest(analyst, id)
  })

  test('inputs are public before they are frozen: until then the button says why', async () => {
    const { page } = offices
    await page.goto(`${url}/evaluations/runs/${id}?lang=zh`)
    await press(page, '公示数据')
    await reached('inputs_public')
    const freeze = page.getByRole('button', { name: /^冻结数据/ })
    await expect.poll(() => freeze.getAttribute('aria-disabled')).toBe('true')
    await letTimePass(id)
    await page.reload()
    await expect.poll(() => freeze.getAttribute('aria-disabled')).toBe('false')
    await press(page, '冻结数据')
    await reached('frozen')
  })

  test('the result is computed; its page shows grades, map and hashes', async () => {
    const { page } = offices
    await press(page, '计算结果')
    await reached('computed')
    await page.getByText('等级分布 · 第 1 次计算').waitFor()
    const [result] = (await run()).results
    expect(result?.resultHash).toMatch(/^[0-9a-f]{64}$/)
    await page.getByText(result?.resultHash ?? '-', { exact: true }).waitFor()
    await page.getByRole('group', { name: /占本镇街评价对象的比例/ }).waitFor()
    await offices.picture('evaluation')
  })

  test('every number of a card opens how it came about, down to source and version', async () => {
    const { page } = offices
    await page.locator('#subjects').getByRole('link').first().click()
    await page.waitForURL(/\/subjects\//)
    await page.locator('#scores .jd-figure').nth(4).click()
    const panel = page.getByRole('dialog')
    await panel.getByText('2. 基准值').waitFor()
    expect(await panel.textContent()).toMatch(/算法[\s\S]*合计[\s\S]*÷[\s\S]*权重[\s\S]*来源[\s\S]*第 1 版/)
    await panel.getByText(/^[0-9a-f]{64}$/).waitFor()
  })

  test('a changed weight shows at once who would move, and is kept as a simulation', async () => {
    const { page } = offices
    await page.goto(`${url}/evaluations/runs/${id}/simulate?lang=zh`)
    await page.getByText('逐个一致').waitFor()
    await page.getByLabel('亩均税收 · 权重 · 规模以上').fill('45')
    await page.getByText(/权重合计 \d+，应为 100/).waitFor()
    const started = performance.now()
    await page.getByLabel('亩均增加值 · 权重 · 规模以上').fill('5')
    await page.getByText(/上升 \d+ 个，下降 \d+ 个/).waitFor()
    console.log(`changed weight → who would move, on the page: ${Math.round(performance.now() - started)} ms`)
    await press(page, '保存模拟')
    const form = page.getByRole('dialog')
    await form.getByLabel('名称').fill('税收加重')
    await press(form, '保存模拟')
    await page.waitForURL(/\/simulations\//)
    await page.getByText('不是评价结果').first().waitFor()
    await page.getByText('groups.above.weights.tax_per_mu').waitFor()
    expect((await run()).results).toHaveLength(1)
  })

  test('the enterprise sees its own card and nobody else, and objects with evidence', async () => {
    await offices.page.goto(`${url}/evaluations/runs/${id}?lang=zh`)
    await press(offices.page, '公示结果')
    await reached('public')
    const { items } = await clerk.get<{ items: Unit[] }>(`/api/evaluations/${id}/units`)
    expect(items).toHaveLength(1)
    own = items[0] as Unit
    const { page } = firms
    await page.goto(`${url}/evaluations/runs/${id}?lang=zh`)
    await page.locator('#subjects').getByRole('link', { name: own.name }).click()
    await page.waitForURL(/\/subjects\//)
    await press(page, '提出异议')
    const form = page.getByRole('dialog')
    await choose(page, form.getByLabel('对什么有异议'), /^数据：用地面积/)
    await form.getByLabel('应为').fill('5.5')
    await form.getByLabel('理由与证据').fill('不动产权证登记面积为 5.5 亩。')
    await press(form, '提交异议')
    await page.waitForURL(/\/objections\//)
    await page.getByText('5.5 亩').first().waitFor()
  })

  test('accepted, it is counted in by a second result on the same frozen inputs; the card says what was corrected', async () => {
    const { page } = offices
    await page.goto(firms.page.url())
    await press(page, '采纳')
    const form = page.getByRole('dialog')
    await form.getByLabel('理由').fill('已核对权证')
    await press(form, '采纳')
    await page.getByText('待复算计入').waitFor()
    await page.goto(`${url}/evaluations/runs/${id}?lang=zh`)
    await press(page, '复算（计入已采纳的更正）')
    await expect
      .poll(async () => (await run()).results.filter(({ state }) => state === 'done').length, { timeout: 20_000 })
      .toBe(2)
    await page.goto(`${url}/evaluations/runs/${id}/subjects/${own.unit}?lang=zh`)
    await page
      .getByText(/冻结后经异议更正/)
      .first()
      .waitFor()
    await offices.picture('score-card')
  })

  test('the scheme reads in English too, without a word of Chinese beside its names', async () => {
    const { page } = offices
    await page.goto(`${url}/evaluations/schemes/${scheme}?lang=en`)
    await page.getByText('This scheme is illustrative').waitFor()
    const said = await page.locator('main').evaluate((main) => {
      const copy = main.cloneNode(true) as HTMLElement
      for (const source of copy.querySelectorAll('pre')) source.remove()
      return copy.textContent ?? ''
    })
    expect(said).not.toMatch(/\p{Script=Han}/u)
  })
})

/** Chooses the first entry of a list that reads like this. */
async function choose(page: Page, field: ReturnType<Page['getByLabel']>, name: RegExp): Promise<void> {
  await field.click()
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: name }).first().click()
}

/** What remains to be stated before anybody can be evaluated: nothing of it holds of anybody. */
async function stateTheRest(analyst: Person, id: string): Promise<void> {
  const { content } = await analyst.get<{ content: { facts?: { id: string }[] } }>(`/api/schemes/${scheme}`)
  const { items } = await analyst.get<{ items: { unit: string }[] }>(`/api/evaluations/${id}/inputs?pageSize=500`)
  for (const fact of content.facts ?? []) {
    const { revision } = await analyst.get<Run>(`/api/evaluations/${id}`)
    const rows = items.map(({ unit }) => ({ unit, name: fact.id, value: false }))
    await analyst.send('POST', `/api/evaluations/${id}/stated`, { revision, evidence: '名单', rows })
  }
}

/** Nine days pass since the inputs were made public. */
async function letTimePass(id: string): Promise<void> {
  const host = join(inject('dataDir'), 'postgres', 'socket')
  const client = new pg.Client({ host, user: 'jidi_owner', database: 'jidi' })
  await client.connect()
  await client.query("update evaluation_run set inputs_shown_at = inputs_shown_at - interval '9 days' where id = $1", [
    id,
  ])
  await client.end()
}
