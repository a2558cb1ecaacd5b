import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { clauseText } from '#base/texts/clause.ts'
import { placesContract } from '#capabilities/places/contract.ts'
import { useApi } from '#kit/web/api.ts'
import { useSession } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { type CitedSource, indicatorsContract, type Selection } from '../contract.ts'
import { words, wordOf } from './texts.ts'

const long = 10 * 60_000

/** What the mirror calls the dimension of area units. */
const areaUnit = 'town'

/** The indicators, the last periods with values, and the documents; read once and kept. */
export function useCatalogue(wanted = true) {
  const api = useApi(indicatorsContract)
  return useQuery(api.list.queryOptions({ staleTime: 30_000, enabled: wanted }))
}

/** `const indicatorName = useIndicatorNames()`, then `indicatorName('output')`; the id itself for what is not listed. */
export function useIndicatorNames(): (id: string) => string {
  const { data } = useCatalogue()
  const say = useText()
  const known = useMemo(() => new Map(data?.indicators.map(({ id, name }) => [id, name])), [data])
  return useCallback((id) => say(known.get(id)) || id, [known, say])
}

/** The industry taxonomies and the growth ladders of the programme. */
export function useTaxonomies() {
  const api = useApi(indicatorsContract)
  return useQuery(api.industries.queryOptions({ staleTime: long }))
}

/** Which figures the pages of many figures show, and the schematic map of areas. */
export function useDashboards() {
  const api = useApi(indicatorsContract)
  return useQuery(api.dashboards.queryOptions({ staleTime: long }))
}

/** A citation in words: the document, its clause, and how far it can be relied on. */
export type Cited = { title: string; clause: string; status: string | undefined }

/** `const cite = useCitations()`, then `cite('plan-1 III.2')`; a document that is not listed keeps its id. */
export function useCitations(): (citation: string) => Cited {
  const { data } = useCatalogue()
  const language = useLanguage()
  const say = useText()
  const t = useTexts(words)
  const known = useMemo(() => new Map<string, CitedSource>(data?.sources.map((source) => [source.id, source])), [data])
  return useCallback(
    (citation) => {
      const [id = '', ...rest] = citation.split(' ')
      const source = known.get(id)
      const status =
        source === undefined || source.status === 'published' ? undefined : wordOf(t, 'status', source.status)
      return {
        title: source === undefined ? id : say(source.title),
        clause: clauseText(rest.join(' '), language),
        status,
      }
    },
    [known, say, t, language],
  )
}

/** A citation in one line. */
export function citationLine({ title, clause, status }: Cited, language: 'zh' | 'en'): string {
  const named = language === 'zh' ? `《${title}》` : title
  const where = clause === '' ? '' : ` ${clause}`
  return status === undefined
    ? `${named}${where}`
    : `${named}${where}${language === 'zh' ? `（${status}）` : ` (${status})`}`
}

/** `const placeName = usePlaceNames()`, then `placeName(id)`; the id itself for places that are not shown. */
export function usePlaceNames(): (id: string | undefined) => string {
  const { places, programme } = useSession()
  const say = useText()
  const t = useTexts(words)
  const known = useMemo(() => new Map(places.map((place) => [place.id, place.name])), [places])
  return useCallback(
    (id) => {
      const wanted = id ?? programme.rootPlace
      const name = known.get(wanted)
      if (name !== undefined) return say(name)
      return id === undefined ? t('wholeProgramme') : id
    },
    [known, say, t, programme.rootPlace],
  )
}

/** A kind of place that figures can be broken down by. */
export type PlaceGrouping = { id: string; name: string }

/** The area units, which every enterprise has one of, then the kinds of places that are laid over them. */
export function usePlaceGroupings(): PlaceGrouping[] {
  const api = useApi(placesContract)
  const say = useText()
  const t = useTexts(words)
  const { data } = useQuery(api.list.queryOptions({ input: {}, staleTime: long }))
  return useMemo(() => {
    const units = new Set(data?.rows.flatMap((place) => (place.code === undefined ? [] : [place.kind])))
    const laidOver = (data?.kinds ?? []).filter((kind) => kind.count > 1 && !units.has(kind.id) && kind.id !== areaUnit)
    return [{ id: areaUnit, name: t('areaUnit') }, ...laidOver.map((kind) => ({ id: kind.id, name: say(kind.name) }))]
  }, [data, say, t])
}

/** `const selectionWords = useSelectionWords()`: the place, class, size … of a figure in words, place first. */
export function useSelectionWords(): (where: Selection, enterprise?: string) => string[] {
  const placeName = usePlaceNames()
  const className = useClassNames()
  const t = useTexts(words)
  return useCallback(
    (where, enterprise) => [
      placeName(where.place),
      ...(where.within === undefined ? [] : [placeName(where.within)]),
      ...(where.industry === undefined ? [] : [className(where.industry)]),
      ...(where.size === undefined ? [] : [`${t('size')} ${where.size}`]),
      ...(where.ownership === undefined ? [] : [`${t('ownership')} ${where.ownership}`]),
      ...(where.rung === undefined ? [] : [className(where.rung)]),
      ...several(where.places, placeName),
      ...several(where.industries, className),
      ...several(where.sizes, (id) => `${t('size')} ${id}`),
      ...several(where.ownerships, (id) => `${t('ownership')} ${id}`),
      ...several(where.rungs, className),
      ...(where.enterprise === undefined ? [] : [enterprise ?? t('enterprise')]),
    ],
    [placeName, className, t],
  )
}

const mostSaid = 3

/** Several of a kind in one text, the first few by name. */
function several(ids: readonly string[] | undefined, nameOf: (id: string) => string): string[] {
  if (ids === undefined || ids.length === 0) return []
  const said = ids.slice(0, mostSaid).map(nameOf).join('/')
  return [ids.length > mostSaid ? `${said}/… (${ids.length})` : said]
}

/** `const className = useClassNames()`, then `className('fields/new-it')`. */
export function useClassNames(): (reference: string) => string {
  const { data } = useTaxonomies()
  const say = useText()
  return useCallback(
    (reference) => {
      const [taxonomy, ...rest] = reference.split('/')
      const id = rest.join('/')
      const all = [...(data?.taxonomies ?? []), ...(data?.ladders ?? [])]
      const found = all.find((each) => each.id === taxonomy)?.classes.find((each) => each.id === id)
      return found === undefined ? reference : say(found.name)
    },
    [data, say],
  )
}
