import type { Language, Text } from '#base/text.ts'
import type { Period } from '#base/period.ts'
import { periodName } from '#base/texts/periods.ts'
import { unitName } from '#base/unit.ts'
import { citedSource } from '#pack/citation.ts'
import { findDoc } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { FigureExplanation, Selection } from '../contract.ts'

/** What a sentence that cites a figure says. */
export type Cited = Pick<
  FigureExplanation,
  'address' | 'name' | 'unit' | 'value' | 'measure' | 'coverage' | 'knownAt' | 'source' | 'packHash' | 'synthetic'
> & {
  /** The name of the enterprise, where the figure is of one. */
  readonly enterprise: string | undefined
}

/** A figure in one sentence that can stand in a report: what, how much, of what and when, known when, by whom, how complete. */
export function citationOf(programme: Programme, cited: Cited): Text {
  return { zh: sentence(programme, cited, 'zh'), en: sentence(programme, cited, 'en') }
}

function sentence(programme: Programme, cited: Cited, language: Language): string {
  const { address, name, measure, value, unit, coverage, knownAt, packHash, synthetic } = cited
  const zh = language === 'zh'
  const what = measure === null ? name[language] : `${name[language]}${zh ? '·' : ', '}${measure.name[language]}`
  const amount = value === null ? (zh ? '无数值' : 'no value') : withUnit(value, unit, language)
  const cumulative = address.span === 'cumulative' ? (zh ? '累计' : ' cumulative') : ''
  const period = `${periodName(address.period as Period, language)}${cumulative}`
  const known = knownAt === null ? (zh ? '尚无数据' : 'nothing known') : localMinute(knownAt, programme.timeZone)
  const parts = [
    scopeOf(programme, cited, language),
    period,
    zh ? `数据截至 ${known}` : `known at ${known}`,
    zh
      ? `来源 ${citedSource(programme, cited.source, language)}`
      : `source ${citedSource(programme, cited.source, language)}`,
    zh ? `规划包 ${packHash.slice(0, 12)}` : `pack ${packHash.slice(0, 12)}`,
    zh ? `已报 ${coverage.reported}/${coverage.expected}` : `${coverage.reported} of ${coverage.expected} reported`,
    ...(synthetic ? [zh ? '合成数据' : 'synthetic data'] : []),
  ]
  return zh ? `${what}：${amount}（${parts.join('；')}）。` : `${what}: ${amount} (${parts.join('; ')}).`
}

function withUnit(value: string, unit: string, language: Language): string {
  if (unit === 'percent') return `${value}%`
  if (unit === 'one') return value
  const name = unitName(unit, language)
  return language === 'zh' ? `${value}${name}` : `${value} ${name}`
}

/** An instant in the time zone of the programme, to the minute: `2026-03-20 10:00`. */
function localMinute(instant: string, timeZone: string): string {
  const at = new Date(instant)
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at)
}

/** What was selected, place first. */
export function scopeOf(
  programme: Programme,
  { address, enterprise }: Pick<Cited, 'address' | 'enterprise'>,
  language: Language,
): string {
  const { where } = address
  const place = (id: string) => findDoc(programme, 'places', id)?.name[language] ?? id
  const own = where.place ?? (where.places === undefined ? programme.rootPlace : undefined)
  const said = [
    ...(own === undefined ? [] : [place(own)]),
    ...(where.within === undefined ? [] : [place(where.within)]),
    ...(where.places === undefined ? [] : [where.places.map(place).join(language === 'zh' ? '、' : ', ')]),
    ...classesIn(programme, where, language),
    ...(where.enterprise === undefined ? [] : [enterprise ?? where.enterprise]),
  ]
  return said.join(language === 'zh' ? '，' : ', ')
}

function classesIn(programme: Programme, where: Selection, language: Language): string[] {
  const join = language === 'zh' ? '、' : ', '
  const classOf = (address: string) => {
    const [taxonomy = '', id = ''] = address.split('/')
    return className(findDoc(programme, 'taxonomies', taxonomy), id, language)
  }
  const of = (subject: string) => (id: string) =>
    className(
      Object.values(programme.taxonomies).find((each) => each.subject === subject),
      id,
      language,
    )
  const several = (one: string | undefined, more: readonly string[] | undefined, name: (id: string) => string) => {
    const ids = [...(one === undefined ? [] : [one]), ...(more ?? [])]
    return ids.length === 0 ? [] : [ids.map(name).join(join)]
  }
  return [
    ...several(where.industry, where.industries, classOf),
    ...several(where.size, where.sizes, of('size')),
    ...several(where.ownership, where.ownerships, of('ownership')),
    ...several(where.rung, undefined, classOf),
    ...several(undefined, where.rungs, classOf),
  ]
}

function className(taxonomy: Programme['taxonomies'][string] | undefined, id: string, language: Language): string {
  const name = taxonomy?.classes.find((each) => each.id === id)?.name
  return (language === 'zh' ? name?.zh : (name?.en ?? name?.zh)) ?? id
}
