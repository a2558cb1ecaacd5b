import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeBrowser, enter, noBrowser, url, type Visit, visit, watchStory } from './visit.ts'

const login = 'story.leader'
const chosen = 'a-password-of-my-own-2026'

describe.skipIf(noBrowser)('somebody gets an account and signs in for the first time', () => {
  let office: Visit
  let seen: Visit
  let first = ''

  beforeAll(async () => {
    office = await visit(await enter('administrator'))
    seen = await visit()
  })
  watchStory(() => [office, seen])
  afterAll(async () => {
    await office.close()
    await seen.close()
    await closeBrowser()
  })

  const fill = async (password: string): Promise<void> => {
    const { page } = seen
    await page.getByLabel('登录名').fill(login)
    await page.getByLabel('密码', { exact: true }).fill(password)
    await page.getByRole('button', { name: '登录' }).click()
  }

  test('an administrator adds a person with a role and reads the first password this once', async () => {
    const { page } = office
    await page.goto(`${url}/people`)
    await page.getByRole('button', { name: '新增人员' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('姓名').fill('故事中的领导')
    await form.getByLabel('登录名').fill(login)
    await choose(page, '角色', '领导')
    await choose(page, '单位', '工业和信息化局')
    await form.getByRole('button', { name: '新增', exact: true }).click()
    first = (await page.locator('code.people-password').textContent()) ?? ''
    expect(first.length).toBeGreaterThanOrEqual(10)
    await page.getByRole('button', { name: '已记下' }).click()
    await page.getByText('待改初始密码').first().waitFor()
  })

  test('whoever opens a page without having signed in is asked to', async () => {
    const { page } = seen
    await page.goto(`${url}/plan`)
    await page.waitForURL(/\/sign-in\?.*next=/)
    await page.getByRole('heading', { level: 1 }).waitFor()
  })

  test('a wrong password is refused without saying what is wrong, and the login stays', async () => {
    const { page } = seen
    await fill('not-the-password')
    await page.getByRole('alert').filter({ hasText: '登录名或密码不正确' }).waitFor()
    expect(await page.getByLabel('登录名').inputValue()).toBe(login)
    expect(await page.getByLabel('密码', { exact: true }).inputValue()).toBe('')
  })

  test('with the first password one comes as far as choosing another, whatever the address', async () => {
    const { page } = seen
    await fill(first)
    await page.waitForURL(/\/account/)
    await page.getByRole('alert').filter({ hasText: '初始密码' }).waitFor()
    await page.goto(`${url}/plan`)
    await page.waitForURL(/\/account/)
    expect(await planStatus(page)).toBe(403)
  })

  test('a new password that is too short, or written differently twice, is refused at its field', async () => {
    const { page } = seen
    await page.getByLabel('现密码').fill(first)
    await page.getByLabel('新密码', { exact: true }).fill('short')
    await page.getByLabel('再输一次新密码').fill('short')
    await page.getByRole('button', { name: '修改密码' }).click()
    await page.getByText('至少 10').first().waitFor()
    await page.getByLabel('新密码', { exact: true }).fill(chosen)
    await page.getByRole('button', { name: '修改密码' }).click()
    await page.getByText('两次输入不一致').first().waitFor()
  })

  test('after that the house is open, and the first password is worth nothing', async () => {
    const { page } = seen
    await page.getByLabel('再输一次新密码').fill(chosen)
    await page.getByRole('button', { name: '修改密码' }).click()
    await expect.poll(() => planStatus(page), { timeout: 10_000 }).toBe(200)
    await page.goto(`${url}/plan`)
    await page.getByRole('heading', { level: 1, name: '规划指标' }).waitFor()
    const headers = { 'content-type': 'application/json' }
    const old = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ login, password: first }),
    })
    expect(old.status).toBe(401)
  })
})

const planStatus = (page: Page): Promise<number> => page.evaluate(async () => (await fetch('/api/plan')).status)

/** Takes the first option of a choice that the typed words find. */
async function choose(page: Page, label: string, words: string): Promise<void> {
  const box = page.getByRole('dialog').getByRole('combobox', { name: label, exact: true })
  await box.click()
  await box.fill(words)
  await box.press('Enter')
}
