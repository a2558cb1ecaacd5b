import { toPlainDate } from '#base/plain-date.ts'
import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { type FormulaNote, type IndicatorSummary, indicatorsContract } from '../contract.ts'
import type { ProgrammeIndicator } from '#pack/programme.ts'
import { citedSources, januaryFebruaryOf, orderedIndicators } from '../rules/catalogue.ts'
import { dashboardsOf, tilesOf } from '../rules/dashboards.ts'
import { industryTaxonomies, ladderTaxonomies } from '../rules/industries.ts'
import { explainFigure } from './explain.ts'
import { askFigures } from './figures.ts'
import { latestPeriods } from './latest.ts'
import { awaitNews } from './news.ts'
import { listLineage } from './lineage.ts'
import { findOutliers } from './outliers.ts'
import { showPlan } from './plan.ts'
import { changeView, listViews, removeView, restoreView, saveView } from './views.ts'
import { isAnswerable } from './where-sql.ts'

export function indicatorsRoutes(house: House) {
  const on = implementContract(indicatorsContract, { plain: true })
  return on.router({
    industries: on.industries.handler(async () => ({
      taxonomies: industryTaxonomies(house.programme()),
      ladders: ladderTaxonomies(house.programme()),
    })),
    list: on.list.handler(async () => ({
      indicators: summaries(house),
      latest: { ...(await latestPeriods(house)).byKind },
      sources: citedSources(house.programme()),
      januaryFebruary: januaryFebruaryOf(house.programme()),
    })),
    figures: on.figures.handler(async ({ context, input }) => {
      const table = await askFigures(house, context.actor, input)
      house.uses.note(context.actor, { how: 'query', of: input.indicators.map((id) => `indicators/${id}`) })
      return table
    }),
    news: on.news.handler(async ({ context, input }) => ({
      position: await awaitNews(house, input.after, context.request.signal),
    })),
    explain: on.explain.handler(async ({ context, input }) => {
      const explanation = await explainFigure(house, context.actor, input)
      house.uses.note(context.actor, { how: 'explanation', of: [`indicators/${input.indicator}`] })
      return explanation
    }),
    outliers: on.outliers.handler(({ context, input }) => findOutliers(house, context.actor, input)),
    lineage: on.lineage.handler(({ context, input }) => listLineage(house, context.actor, input)),
    plan: on.plan.handler(({ context, input }) => showPlan(house, context.actor, input)),
    dashboards: on.dashboards.handler(() => ({
      dashboards: dashboardsOf(house.programme()),
      tiles: tilesOf(house.programme()),
    })),
    viewList: on.viewList.handler(({ context: { actor } }) =>
      house.record.withActor(actor, async (tx) => ({ views: await listViews(tx, actor) })),
    ),
    viewSave: on.viewSave.handler(({ context: { actor }, input }) =>
      house.record.withActor(actor, (tx) => saveView(tx, actor, input)),
    ),
    viewChange: on.viewChange.handler(({ context: { actor }, input }) =>
      house.record.withActor(actor, (tx) => changeView(tx, actor, input)),
    ),
    viewRemove: on.viewRemove.handler(({ context: { actor }, input }) =>
      house.record.withActor(actor, (tx) => removeView(tx, actor, input.id)),
    ),
    viewRestore: on.viewRestore.handler(({ context: { actor }, input }) =>
      house.record.withActor(actor, (tx) => restoreView(tx, actor, input.id)),
    ),
  })
}

function summaries(house: House): IndicatorSummary[] {
  const programme = house.programme()
  const today = toPlainDate(house.clock.now(), programme.timeZone)
  return orderedIndicators(programme).map((indicator) => {
    const { id, name, definition, unit, scale, kind, domain, periods, source } = indicator
    const computable = isAnswerable(programme, id, today)
    return {
      id,
      name,
      definition,
      unit,
      scale,
      kind,
      computable,
      domain,
      periods,
      source,
      formula: toFormula(indicator),
    }
  })
}

function toFormula(indicator: ProgrammeIndicator): FormulaNote | null {
  const latest = [...indicator.formulas].sort((a, b) => (a.from < b.from ? 1 : -1))[0]
  return latest ? { id: indicator.id, text: latest.is.text, from: latest.from, source: latest.source } : null
}
