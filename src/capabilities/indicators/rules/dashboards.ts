import type { Programme } from '#pack/programme.ts'
import type { DashboardShown, Tile } from '../views-contract.ts'

/** The dashboards of a programme, by id. */
export function dashboardsOf(programme: Programme): DashboardShown[] {
  return Object.values(programme.dashboards).map(({ id, name, use, taxonomy, lead, dimensions, note, source }) => ({
    id,
    name,
    use,
    taxonomy,
    lead,
    dimensions: dimensions.map((dimension) => ({
      id: dimension.id,
      name: dimension.name,
      indicators: [...dimension.indicators],
      note: dimension.note ?? null,
    })),
    note: note ?? null,
    source,
  }))
}

/** The squares of the schematic map, row by row. */
export function tilesOf(programme: Programme): Tile[] {
  return Object.values(programme.places)
    .flatMap(({ id, kind, name, tile }): Tile[] =>
      tile === undefined ? [] : [{ place: id, kind, name, column: tile.column, row: tile.row }],
    )
    .toSorted((a, b) => a.row - b.row || a.column - b.column)
}
