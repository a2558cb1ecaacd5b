import type { Language, Text } from './text.ts'
import { Decimal } from './decimal.ts'
import { nearest } from './nearest.ts'
import { Problem } from './problem.ts'

/** An exact factor. A mu is 2000/3 m², which no decimal can say. */
export type Factor = { readonly numerator: Decimal; readonly denominator: Decimal }

/** `dimension` is what is measured, with powers: money per area is `{ money: 1, area: -1 }`; shares have none. */
export type Unit = {
  readonly code: string
  readonly dimension: Readonly<Record<string, number>>
  readonly factor: Factor
}

type KnownUnit = { dimension: string; factor: string; name: Text }

const known: Readonly<Record<string, KnownUnit>> = {
  m2: { dimension: 'area', factor: '1', name: { zh: '平方米', en: 'm²' } },
  mu: { dimension: 'area', factor: '2000/3', name: { zh: '亩', en: 'mu' } },
  hectare: { dimension: 'area', factor: '10000', name: { zh: '公顷', en: 'ha' } },
  km2: { dimension: 'area', factor: '1000000', name: { zh: '平方公里', en: 'km²' } },
  CNY: { dimension: 'money', factor: '1', name: { zh: '元', en: 'CNY' } },
  CNY_1k: { dimension: 'money', factor: '1000', name: { zh: '千元', en: 'CNY 1,000' } },
  CNY_10k: { dimension: 'money', factor: '10000', name: { zh: '万元', en: 'CNY 10,000' } },
  CNY_100M: { dimension: 'money', factor: '100000000', name: { zh: '亿元', en: 'CNY 100 million' } },
  USD_10k: { dimension: 'money in USD', factor: '10000', name: { zh: '万美元', en: 'USD 10,000' } },
  USD_100M: { dimension: 'money in USD', factor: '100000000', name: { zh: '亿美元', en: 'USD 100 million' } },
  tce: { dimension: 'energy in coal', factor: '1', name: { zh: '吨标准煤', en: 'tce' } },
  kWh: { dimension: 'electricity', factor: '1', name: { zh: '千瓦时', en: 'kWh' } },
  MWh: { dimension: 'electricity', factor: '1000', name: { zh: '兆瓦时', en: 'MWh' } },
  kWh_10k: { dimension: 'electricity', factor: '10000', name: { zh: '万千瓦时', en: '10,000 kWh' } },
  kWh_100M: { dimension: 'electricity', factor: '100000000', name: { zh: '亿千瓦时', en: '100 million kWh' } },
  kW: { dimension: 'power', factor: '1', name: { zh: '千瓦', en: 'kW' } },
  kg: { dimension: 'mass', factor: '1', name: { zh: '千克', en: 'kg' } },
  t: { dimension: 'mass', factor: '1000', name: { zh: '吨', en: 't' } },
  t_pe: { dimension: 'pollution', factor: '1', name: { zh: '吨污染当量', en: 't pollution equivalent' } },
  m: { dimension: 'length', factor: '1', name: { zh: '米', en: 'm' } },
  km: { dimension: 'length', factor: '1000', name: { zh: '公里', en: 'km' } },
  person: { dimension: 'persons', factor: '1', name: { zh: '人', en: 'person' } },
  person_10k: { dimension: 'persons', factor: '10000', name: { zh: '万人', en: '10,000 persons' } },
  enterprise: { dimension: 'enterprises', factor: '1', name: { zh: '家', en: 'enterprise' } },
  piece: { dimension: 'pieces', factor: '1', name: { zh: '件', en: 'piece' } },
  piece_10k: { dimension: 'pieces', factor: '10000', name: { zh: '万件', en: '10,000 pieces' } },
  project: { dimension: 'projects', factor: '1', name: { zh: '个', en: 'project' } },
  place: { dimension: 'places', factor: '1', name: { zh: '个', en: 'place' } },
  times: { dimension: 'times', factor: '1', name: { zh: '次', en: 'time' } },
  one: { dimension: '', factor: '1', name: { zh: '', en: '' } },
  percent: { dimension: '', factor: '1/100', name: { zh: '%', en: '%' } },
  permille: { dimension: '', factor: '1/1000', name: { zh: '‰', en: '‰' } },
  month: { dimension: 'months', factor: '1', name: { zh: '月', en: 'month' } },
  year: { dimension: 'months', factor: '12', name: { zh: '年', en: 'year' } },
  day: { dimension: 'days', factor: '1', name: { zh: '天', en: 'day' } },
}

/** The units that others are made of. */
export const unitCodes: readonly string[] = Object.keys(known)

const longestCode = 80

/** `CNY_10k/mu`, `CNY_10k/person/year`, `kWh*day`: units of the list, multiplied and divided. @throws Problem unknown_unit */
export function parseUnit(text: string): Unit {
  return remembered(units, text, () => toUnit(powersOf(text)))
}

const units = new Map<string, Unit>()
const factors = new Map<string, Factor>()
const mostRemembered = 2000

/** The same few units are asked for with every value: what was worked out once is kept. */
function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  if (known.size >= mostRemembered) known.clear()
  known.set(key, made)
  return made
}

