import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cellAt, downloaded, saveFilled, textsOf } from './office-files.ts'
import type { Person } from './person.ts'
import { closeBrowser, enter, noBrowser, url, type Visit, visit, watchStory } from './visit.ts'

const form = 'monthly-industry'
const valueColumn = 4

type Cells = { revision: number; parts: { lines: { cells: { key: string; text: string }[] }[] }[] }

describe.skipIf(noBrowser)('a return is filled as a workbook', () => {
  let analyst: Person
  let seen: Visit
  let folder = ''
  let id = ''
  let template = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jidi-workbook-'))
    analyst = await enter('analyst')
    seen = await visit(analyst)
    id = await begin(analyst)
    await seen.page.goto(`${url}/returns/${id}`)
  })
  watchStory(() => [seen])
  afterAll(async () => {
    await seen?.close()
    await closeBrowser()
    await rm(folder, { recursive: true, force: true })
  })

  const upload = (path: string) => seen.page.locator('input[type=file]').setInputFiles(path)
  const cells = async (): Promise<Record<string, string>> => {
    const shown = await analyst.get<Cells>(`/api/returns/${id}`)
    return Object.fromEntries(
      shown.parts.flatMap((part) => part.lines.flatMap((line) => line.cells.map(({ key, text }) => [key, text]))),
    )
  }

  test('the template holds every line with its unit and what stood before', async () => {
    template = await downloaded(seen.page, () => seen.page.getByRole('link', { name: '下载电子表格' }).click())
    const rows = await textsOf(template)
    expect(rows.find((row) => row[2] === 'gross_output_current')?.[3]).toContain('千元')
    expect(rows.filter((row) => /^\d+$/.test(row[0] ?? ''))).toHaveLength(35)
  })

  test('an upload with wrong cells stores nothing and names each of them', async () => {
    const path = join(folder, 'wrong.xlsx')
    const wrong: string[] = []
    await saveFilled(template, path, (rows) => {
      for (const [at, row] of rows.entries()) {
        if (!/^\d+$/.test(row[0] ?? '')) continue
        row[valueColumn] = row[2] === 'total_profit' ? '12万' : row[2] === 'average_employees' ? '1e3' : '7'
        if (row[2] === 'total_profit' || row[2] === 'average_employees') wrong.push(cellAt(at, valueColumn))
        if (row[2] === 'compensation') {
          row[3] = '万元 CNY_10k'
          wrong.push(cellAt(at, 3))
        }
      }
    })
    await upload(path)
    const alert = seen.page.getByRole('alert').filter({ hasText: wrong[0] as string })
    await alert.waitFor()
    const said = (await alert.textContent()) ?? ''
    expect(wrong.filter((cell) => !said.includes(cell))).toEqual([])
    expect(said).toContain('12万')
    expect(Object.values(await cells()).every((text) => text === '')).toBe(true)
  })

  test('the same workbook comes back with the wrong cells marked', async () => {
    const marked = await downloaded(seen.page, () =>
      seen.page.getByRole('button', { name: '下载标出错误的电子表格' }).click(),
    )
    const rows = await textsOf(marked)
    expect(rows.find((row) => row[2] === 'total_profit')?.[valueColumn]).toBe('12万')
    expect(rows.find((row) => row[2] === 'operating_cost')?.[valueColumn]).toBe('7')
  })

  test('a file that is no workbook is refused in words', async () => {
    const { page } = seen
    await page.locator('input[type=file]').setInputFiles({
      name: 'form.xlsx',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from('%PDF-1.7 not a workbook'),
    })
    await page
      .getByRole('alert')
      .filter({ hasText: /文件|表格/ })
      .first()
      .waitFor()
    expect(Object.values(await cells()).every((text) => text === '')).toBe(true)
  })

  test('the workbook put right is taken whole', async () => {
    const path = join(folder, 'right.xlsx')
    await saveFilled(template, path, (rows) => {
      for (const row of rows) if (/^\d+$/.test(row[0] ?? '')) row[valueColumn] = '7'
    })
    await upload(path)
    await seen.page.getByText('已填入 29 格').first().waitFor()
    expect((await cells())['total_profit:this']).toBe('7')
    await seen.picture('workbook-taken')
  })
})

/** Begins a return that nobody has begun. */
async function begin(analyst: Person): Promise<string> {
  const forms = await analyst.get<{ id: string; periods: string[] }[]>('/api/returns/forms')
  for (const period of forms.find(({ id }) => id === form)?.periods.slice(1, 10) ?? []) {
    const { rows } = await analyst.get<{ rows: { subject: string; id?: string }[] }>(
      `/api/returns/missing?form=${form}&period=${period}&pageSize=200`,
    )
    const free = rows.find(({ id }) => id === undefined)
    if (free === undefined) continue
    return (await analyst.send<{ id: string }>('POST', '/api/returns', { form, subject: free.subject, period })).id
  }
  throw new Error('everybody has reported everything')
}
