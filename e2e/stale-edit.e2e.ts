import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person } from './person.ts'
import { closeBrowser, enter, noBrowser, url, type Visit, visit, watchStory } from './visit.ts'

type Detail = { enterprise: Record<string, unknown> & { id: string; version: number; address: string | null } }

describe.skipIf(noBrowser)('two people change the same enterprise', () => {
  let analyst: Person
  let other: Person
  let seen: Visit
  let id = ''

  beforeAll(async () => {
    analyst = await enter('analyst')
    other = await enter('analyst')
    seen = await visit(analyst)
    id = (await analyst.get<{ rows: { id: string }[] }>('/api/enterprises?pageSize=1&sort=-name')).rows[0]?.id ?? ''
  })
  watchStory(() => [seen])
  afterAll(async () => {
    await seen?.close()
    await closeBrowser()
  })

  const stored = async (): Promise<Detail['enterprise']> =>
    (await analyst.get<Detail>(`/api/enterprises/${id}`)).enterprise

  /** Somebody else saves while the form is open. */
  const overtake = async (address: string): Promise<void> => {
    const { id: _id, version, synthetic: _synthetic, updatedAt: _updatedAt, ...fields } = await stored()
    await other.send('PUT', `/api/enterprises/${id}`, { version, fields: { ...fields, address } })
  }

  const editAddress = async (address: string): Promise<void> => {
    const { page } = seen
    await page.goto(`${url}/enterprises/${id}`)
    await page
      .getByRole('button', { name: '修改' })
      .or(page.getByRole('button', { name: '编辑' }))
      .first()
      .click()
    await page.getByRole('dialog').getByLabel('地址').fill(address)
  }

  const save = () => seen.page.getByRole('dialog').getByRole('button', { name: '保存' }).click()

  test('the slower one is refused and sees both versions', async () => {
    await editAddress('松山湖一路 1 号')
    await overtake('松山湖二路 2 号')
    await save()
    const alert = seen.page.getByRole('alert').filter({ hasText: '松山湖二路 2 号' })
    await alert.waitFor()
    expect(await alert.textContent()).toContain('松山湖一路 1 号')
    expect((await stored()).address).toBe('松山湖二路 2 号')
    await seen.picture('stale-edit')
  })

  test('who keeps their own version, knowing the other, stores it', async () => {
    await seen.page.getByRole('alert').getByRole('button').first().click()
    await expect.poll(async () => (await stored()).address, { timeout: 10_000 }).toBe('松山湖一路 1 号')
  })

  test('who takes the other version leaves it as it is', async () => {
    await editAddress('松山湖三路 3 号')
    await overtake('松山湖四路 4 号')
    await save()
    const alert = seen.page.getByRole('alert').filter({ hasText: '松山湖四路 4 号' })
    await alert.getByRole('button').last().click()
    await alert.waitFor({ state: 'detached' })
    expect((await stored()).address).toBe('松山湖四路 4 号')
  })
})
