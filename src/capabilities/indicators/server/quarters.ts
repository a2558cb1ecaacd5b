import { type Blank, blank, isBlank } from '#base/blank.ts'
import { Decimal, roundTo } from '#base/decimal.ts'
import type { FactsRow } from '#kit/server/facts.ts'
import type { House } from '#kit/server/house.ts'
import type { Need } from '../rules/asked.ts'
import { type Pass, passesOf } from '../rules/passes.ts'
import { inOrder, quantile, quarters, type Quarter } from '../rules/robust.ts'
import { type FirmPlaces, firmPlaces, type FirmsAsked, firmValues } from './firm-values.ts'
import { groupOf } from './groups.ts'
import { needKey } from './leaf-places.ts'
import { quartersSql } from './spread.sql.ts'

/** How the values of the enterprises of one group are spread in one period. */
export type Spread = {
  readonly of: Readonly<Record<Quarter, string>>
  /** Enterprises that reported. */
  readonly units: number
  readonly knownAt: string | null
}

/** The medians and quartiles of one indicator, by group and need. */
export class Quarters {
  readonly #spreads = new Map<string, Spread>()
  readonly #blanks = new Map<string, Blank>()

  private constructor() {}

  static async ask(house: House, asked: FirmsAsked): Promise<Quarters> {
    const quarters = new Quarters()
    const places = await firmPlaces(house, asked)
    if (places !== null) await quarters.#inMirror(house, asked, places)
    else await Promise.all(asked.needs.map((need) => quarters.#oneByOne(house, asked, need)))
    return quarters
  }

  at(group: string, need: Need): Spread | Blank {
    const key = needKey(need)
    return this.#blanks.get(key) ?? this.#spreads.get(`${key}|${group}`) ?? blank('not_reported')
  }

  async #inMirror(house: House, { groups, needs, asOf, expression }: FirmsAsked, places: FirmPlaces): Promise<void> {
    const byRange = new Map<string, string[]>()
    const ranges = needs.flatMap((need) => {
      const key = needKey(need)
      const slot = places.slots.get(key) ?? blank('not_applicable')
      if (isBlank(slot)) {
        this.#blanks.set(key, slot)
        return []
      }
      const at = `${slot.range.from}:${slot.range.to}`
      byRange.set(at, [...(byRange.get(at) ?? []), key])
      return [slot.range]
    })
    const unit = new Decimal(10).pow(places.scale)
    const shown = (value: unknown) =>
      roundTo(new Decimal(Number(value)).div(unit), expression.indicator.scale).toFixed(expression.indicator.scale)
    const params = asOf === null ? [] : [new Date(asOf)]
    const each = async (pass: Pass) => {
      const ends = new Map(pass.ranges.map(({ from, to }) => [from, to]))
      const sql = quartersSql(places.over(pass), places.sum, places.scale)
      for (const row of await house.facts.query<FactsRow>(sql, params)) {
        const from = Number(row.p)
        for (const key of byRange.get(`${from}:${ends.get(from)}`) ?? []) {
          this.#spreads.set(`${key}|${groupOf(row, groups)}`, {
            of: { quartile1: shown(row.q1), median: shown(row.q2), quartile3: shown(row.q3) },
            units: Number(row.n),
            knownAt: row.known === null ? null : String(row.known),
          })
        }
      }
    }
    await Promise.all(passesOf(ranges).map(each))
  }

  async #oneByOne(house: House, asked: FirmsAsked, need: Need): Promise<void> {
    const byGroup = new Map<string, Decimal[]>()
    const known = new Map<string, string>()
    for (const { group, value, knownAt } of await firmValues(house, asked, need)) {
      const values = byGroup.get(group)
      if (values) values.push(value)
      else byGroup.set(group, [value])
      if (knownAt !== null && knownAt > (known.get(group) ?? '')) known.set(group, knownAt)
    }
    const { scale } = asked.expression.indicator
    for (const [group, values] of byGroup) {
      const sorted = inOrder(values)
      const at = (part: number) => roundTo(quantile(sorted, part), scale).toFixed(scale)
      this.#spreads.set(`${needKey(need)}|${group}`, {
        of: { quartile1: at(quarters.quartile1), median: at(quarters.median), quartile3: at(quarters.quartile3) },
        units: values.length,
        knownAt: known.get(group) ?? null,
      })
    }
  }
}