export function isUnit(text: string): boolean {
  return text.length <= longestCode && text.split(/[*/]/).every((code) => Object.hasOwn(known, code))
}

/** Whether amounts in these units may be added and compared. */
export function sameDimension(a: Unit, b: Unit): boolean {
  const names = Object.keys(a.dimension)
  return names.length === Object.keys(b.dimension).length && names.every((n) => a.dimension[n] === b.dimension[n])
}

/** The unit of a product; equal units above and below cancel out. @throws Problem unknown_unit */
export function unitProduct(a: string, b: string): Unit {
  return remembered(units, `${a} times ${b}`, () => toUnit(merge(powersOf(a), powersOf(b), 1)))
}

/** The unit of a quotient; equal units above and below cancel out. @throws Problem unknown_unit */
export function unitQuotient(a: string, b: string): Unit {
  return remembered(units, `${a} over ${b}`, () => toUnit(merge(powersOf(a), powersOf(b), -1)))
}

/** What an amount in `from` is multiplied with to be an amount in `to`, in lowest terms. @throws Problem units_do_not_mix */
export function conversion(from: Unit, to: Unit): Factor {
  if (!sameDimension(from, to)) throw new Problem('units_do_not_mix', { details: { left: from.code, right: to.code } })
  return remembered(factors, `${from.code} to ${to.code}`, () =>
    lowestTerms(from.factor.numerator.times(to.factor.denominator), from.factor.denominator.times(to.factor.numerator)),
  )
}

/** The unit as people write it: 万元/亩, CNY 10,000 per mu. @throws Problem unknown_unit */
export function unitName(code: string, language: Language): string {
  const powers = [...powersOf(code)]
  const list = (sign: number) =>
    powers.flatMap(([part, power]) => Array<string>(Math.max(0, power * sign)).fill(nameOf(part, language)))
  const [above, below] = [list(1), list(-1)]
  const [times, per] = language === 'zh' ? ['·', '/'] : ['·', ' per ']
  if (below.length === 0) return above.join(times)
  const under = below.length > 1 && language === 'zh' ? `(${below.join(times)})` : below.join(per)
  return `${above.join(times) || '1'}${per}${under}`
}

type Powers = ReadonlyMap<string, number>

function powersOf(text: string): Powers {
  if (!isUnit(text)) throw unknownUnit(text)
  const powers = new Map<string, number>()
  for (const [, sign, code] of text.matchAll(/([*/]?)([^*/]+)/g)) {
    if (code !== undefined) addPower(powers, code, sign === '/' ? -1 : 1)
  }
  return powers
}

function addPower(powers: Map<string, number>, code: string, power: number): void {
  const sum = (powers.get(code) ?? 0) + power
  if (sum === 0 || code === 'one') powers.delete(code)
  else powers.set(code, sum)
}

function merge(a: Powers, b: Powers, sign: 1 | -1): Powers {
  const powers = new Map(a)
  for (const [code, power] of b) addPower(powers, code, power * sign)
  return powers
}

function toUnit(powers: Powers): Unit {
  const dimension: Record<string, number> = {}
  let numerator = new Decimal(1)
  let denominator = new Decimal(1)
  for (const [code, power] of powers) {
    const unit = lookUp(code)
    const [above = '1', below = '1'] = unit.factor.split('/')
    const [up, down] = power > 0 ? [above, below] : [below, above]
    numerator = numerator.times(new Decimal(up).pow(Math.abs(power)))
    denominator = denominator.times(new Decimal(down).pow(Math.abs(power)))
    const total = (dimension[unit.dimension] ?? 0) + power
    if (total === 0 || unit.dimension === '') delete dimension[unit.dimension]
    else dimension[unit.dimension] = total
  }
  return { code: codeOf(powers), dimension, factor: lowestTerms(numerator, denominator) }
}

function codeOf(powers: Powers): string {
  const above = [...powers].flatMap(([code, power]) => Array<string>(Math.max(0, power)).fill(code))
  const below = [...powers].flatMap(([code, power]) => Array<string>(Math.max(0, -power)).fill(`/${code}`))
  return `${above.join('*') || 'one'}${below.join('')}`
}

function lookUp(code: string): KnownUnit {
  const unit = known[code]
  if (unit === undefined) throw unknownUnit(code)
  return unit
}

function nameOf(code: string, language: Language): string {
  return lookUp(code).name[language]
}

function lowestTerms(numerator: Decimal, denominator: Decimal): Factor {
  let [divisor, rest] = [numerator, denominator]
  while (!rest.isZero()) [divisor, rest] = [rest, divisor.mod(rest)]
  return { numerator: numerator.divToInt(divisor), denominator: denominator.divToInt(divisor) }
}

function unknownUnit(text: string): Problem {
  const found = text.slice(0, longestCode)
  const wrong = found.split(/[*/]/).find((code) => !Object.hasOwn(known, code)) ?? found
  const meant = nearest(wrong, unitCodes)
  return new Problem('unknown_unit', { details: { found: wrong, ...(meant === undefined ? {} : { nearest: meant }) } })
}
