import { system } from '#base/decision.ts'
import { parsePeriod } from '#base/period.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import type { House } from '#kit/server/house.ts'
import type { CellContent } from '../rules/cells.ts'
import { mirrorTables } from '../rules/mirror.ts'
import type { ObservationBatch } from './record.ts'

/** Two enterprises of the demo county, in different towns; the second moved at the beginning of 2025. */
export async function enterTwoFirms(house: House): Promise<[string, string]> {
  const firm = {
    industry: '1011',
    size: null,
    ownership: null,
    base: null,
    synthetic: false,
    aboveScaleSince: '2020-01-01',
  }
  const [a = '', b = ''] = await house.record.withActor(system, (tx) =>
    createEnterprisesInBulk(tx, house.programme(), [
      { ...firm, name: '云渚灯彩厂', town: 'kite', openedOn: '2015-01-01' },
      {
        ...firm,
        name: '云渚光源厂',
        town: 'flute',
        openedOn: '2015-01-01',
        history: [
          {
            from: '2015-01-01',
            to: '2025-01-01',
            town: 'kite',
            base: null,
            industry: '1011',
            size: null,
            ownership: null,
          },
          { from: '2025-01-01', to: null, town: 'flute', base: null, industry: '1011', size: null, ownership: null },
        ],
      },
    ]),
  )
  return [a, b]
}

/** A batch of output and sales of enterprises for months. */
export function monthBatch(
  rows: readonly { subject: string; period: string; output: CellContent; sales: CellContent }[],
): ObservationBatch {
  return {
    kind: 'return',
    domain: 'statistical',
    subjectKind: 'enterprise',
    periodKind: 'month',
    cells: [
      { indicator: 'output', span: 'this' },
      { indicator: 'sales', span: 'this' },
    ],
    rows: rows.map((row, i) => ({
      subject: row.subject,
      period: parsePeriod(row.period),
      contents: [row.output, row.sales],
      source: `${i + 1}`,
      sourceVersion: 1,
    })),
    actor: 'tester',
  }
}

/** A reported value. */
export function amount(value: string | number): CellContent {
  return { value: String(value), status: 'normal' }
}

/** Everything in the mirror as text, in an order of its own, so that two mirrors can be compared. */
export async function dumpMirror(house: House): Promise<string[]> {
  const lines: string[] = []
  for (const table of mirrorTables(house.programme())) {
    const rows = await house.facts.query(`select * from ${table.name}`)
    lines.push(
      ...rows.map(
        (row) =>
          `${table.name} ${JSON.stringify(
            Object.entries(row)
              .filter(([, value]) => value !== null)
              .sort(),
          )}`,
      ),
    )
  }
  return lines.sort()
}

/** One number of the mirror. */
export async function askMirror(house: House, sql: string): Promise<string | null> {
  const [row] = await house.facts.query<{ n: string | number | null }>(sql)
  return row?.n === null || row?.n === undefined ? null : String(row.n)
}
