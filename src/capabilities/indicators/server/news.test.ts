import { afterAll, beforeAll, expect, test } from 'vitest'
import { parsePeriod } from '#base/period.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { mirrorCaughtUp, record, startMirror } from '#capabilities/observations/server/service.ts'
import { anonymous } from '#base/decision.ts'
import { openTestApp, openTestHouse, testActor, type TestApp, type TestHouse } from '#kit/server/testing.ts'
import { indicatorsContract } from '../contract.ts'
import { awaitNews } from './news.ts'
import { indicatorsRoutes } from './routes.ts'

let house: TestHouse
let ask: TestApp['ask']
let firm = ''

beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2026-03-20T02:00:00Z') })
  ask = openTestApp(house, [{ name: 'indicators', contract: indicatorsContract, routes: indicatorsRoutes }]).ask
  const lamp = {
    name: 'lamp',
    town: 'kite',
    base: null,
    industry: '1011',
    size: 'large',
    ownership: null,
    aboveScaleSince: '2020-01-01',
    openedOn: null,
    synthetic: false,
  }
  firm = (await house.record.asSystem((tx) => createEnterprisesInBulk(tx, house.programme(), [lamp])))[0] ?? ''
  await startMirror(house)
})
afterAll(() => house.close())

async function report(period: string): Promise<void> {
  await house.record.asSystem((tx) =>
    record(house, tx, {
      kind: 'return',
      domain: 'statistical',
      subjectKind: 'enterprise',
      periodKind: 'month',
      cells: [{ indicator: 'output', span: 'this' }],
      rows: [
        {
          subject: firm,
          period: parsePeriod(period),
          contents: [{ value: '5', status: 'normal' }],
          source: '1',
          sourceVersion: 1,
        },
      ],
      actor: 'tester',
    }),
  )
  await mirrorCaughtUp(house)
}

test('news are for those who may see figures', async () => {
  expect((await ask(anonymous, '/api/figures/news')).status).toBe(401)
  expect((await ask(testActor([]), '/api/figures/news')).status).toBe(403)
  expect((await ask(testActor(['indicators.see']), '/api/figures/news')).status).toBe(200)
})

test('somebody who waits hears of a value as soon as it is taken in', async () => {
  const now = await awaitNews(house, undefined)
  const waiting = awaitNews(house, now)
  await report('2026-03')
  const taken = Date.now()
  expect(await waiting).not.toBe(now)
  expect(Date.now() - taken).toBeLessThan(800)
})

test('where nothing happens the answer is the same, and a reader who leaves is not waited for', async () => {
  const now = await awaitNews(house, undefined)
  const left = new AbortController()
  const waiting = awaitNews(house, now, left.signal)
  left.abort()
  expect(await waiting).toBe(now)
})
