import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toZone } from '../src/base/geo/crs.ts'
import { inGbk, prjOfZone, shapefileOf } from '../src/kit/server/testing-shapes.ts'
import type { Person } from './person.ts'
import { closeBrowser, enter, noBrowser, url, type Visit, visit, watchStory } from './visit.ts'

const square = (x: number, y: number, size = 0.001): [number, number][] => [
  [x, y],
  [x, y + size],
  [x + size, y + size],
  [x + size, y],
  [x, y],
]
const bow: [number, number][] = [
  [113.7, 23.5],
  [113.701, 23.5012],
  [113.701, 23.5],
  [113.7, 23.501],
  [113.7, 23.5],
]
const metres = (ring: readonly [number, number][], prefix: boolean): [number, number][] =>
  ring.map((at) => {
    const { east, north } = toZone({ kind: 'gauss_kruger', width: 3, zone: 38, prefix }, at)
    return [east, north]
  })
const fileOf = (rings: readonly (readonly [number, number][])[], declared: boolean) => ({
  name: '宗地.zip',
  mimeType: 'application/zip',
  buffer: Buffer.from(
    shapefileOf({
      records: rings.map((ring) => [metres(ring, declared)]),
      attributes: rings.map((_, i) => ({ 宗地编号: `SHP-${i + 1}` })),
      encode: inGbk,
      cpg: 'GBK',
      prj: declared ? prjOfZone(38) : undefined,
    }),
  ),
})
type Shapes = { current: { area: string; crs: string } | null; versions: unknown[] }

describe.skipIf(noBrowser)('shapes of parcels are imported by a clerk', () => {
  let clerk: Person
  let seen: Visit
  const parcels: string[] = []

  beforeAll(async () => {
    clerk = await enter('analyst')
    seen = await visit(clerk)
    const { towns } = await clerk.get<{ towns: { id: string }[] }>('/api/enterprise-choices')
    for (const code of ['SHP-1', 'SHP-2']) {
      const fields = { code, name: null, place: towns[0]?.id ?? '', base: null, area: '11352', landUse: null }
      const made = await clerk.send<{ id: string }>('POST', '/api/parcels', { fields })
      parcels.push(made.id)
    }
  })
  watchStory(() => [seen])
  afterAll(async () => {
    await seen?.close()
    await closeBrowser()
  })

  const shapesOf = async (index: number) => clerk.get<Shapes>(`/api/parcels/${parcels[index]}/shapes`)
  const upload = async (file: ReturnType<typeof fileOf>): Promise<void> => {
    const { page } = seen
    await page.goto(`${url}/parcels/imports?file=shapes`)
    await page.locator('input[type=file]').setInputFiles(file)
    await page.waitForURL(/\/parcels\/imports\/[0-9a-f-]{36}/)
  }

  test('a ring that crosses itself is refused, and the drawing shows where', async () => {
    const { page } = seen
    await upload(fileOf([square(113.5, 23.5), bow], true))
    await page.getByRole('img', { name: '图形略图，北在上 2' }).waitFor()
    await page
      .getByRole('listitem')
      .filter({ hasText: /边线自相交于 113\.70/ })
      .waitFor()
    await seen.picture('shapes-with-a-fault')
    expect((await shapesOf(0)).current).toBeNull()
  })

  test('metres without a zone are asked; the answer reads the same file again, and confirming gives the shapes', async () => {
    const { page } = seen
    await upload(fileOf([square(113.5, 23.5), square(113.51, 23.5)], false))
    await page.getByText('坐标不带带号').first().waitFor()
    const before = page.url()
    await page.getByRole('combobox', { name: '选择坐标系' }).click()
    await page.keyboard.type('第 38 带')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: '按此重新读取' }).click()
    await page.waitForURL((next) => next.href !== before)
    await page.getByText(/由您选定/).waitFor()
    await page.getByRole('main').getByRole('button', { name: '办理导入' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '办理导入' }).click()
    await expect.poll(async () => (await shapesOf(1)).current?.crs, { timeout: 10_000 }).toBe('EPSG:4547')
  })

  test('the parcel shows its shape, and the area measured beside that of the register', async () => {
    const { page } = seen
    await page.goto(`${url}/parcels?parcel=${parcels[0]}`)
    const drawer = page.getByRole('dialog')
    await drawer.getByRole('img', { name: /北在上/ }).waitFor()
    await drawer.getByText('量算面积').waitFor()
    await seen.picture('parcel-with-its-shape')
  })
})
