import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { Text } from '#base/text.ts'
import { clauseText } from '#base/texts/clause.ts'
import { unitName } from '#base/unit.ts'
import { indicatorsContract } from '#capabilities/indicators/contract.ts'
import { useApi } from '#kit/web/api.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useSession } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import type { Light } from '#kit/web/ui/StatusLight.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import { words } from './texts.ts'

/** What a scheme or measure cites: the document in words, its number, the clause. */
export type Cited = { title: string; number: string | null; clause: string }

/** `const cite = useCited()`, then `cite('plan-1 III.2')`; a document that is not listed keeps its id. */
export function useCited(): (citation: string) => Cited {
  const api = useApi(indicatorsContract)
  const say = useText()
  const language = useLanguage()
  const { data } = useQuery(api.list.queryOptions({ staleTime: 30_000 }))
  const known = useMemo(() => new Map(data?.sources.map((source) => [source.id, source])), [data])
  return useCallback(
    (citation) => {
      const [id = '', ...rest] = citation.split(' ')
      const source = known.get(id)
      return {
        title: source === undefined ? id : say(source.title),
        number: source?.number ?? null,
        clause: clauseText(rest.join(' '), language),
      }
    },
    [known, say, language],
  )
}

/** A citation in one line: document, number, clause. */
export function citedLine({ title, number, clause }: Cited, language: 'zh' | 'en'): string {
  const named = language === 'zh' ? `《${title}》` : title
  const numbered = number === null ? named : language === 'zh' ? `${named}（${number}）` : `${named} (${number})`
  return clause === '' ? numbered : `${numbered} ${clause}`
}

/** Names by id; the id itself where there is none. */
export function useNames(
  list: readonly { readonly id: string; readonly name: Text }[] | undefined,
): (id: string | null) => string {
  const say = useText()
  const t = useTexts(words)
  const known = useMemo(() => new Map(list?.map(({ id, name }) => [id, name])), [list])
  return useCallback((id) => (id === null ? t('noGrade') : say(known.get(id)) || id), [known, say, t])
}

const statusLights: Record<string, Light> = { official: 'done', reference: 'none', illustrative: 'near' }

/** Whether a scheme is in force, kept for reference or made up: shape, word and colour. */
export function SchemeStatusMark({ status }: { status: 'official' | 'reference' | 'illustrative' }) {
  const t = useTexts(words)
  return <StatusLight light={statusLights[status] ?? 'none'} word={t(`status.${status}`)} />
}

/** What stands above everything that a scheme not in force here has brought about. */
export function SchemeStatusNote({ status }: { status: 'official' | 'reference' | 'illustrative' }) {
  const t = useTexts(words)
  return status === 'official' ? null : (
    <p className="jd-note ev-status-note" role="note">
      {t(status)}
    </p>
  )
}

/** `18.2 万元/亩` of an exact amount; the words of a missing one are the caller's. */
export function amountText(amount: string, unit: string, language: 'zh' | 'en', scale?: number): string {
  const name = unitName(unit, language)
  const number = formatNumber(amount, scale === undefined ? {} : { scale })
  if (name === '') return number
  return unit === 'percent' || unit === 'permille' ? `${number}${name}` : `${number} ${name}`
}

/** Points of a score: four places at most, never more digits than there are. */
export function points(amount: string | null, none = ''): string {
  return amount === null ? none : formatNumber(amount)
}

/** When something holds: from, and until if that is known. */
export function useValidity(): (from: string | null, to: string | null) => string {
  const t = useTexts(words)
  return useCallback(
    (from, to) =>
      from === null && to === null
        ? t('always')
        : to === null
          ? t('validFrom', { from: from ?? '' })
          : t('validUntil', { from: from ?? '', to }),
    [t],
  )
}

export const dimensions = ['group', 'town', 'size', 'industry'] as const
export type Dimension = (typeof dimensions)[number]

const long = 10 * 60_000

/** `const nameOf = useDimensionNames(groups)`, then `nameOf('town', 'east')`: what a row of a breakdown is called. */
export function useDimensionNames(
  groups: readonly { readonly id: string; readonly name: Text }[],
): (dimension: Dimension, id: string | null) => string {
  const say = useText()
  const { places } = useSession()
  const { data } = useQuery(useApi(indicatorsContract).industries.queryOptions({ staleTime: long }))
  const known = useMemo(
    () => ({
      group: new Map(groups.map(({ id, name }) => [id, name] as const)),
      place: new Map(places.map(({ id, name }) => [id, name] as const)),
      class: new Map(
        data?.taxonomies.flatMap((taxonomy) =>
          taxonomy.classes.map((one) => [`${taxonomy.id}/${one.id}`, one.name] as const),
        ),
      ),
    }),
    [groups, places, data],
  )
  return useCallback(
    (dimension, id) => {
      if (id === null) return ''
      const names = dimension === 'group' ? known.group : dimension === 'town' ? known.place : known.class
      return say(names.get(id)) || id
    },
    [known, say],
  )
}
