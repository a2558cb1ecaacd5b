import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person } from './person.ts'
import { closeBrowser, enter, noBrowser, press, url, type Visit, visit, watchStory } from './visit.ts'

type Session = { actor: { organisation: string } }
type Cases = { items: { id: string; title: { zh: string } }[] }

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const names = ['逐件签收一', '逐件签收二', '逐件签收三']

describe.skipIf(noBrowser)('cases on the desk', () => {
  let supervisor: Person
  let analyst: Visit
  let colleague: Visit
  let offices: Visit

  beforeAll(async () => {
    supervisor = await enter('supervisor')
    const { actor } = await supervisor.get<Session>('/api/session')
    for (const title of names)
      await supervisor.send('POST', '/api/supervision/tasks', {
        year: Number(inDays(30).slice(0, 4)),
        title,
        lead: [actor.organisation],
        due: inDays(30),
        schedule: [{ quarter: `${inDays(30).slice(0, 4)}-Q4`, words: title, share: '1' }],
      })
    offices = await visit(supervisor)
    analyst = await visit(await enter('analyst'))
    colleague = await visit(await enter('leader'))
  })
  watchStory(() => [offices, analyst, colleague])
  afterAll(async () => {
    for (const seen of [offices, analyst, colleague]) await seen?.close()
    await closeBrowser()
  })

  test('one act is done for many, each on its own, and what came of each is told', async () => {
    const { page } = offices
    await page.goto(`${url}/?workflow=tasks`)
    await page.getByRole('combobox', { name: '批量办理' }).click()
    await page.locator('.ant-select-dropdown:visible').getByText('签收', { exact: true }).click()
    for (const name of names) await page.getByRole('checkbox', { name: `选择 ${name}` }).check()
    await press(page, '签收所选 3 件')
    await press(page.getByRole('dialog'), '签收所选 3 件')
    await page.getByText('已办理 3 件，未办理 0 件。').waitFor()
    await offices.picture('desk-many')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  })

  test('a case tells in English where it is, by keyboard, and keeps both deadlines when it is extended', async () => {
    const { page } = offices
    const { items } = await supervisor.get<Cases>('/api/cases?workflow=tasks&limit=200')
    const id = items.find(({ title }) => title.zh === names[0])?.id
    await page.goto(`${url}/cases/${id}?lang=en`)
    await page.locator('.wf-picture [tabindex="0"]').focus()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toContain('now, since')
    await page.keyboard.press('ArrowLeft')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toContain('passed')

    await press(page, 'Extend')
    const form = page.getByRole('dialog')
    await form.getByLabel('New due date').fill(inDays(45))
    await page.keyboard.press('Enter')
    await form.getByLabel('Reason').fill('the survey takes longer')
    await press(form, 'Extend')
    const clocks = page.getByRole('grid', { name: 'Clocks' })
    await clocks.getByText('the survey takes longer').waitFor()
    await clocks.getByText(inDays(30), { exact: true }).first().waitFor()
    await clocks.getByText(inDays(45), { exact: true }).first().waitFor()
    await offices.picture('case')
  })

  test('whoever is away names a colleague, whose desk then says for whom it waits', async () => {
    const { page } = analyst
    await page.goto(`${url}/substitutions`)
    await press(page, '指定代理人')
    const form = page.getByRole('dialog')
    await form.getByRole('combobox', { name: '代理人' }).click()
    await page.locator('.ant-select-dropdown:visible').getByText('领导').first().click()
    await form.getByLabel('事由').fill('出差')
    await press(form, '指定代理人')
    await page.getByRole('grid').getByText('代理中').waitFor()

    await colleague.page.goto(`${url}/`)
    await colleague.page.getByRole('grid').getByText('代统计分析员').first().waitFor()
    await colleague.picture('desk-stand-in')

    await press(page, '结束')
    await page.getByRole('dialog').getByLabel('结束的理由').fill('提前返回')
    await press(page.getByRole('dialog'), '结束')
    await page.getByText('没有代理安排').waitFor()
    await colleague.page.reload()
    await colleague.page.getByRole('heading', { level: 1 }).waitFor()
    await colleague.page.getByText('代统计分析员').first().waitFor({ state: 'detached' })
  })
})
