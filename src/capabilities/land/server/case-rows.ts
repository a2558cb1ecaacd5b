import { sql } from 'kysely'
import type { PlainDate } from '#base/plain-date.ts'
import type { Moved } from '#capabilities/workflows/server/service.ts'
import { getWorkflow, isFinal, lightOf, stateName } from '#capabilities/workflows/server/service.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { landOf } from './reach.ts'

type MovingRow = {
  readonly case_id: string
  readonly state: string
  readonly is_final: boolean
  readonly next_due: PlainDate | null
}

/** What moves in this part of land, each with the state in which it has reached what it is for. */
const reachedStates = { renewal: 'done', quota: 'used' } as const
type MovingKind = keyof typeof reachedStates

/** State, light and next due date of a row, by the workflow of its kind. */
export function caseShown(house: Pick<House, 'programme' | 'clock'>, row: MovingRow, kind: MovingKind) {
  const programme = house.programme()
  const id = landOf(programme).workflows[kind]
  const today = todayOf(house)
  const light = lightOf(row.next_due ?? undefined, today)
  return {
    case: row.case_id,
    state: row.state,
    stateName: stateName(getWorkflow(programme, id ?? ''), row.state),
    final: row.is_final,
    light: row.is_final ? (row.state === reachedStates[kind] ? ('done' as const) : ('none' as const)) : light,
    nextDue: row.is_final ? null : row.next_due,
  }
}

/** The order of a list of what moves: open ones first, what is due first, the latest first. */
export const openFirst = sql`is_final, next_due nulls last, created_at desc, id`

/** The columns of a row that follow its case. */
export function movedColumns(house: Pick<House, 'programme'>, { after }: Pick<Moved, 'after'>) {
  return {
    state: after.state,
    revision: after.version,
    is_final: isFinal(getWorkflow(house.programme(), after.workflow), after.state),
    next_due: after.nextDue ?? null,
  }
}
