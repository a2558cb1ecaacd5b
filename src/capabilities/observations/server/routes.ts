import { parsePeriod, type PeriodKind, periodKind, periodKinds } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import { createImports, importFileRoute, listImports } from '#capabilities/enterprises/server/service.ts'
import { implementContract, type PlainRoute } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import { observationsContract, type SubjectSeries } from '../contract.ts'
import { contentOf, parseCellKey } from '../rules/cells.ts'
import { liveCells } from '../rules/chain.ts'
import { observationImport, templateRoutes } from './imports.ts'
import { mirrorFeed } from './mirror-feed.ts'
import { letMirrorFollow } from './mirror-follow.ts'
import { listRows, observationsOf, type RecordRow } from './read.ts'

const api = implementContract(observationsContract)

/** The contract of observations, implemented. What the policies hide is not in the rows that are read. */
export function observationsRoutes(house: House) {
  const imports = createImports(house, observationImport(house.programme()))
  return api.router({
    subjectShow: api.subjectShow.handler(({ context, input }) =>
      house.record.withActor(context.actor, async (tx) => {
        const range = {
          ...(input.from === undefined ? {} : { from: input.from }),
          ...(input.to === undefined ? {} : { to: input.to }),
        }
        const rows = await listRows(tx, { subject: input.subject, ...range })
        return seriesOf(
          house.programme(),
          rows.filter((row) => row.subjectKind === input.subjectKind),
        )
      }),
    ),
    history: api.history.handler(({ context, input }) =>
      house.record.withActor(context.actor, async (tx) => {
        const rows = await listRows(tx, { subjects: [input.subject], periods: [parsePeriod(input.period)] })
        const all = observationsOf(
          house.programme(),
          rows.filter((row) => row.subjectKind === input.subjectKind),
        )
        if (rows.length === 0)
          throw new Problem('not_found', { details: { kind: input.subjectKind, id: input.subject } })
        return all.filter((each) => input.indicator === undefined || each.indicator === input.indicator).reverse()
      }),
    ),
    mirrorShow: api.mirrorShow.handler(() => mirrorFeed(house).state()),
    imports: {
      preview: api.imports.preview.handler(({ context, input }) => imports.preview(context.actor, input)),
      get: api.imports.get.handler(({ context, input }) => imports.get(context.actor, input)),
      confirm: api.imports.confirm.handler(async ({ context, input }) => {
        const run = await imports.confirm(context.actor, input)
        await letMirrorFollow(house)
        return run
      }),
      undo: api.imports.undo.handler(async ({ context, input }) => {
        const run = await imports.undo(context.actor, input)
        await letMirrorFollow(house)
        return run
      }),
      list: api.imports.list.handler(({ context, input }) =>
        house.record.withActor(context.actor, (tx) => listImports(tx, { kinds: ['observations'], ...input })),
      ),
    },
  })
}

/** The upload of files of bureaus and the templates they fill. */
export function observationsPlainRoutes(house: House): readonly PlainRoute[] {
  return [
    importFileRoute(house, { path: '/observations', permission: 'observations.import' }),
    ...templateRoutes(house),
  ]
}

/** What stands of one subject, by kind of period and indicator. */
function seriesOf(programme: Programme, rows: readonly RecordRow[]): SubjectSeries[] {
  const periods = new Map<string, RecordRow[]>()
  for (const row of rows) periods.set(row.period, [...(periods.get(row.period) ?? []), row])
  const byKind = new Map<PeriodKind, Map<string, SubjectSeries['indicators'][number]>>()
  for (const [text, chain] of periods) {
    const kind = periodKind(parsePeriod(text))
    const found = byKind.get(kind) ?? new Map<string, SubjectSeries['indicators'][number]>()
    byKind.set(kind, found)
    for (const [key, cell] of liveCells(chain)) {
      const { indicator: id, span } = parseCellKey(key)
      const indicator = programme.indicators[id]
      if (indicator === undefined) continue
      const { name, unit, scale, domain } = indicator
      const series = found.get(key) ?? { indicator: id, name, unit, scale, span, domain, cells: [] }
      found.set(key, series)
      series.cells.push({ period: text, ...contentOf(cell.amount, cell.code) })
    }
  }
  return periodKinds.flatMap((kind) => {
    const found = byKind.get(kind)
    return found === undefined
      ? []
      : [{ periodKind: kind, indicators: [...found.values()].sort((a, b) => (a.indicator < b.indicator ? -1 : 1)) }]
  })
}
