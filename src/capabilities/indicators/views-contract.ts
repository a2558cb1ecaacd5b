import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'

const Id = z.string().min(1).max(100)

/** Which figures a page of many figures shows, as the pack chooses them. */
export const DashboardShown = z.object({
  id: Id,
  name: Text,
  use: z.enum(['programme', 'clusters']),
  taxonomy: Id,
  lead: Id.describe('The indicator by which classes and places are compared.'),
  dimensions: z.array(z.object({ id: Id, name: Text, indicators: z.array(Id), note: Text.nullable() })),
  note: Text.nullable(),
  source: z.string(),
})
export type DashboardShown = z.infer<typeof DashboardShown>

/** A square of the schematic map of areas; it shows who neighbours whom, not where a boundary runs. */
export const Tile = z.object({
  place: Id,
  kind: z.string(),
  name: Text,
  column: z.number().int().describe('From the west, 0 first.'),
  row: z.number().int().describe('From the north, 0 first.'),
})
export type Tile = z.infer<typeof Tile>

export const viewReaches = ['own', 'organisation', 'everyone'] as const
export type ViewReach = (typeof viewReaches)[number]

const Fields = {
  name: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .regex(/^\P{Cc}*$/u, { error: 'views.name' }),
  search: z
    .string()
    .max(4000)
    .regex(/^(\?[!"$-~]*)?$/, { error: 'views.search' })
    .describe('What follows the question mark of the address, and the mark.'),
  reach: z.enum(viewReaches).describe('Who sees it: its owner, the organisation of its owner, everyone.'),
}

/** A view somebody kept: a name for the state of a page. */
export const SavedView = z.object({
  id: z.uuid(),
  ...Fields,
  mine: z.boolean(),
  owner: z.string().describe('Name of who kept it.'),
  changedAt: z.string(),
})
export type SavedView = z.infer<typeof SavedView>

/** Saved views, and what the pack says about pages of many figures. */
export const viewsContract = {
  dashboards: endpoint
    .route({
      method: 'GET',
      path: '/dashboards',
      summary: 'Which figures the pages of many figures show, and the schematic map of areas',
    })
    .meta({ may: 'indicators.see' })
    .output(z.object({ dashboards: z.array(DashboardShown), tiles: z.array(Tile) })),
  viewList: endpoint
    .route({ method: 'GET', path: '/figures/views', summary: 'Saved views: my own and those shared with me' })
    .meta({ may: 'indicators.see' })
    .output(z.object({ views: z.array(SavedView) })),
  viewSave: endpoint
    .route({ method: 'POST', path: '/figures/views', summary: 'Keep the state of the explorer under a name' })
    .meta({ may: 'indicators.see' })
    .input(z.object(Fields))
    .output(SavedView),
  viewChange: endpoint
    .route({ method: 'PATCH', path: '/figures/views/{id}', summary: 'Rename, share or update a view of mine' })
    .meta({ may: 'indicators.see' })
    .input(
      z.object({
        id: z.uuid(),
        name: Fields.name.optional(),
        search: Fields.search.optional(),
        reach: Fields.reach.optional(),
      }),
    )
    .output(SavedView),
  viewRemove: endpoint
    .route({ method: 'DELETE', path: '/figures/views/{id}', summary: 'Remove a view of mine; it can be restored' })
    .meta({ may: 'indicators.see' })
    .input(z.object({ id: z.uuid() }))
    .output(z.object({ id: z.uuid() })),
  viewRestore: endpoint
    .route({ method: 'POST', path: '/figures/views/{id}/restore', summary: 'Bring back a view that I removed' })
    .meta({ may: 'indicators.see' })
    .input(z.object({ id: z.uuid() }))
    .output(SavedView),
}
