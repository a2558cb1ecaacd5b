import { expect, it } from 'vitest'
import { parsePeriod } from '../period.ts'
import { periodName } from './periods.ts'

it.each([
  ['2026-Q3', '2026 年第三季度', '2026 Q3'],
  ['2026-H1', '2026 年上半年', '2026 H1'],
  ['2026-H2', '2026 年下半年', '2026 H2'],
  ['2026-07', '2026 年 7 月', '2026-07'],
  ['2024-01~02', '2024 年 1—2 月', 'Jan–Feb 2024'],
  ['2026', '2026 年', '2026'],
])('%s is read as %s, %s', (period, zh, en) => {
  expect([periodName(parsePeriod(period), 'zh'), periodName(parsePeriod(period), 'en')]).toEqual([zh, en])
})
