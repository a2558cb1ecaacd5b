import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { type FormulaNote, type IndicatorSummary, indicatorsContract } from '../contract.ts'
import type { ProgrammeIndicator } from '#pack/programme.ts'
import { citedSources, januaryFebruaryOf, orderedIndicators } from '../rules/catalogue.ts'
import { industryTaxonomies } from '../rules/industries.ts'
import { explainFigure, listLineage } from './explain.ts'
import { askFigures } from './figures.ts'
import { latestPeriods } from './latest.ts'
import { showPlan } from './plan.ts'

export function indicatorsRoutes(house: House) {
  const on = implementContract(indicatorsContract)
  return on.router({
    industries: on.industries.handler(async () => ({ taxonomies: industryTaxonomies(house.programme()) })),
    list: on.list.handler(async () => ({
      indicators: orderedIndicators(house.programme()).map(toSummary),
      latest: { ...(await latestPeriods(house)).byKind },
      sources: citedSources(house.programme()),
      januaryFebruary: januaryFebruaryOf(house.programme()),
    })),
    figures: on.figures.handler(({ context, input }) => askFigures(house, context.actor, input)),
    explain: on.explain.handler(({ context, input }) => explainFigure(house, context.actor, input)),
    lineage: on.lineage.handler(({ context, input }) => listLineage(house, context.actor, input)),
    plan: on.plan.handler(({ context, input }) => showPlan(house, context.actor, input)),
  })
}

function toSummary(indicator: ProgrammeIndicator): IndicatorSummary {
  const { id, name, definition, unit, scale, kind, domain, periods, source } = indicator
  return { id, name, definition, unit, scale, kind, domain, periods, source, formula: toFormula(indicator) }
}

function toFormula(indicator: ProgrammeIndicator): FormulaNote | null {
  const latest = [...indicator.formulas].sort((a, b) => (a.from < b.from ? 1 : -1))[0]
  return latest ? { id: indicator.id, text: latest.is.text, from: latest.from, source: latest.source } : null
}
