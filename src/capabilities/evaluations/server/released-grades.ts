import { sql } from 'kysely'
import type { Transaction } from '#kit/server/db.ts'
import type { Text } from '#base/text.ts'
import type { HistoryEntry } from '../contract/results.ts'
import { wordsOf } from './naming.ts'

type Words = { zh: string; en?: string }

/** The grade of a unit in the latest run that was made public. */
export type ReleasedGrade = Pick<HistoryEntry, 'run' | 'schemeName' | 'period' | 'isFinal'> & {
  /** As the scheme of the run calls it; null: the unit has none. */
  readonly grade: Text | null
}

/**
 * The latest grade of each of these units out of what was made public, as far as the actor may see it: the policies of scores decide. Runs
 * that are not public count for nobody, also not for those who see everything.
 */
export async function releasedGrades(tx: Transaction, units: readonly string[]): Promise<Map<string, ReleasedGrade>> {
  if (units.length === 0) return new Map()
  const { rows } = await sql<{
    unit: string
    run: string
    scheme_name: Words
    grades: readonly { id: string; name: Words }[]
    period: string
    is_final: boolean
    grade: string | null
  }>`
    select distinct on (s.unit) s.unit, r.id as run, (r.content::jsonb -> 'name') as scheme_name, (r.content::jsonb -> 'grades') as grades, r.period,
      r.final_at is not null as is_final, s.grade
    from evaluation_score s
    join evaluation_result e on e.run = s.run and e.number = s.number and e.is_shown
    join evaluation_run r on r.id = s.run
    where s.unit = any (${sql.val([...units])}::text[])
    order by s.unit, r.period collate "C" desc, r.created_at desc, r.id, s.number desc`.execute(tx)
  return new Map(
    rows.map((row) => {
      const found = row.grades.find(({ id }) => id === row.grade)
      const grade = row.grade === null ? null : wordsOf(found?.name ?? { zh: row.grade })
      return [
        row.unit,
        { run: row.run, schemeName: wordsOf(row.scheme_name), period: row.period, isFinal: row.is_final, grade },
      ]
    }),
  )
}
