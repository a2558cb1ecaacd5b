import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person } from './person.ts'
import { closeBrowser, enter, noBrowser, url, type Visit, visit, watchStory } from './visit.ts'

const names = ['故事灯具厂', '故事模具厂', '故事电池厂']
const head = '企业名称,统一社会信用代码,所属镇街,行业代码,经营状态'
const file = (lines: readonly string[]) => ({
  name: '名录.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from([head, ...lines].join('\r\n')),
})

describe.skipIf(noBrowser)('enterprises are imported by a clerk', () => {
  let analyst: Person
  let seen: Visit
  let lines: string[] = []

  beforeAll(async () => {
    analyst = await enter('analyst')
    seen = await visit(analyst)
    const choices = await analyst.get<{
      towns: { name: { zh: string } }[]
      industries: { id: string; parent?: string }[]
    }>('/api/enterprise-choices')
    const town = choices.towns[0]?.name.zh ?? ''
    const industry = choices.industries.findLast(({ id }) => /^\d{4}$/.test(id))?.id ?? ''
    lines = names.map((name) => `${name},,${town},${industry},在营`)
  })
  watchStory(() => [seen])
  afterAll(async () => {
    await seen?.close()
    await closeBrowser()
  })

  const count = async (): Promise<number> =>
    (await analyst.get<{ total: number }>(`/api/enterprises?q=${encodeURIComponent('故事')}&pageSize=1`)).total
  const upload = async (rows: readonly string[]): Promise<void> => {
    const { page } = seen
    await page.goto(`${url}/enterprises/imports`)
    await page.locator('input[type=file]').setInputFiles(file(rows))
    await page.waitForURL(/\/enterprises\/imports\/[0-9a-f-]{36}/)
  }
  const confirm = async (): Promise<void> => {
    const { page } = seen
    await page.getByRole('main').getByRole('button', { name: '办理导入' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '办理导入' }).click()
  }

  test('a line that is wrong is refused with its place and what was expected; nothing is stored', async () => {
    const { page } = seen
    await upload([...lines, '故事错误厂,91440101XXXXXXXXXX,没有这个镇,abcd,在营'])
    await page.getByText('第 5 行').first().waitFor()
    const said = (await page.getByRole('main').textContent()) ?? ''
    expect(said).toContain('没有这个镇')
    expect(said).toContain('abcd')
    expect(await count()).toBe(0)
  })

  test('the preview says what will be created; confirming does it as one act', async () => {
    const { page } = seen
    await upload(lines)
    await page
      .getByText(names[0] as string)
      .first()
      .waitFor()
    expect(await count()).toBe(0)
    await confirm()
    await expect.poll(count, { timeout: 10_000 }).toBe(3)
    await seen.picture('import-confirmed')
  })

  test('the same file again changes nothing', async () => {
    const { page } = seen
    const before = page.url()
    await upload(lines)
    await page
      .getByText(/不变 ?3|无变化 ?3|未变 ?3/)
      .first()
      .waitFor()
    await page.goto(before)
    expect(await count()).toBe(3)
  })

  test('the import is taken back as one act, with a reason', async () => {
    const { page } = seen
    await page.getByRole('button', { name: '整批撤销' }).first().click()
    await page.getByRole('dialog').getByRole('textbox').fill('导入错了文件')
    await page.getByRole('dialog').getByRole('button', { name: '整批撤销' }).click()
    await expect.poll(count, { timeout: 10_000 }).toBe(0)
  })
})
