import { sql } from 'kysely'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { PublicityWindow } from '../contract/runs.ts'
import type { Named } from '../contract/words.ts'
import { windowsOfRun } from './lifecycle.ts'
import { namedIn } from './naming.ts'
import { toWindow } from './runs.ts'
import { getRun, pageUnits, type Run, tables } from './store.ts'

export type PublishedAsked = {
  readonly id: string
  readonly of: 'inputs' | 'results'
  readonly page: number
  readonly pageSize: number
}

export type Published = {
  readonly window: PublicityWindow | null
  readonly columns: Named[]
  readonly total: number
  readonly rows: { unit: string; name: string; values: (string | null)[] }[]
}

/** What the scheme lets the public see: names and the inputs or results that it names, nothing else, and nothing before it is shown. */
export async function showPublished(house: House, tx: Transaction, asked: PublishedAsked): Promise<Published> {
  const run = await getRun(tx, asked.id)
  const window = windowsOfRun(house, run).find(({ of }) => of === asked.of)
  const said = run.scheme.publicity?.find(({ of }) => of === asked.of)
  const shown = asked.of === 'inputs' ? run.inputsShownAt : run.resultsShownAt
  if (said === undefined || shown === null) return { window: null, columns: [], total: 0, rows: [] }
  const ids = said.shows ?? (asked.of === 'results' ? ['grade'] : [])
  const columns = ids.map((id) => columnOf(run, id))
  const page = await house.record.asSystem((all) =>
    asked.of === 'inputs' ? inputsShownOf(all, run, { ...asked, ids }) : resultsShownOf(all, run, { ...asked, ids }),
  )
  return { window: window === undefined ? null : toWindow(window), columns, ...page }
}

function columnOf({ scheme }: Run, id: string): Named {
  const own: Record<string, Named['name']> = {
    total: { zh: '总分', en: 'Total' },
    rank: { zh: '名次', en: 'Rank' },
    grade: { zh: '等级', en: 'Grade' },
  }
  return own[id] === undefined ? namedIn([...scheme.inputs, ...scheme.criteria], id) : { id, name: own[id] }
}

type Page = PublishedAsked & { readonly ids: readonly string[] }

async function inputsShownOf(tx: Transaction, run: Run, { page, pageSize, ids }: Page) {
  const { total, units } = await pageUnits(tx, { run: run.id, page, pageSize })
  return {
    total,
    rows: units.map(({ unit, name, inputs }) => ({
      unit,
      name,
      values: ids.map((id) => inputs.find(({ input }) => input === id)?.amount ?? null),
    })),
  }
}

/** Of the latest result that was shown, those that were evaluated. */
async function resultsShownOf(tx: Transaction, run: Run, { page, pageSize, ids }: Page) {
  const { number } = await tables(tx)
    .selectFrom('evaluation_result')
    .select(({ fn }) => fn.max('number').as('number'))
    .where('run', '=', run.id)
    .where('is_shown', '=', true)
    .executeTakeFirstOrThrow()
  const query = tables(tx)
    .selectFrom('evaluation_score')
    .where('run', '=', run.id)
    .where('number', '=', number ?? 0)
    .where('group_id', 'is not', null)
  const { total } = await query.select(sql<number>`count(*)::integer`.as('total')).executeTakeFirstOrThrow()
  const rows = await query
    .select(['unit', 'name', 'total', 'rank', 'grade', 'scores'])
    .orderBy('name')
    .orderBy('unit')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute()
  return {
    total,
    rows: rows.map((row) => {
      const own: Record<string, string | null> = {
        total: row.total,
        rank: row.rank === null ? null : String(row.rank),
        grade: row.grade,
      }
      const valueOf = (id: string) => row.scores.find(({ criterion }) => criterion === id)?.score ?? null
      return { unit: row.unit, name: row.name, values: ids.map((id) => (id in own ? (own[id] ?? null) : valueOf(id))) }
    }),
  }
}
