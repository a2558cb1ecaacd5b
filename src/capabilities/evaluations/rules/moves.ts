/** One unit before and after, as far as its place among the grades goes. */
export type Graded = {
  readonly total: string | null
  readonly rank: number | null
  readonly grade: string | null
}

export type MovedUnit = {
  readonly unit: string
  readonly name: string
  readonly group: string | null
  readonly town: string | null
  readonly size: string | null
  readonly industry: string | null
  readonly before: Graded
  readonly after: Graded
}

export type MoveCount = { readonly from: string | null; readonly to: string | null; readonly units: number }
export type MovesBy = {
  readonly id: string
  readonly units: number
  readonly better: number
  readonly worse: number
}

/** -1 where the grade gets worse, 1 where it gets better, 0 where it stays or is not to be compared. */
export function directionOf(
  grades: readonly string[],
  { before, after }: Pick<MovedUnit, 'before' | 'after'>,
): -1 | 0 | 1 {
  const [from, to] = [before.grade, after.grade].map((grade) => (grade === null ? -1 : grades.indexOf(grade)))
  if (from === undefined || to === undefined || from < 0 || to < 0 || from === to) return 0
  return to < from ? 1 : -1
}

/** From where to where how many move, the most first; who stays is not listed. */
export function moveCounts(units: readonly MovedUnit[]): MoveCount[] {
  const counts = new Map<string, MoveCount>()
  for (const { before, after } of units) {
    if (before.grade === after.grade) continue
    const key = `${before.grade} ${after.grade}`
    counts.set(key, { from: before.grade, to: after.grade, units: (counts.get(key)?.units ?? 0) + 1 })
  }
  return [...counts.values()].sort((a, b) => b.units - a.units || (`${a.from}${a.to}` < `${b.from}${b.to}` ? -1 : 1))
}

/** How many units of each town (class, group) move, the most moved first. `grades` from the best to the worst. */
export function movesBy(
  grades: readonly string[],
  units: readonly MovedUnit[],
  dimension: 'group' | 'town' | 'size' | 'industry',
): MovesBy[] {
  const rows = new Map<string, MovesBy>()
  for (const unit of units) {
    const id = unit[dimension]
    if (id === null) continue
    const row = rows.get(id) ?? { id, units: 0, better: 0, worse: 0 }
    const way = directionOf(grades, unit)
    rows.set(id, {
      id,
      units: row.units + 1,
      better: row.better + (way > 0 ? 1 : 0),
      worse: row.worse + (way < 0 ? 1 : 0),
    })
  }
  return [...rows.values()].sort((a, b) => b.better + b.worse - (a.better + a.worse) || (a.id < b.id ? -1 : 1))
}
