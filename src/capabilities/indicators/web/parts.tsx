import { lazy } from 'react'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { createApi } from '#kit/web/api.ts'
import { readChoice } from '#kit/web/stored.ts'
import type { SearchHit, SearchSource, Section } from '#kit/web/sections.tsx'
import type { Text } from '#base/text.ts'
import { languages } from '#base/text.ts'
import { indicatorsContract } from '../contract.ts'
import './indicators.css'

/** One figure by area, for maps. */
export { type AreaFigures, useAreaFigures } from './use-area-figures.ts'
/** Which class of a map a value is in, and how strong its shade. */
export { classOf, shadeOf } from '../rules/value-classes.ts'

/** What opens from any figure of the house; the frame takes it as its `explanation`. */
export const FigureExplanationPanel = lazy(async () => ({
  default: (await import('./FigureExplanationPanel.tsx')).FigureExplanationPanel,
}))

/** A schematic map of areas, drawn when it is first needed. */
export const TileMap = lazy(async () => ({ default: (await import('./TileMap.tsx')).TileMap }))

/** The figures of one enterprise, for readers who may see single values. */
export const EnterpriseFiguresSection = lazy(async () => ({
  default: (await import('./EnterpriseFiguresSection.tsx')).EnterpriseFiguresSection,
}))

/** The same as a section of the dossier. */
export const enterpriseFiguresSection: Section = {
  id: 'enterprise-figures',
  slot: 'enterprise.dossier',
  title: { zh: '指标数据', en: 'Figures' },
  may: 'observations.see_micro',
  order: 40,
  component: ({ subject }) => <EnterpriseFiguresSection enterpriseId={subject} />,
}

/** The same beside its industry, as a section of the dossier. */
const EnterprisePeersSection = lazy(async () => ({
  default: (await import('./EnterprisePeersSection.tsx')).EnterprisePeersSection,
}))

export const enterprisePeersSection: Section = {
  id: 'enterprise-peers',
  slot: 'enterprise.dossier',
  title: { zh: '与行业对照', en: 'Beside its industry' },
  may: 'indicators.see',
  order: 50,
  component: ({ subject }) => <EnterprisePeersSection enterpriseId={subject} />,
}

const most = 6

/** What a search shows of a name: that of the language of the page, beside it the other one. */
function hit(id: string, name: Text, to: string): SearchHit {
  const english =
    (new URLSearchParams(globalThis.location.search).get('lang') ?? readChoice('language', languages)) === 'en'
  return { id, title: english ? name.en : name.zh, detail: english ? name.zh : name.en, to }
}

function matching<Thing extends { id: string; name: Text }>(things: readonly Thing[], words: string): Thing[] {
  const wanted = words.toLowerCase()
  return things
    .filter(({ id, name }) => [id, name.zh, name.en].some((text) => text.toLowerCase().includes(wanted)))
    .slice(0, most)
}

/** Ctrl K finds indicators by name or id. */
export const indicatorSearch: SearchSource = {
  id: 'indicators',
  title: { zh: '指标', en: 'Indicators' },
  may: 'indicators.see',
  find: async (words, signal) => {
    const { indicators } = await createApi(indicatorsContract).list(undefined, { signal })
    return matching(indicators, words).map(({ id, name }) => hit(id, name, indicatorPaths.one(id)))
  },
}

/** Ctrl K finds classes of industry. */
export const industrySearch: SearchSource = {
  id: 'industries',
  title: { zh: '产业', en: 'Industries' },
  may: 'indicators.see',
  find: async (words, signal) => {
    const { taxonomies } = await createApi(indicatorsContract).industries(undefined, { signal })
    const hits = taxonomies.flatMap((taxonomy) =>
      matching(taxonomy.classes, words).map(({ id, name }) => ({
        ...hit(`${taxonomy.id}/${id}`, name, indicatorPaths.industry(taxonomy.id, id)),
        detail: taxonomy.name.zh,
      })),
    )
    return hits.slice(0, most)
  },
}

/** Ctrl K finds targets of the plans. */
export const targetSearch: SearchSource = {
  id: 'targets',
  title: { zh: '规划目标', en: 'Targets' },
  may: 'indicators.see',
  find: async (words, signal) => {
    const { targets } = await createApi(indicatorsContract).plan({}, { signal })
    return matching(targets, words).map(({ id, name }) => hit(id, name, indicatorPaths.target(id)))
  },
}
