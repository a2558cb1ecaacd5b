import { blank, isBlank } from '#base/blank.ts'
import { type Actor, can } from '#base/decision.ts'
import { Decimal, roundTo, toDecimalText } from '#base/decimal.ts'
import { parsePeriod } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import { namesOfEnterprises } from '#capabilities/enterprises/server/service.ts'
import { isSynthetic } from '#capabilities/people/server/service.ts'
import type { House } from '#kit/server/house.ts'
import type { OutlierQuery, OutlierRow, Outliers } from '../contract.ts'
import { expressionsOf, type Need } from '../rules/asked.ts'
import { modifiedScore, outlierRule, robustFactor, robustMethod, spreadOf } from '../rules/robust.ts'
import { type FirmPlaces, firmPlaces, type FirmsAsked, type FirmValue, firmValues } from './firm-values.ts'
import { Groups, membersFor } from './groups.ts'
import { needKey } from './leaf-places.ts'
import { namesOfKey } from './names.ts'
import { farSql } from './spread.sql.ts'

type Far = Omit<OutlierRow, 'name' | 'score'> & { readonly score: Decimal }

/** What was found: the farthest first, and how many were and were not compared. */
type Found = { readonly rows: Far[] } & Pick<Outliers, 'judged' | 'notJudged' | 'total'>

type Rule = { readonly threshold: number; readonly fewestPeers: number; readonly top: number }

const nobody: Found = { rows: [], judged: 0, notJudged: { few: 0, alike: 0 }, total: 0 }

/**
 * Enterprises that lie far from their peers, robustly: by median absolute deviation. Only for readers with sight of single values where
 * the selection lies.
 * @throws Problem forbidden, not_found, refused_by_rule
 */
export async function findOutliers(house: House, actor: Actor, query: OutlierQuery): Promise<Outliers> {
  const programme = house.programme()
  const period = parsePeriod(query.period)
  const expression = expressionsOf(programme).of(query.indicator, period)
  const { register } = membersFor(programme)
  const peers = query.peers ?? (register === null ? 'place:town' : `taxonomy:${register}:leaf`)
  const groups = new Groups(programme, { by: [peers], where: query.where })
  const decision = can(actor, 'observations.see_micro', { places: groups.scope })
  if (!decision.allowed) throw new Problem('forbidden', { details: { reason: decision.reason } })
  const usual = outlierRule(programme)
  const rule = { ...usual, threshold: query.threshold ?? usual.threshold, top: query.top }
  const need = { period, span: query.span }
  const asked: FirmsAsked = { expression, groups, needs: [need], asOf: query.asOf ?? null }
  const places = await firmPlaces(house, asked)
  const found =
    places === null
      ? farAmong(await firmValues(house, asked, need), rule)
      : await farInMirror(house, places, { ...rule, need, asOf: asked.asOf })
  const known = await house.record.withActor(actor, (tx) =>
    namesOfEnterprises(tx, [...new Set(found.rows.map((row) => row.enterprise))]),
  )
  return {
    query,
    asOf: query.asOf ?? house.clock.now().toISOString(),
    synthetic: await isSynthetic(house),
    unit: expression.indicator.unit,
    scale: expression.indicator.scale,
    threshold: rule.threshold,
    fewestPeers: rule.fewestPeers,
    method: robustMethod,
    judged: found.judged,
    notJudged: found.notJudged,
    total: found.total,
    names: namesOfKey(programme, groups.keys[0], [...new Set(found.rows.map((row) => row.peers))]),
    rows: found.rows.map((row) => ({
      ...row,
      name: known.get(row.enterprise) ?? row.enterprise,
      score: row.score.toFixed(2),
    })),
  }
}

type FarRow = {
  readonly judged: number
  readonly few: number
  readonly alike: number
  readonly subject: string | null
  readonly k0: string
  readonly v: string
  readonly m: number
  readonly d: number
  readonly n: number
  readonly total: number
}

async function farInMirror(
  house: House,
  { slots, over, sum, scale }: FirmPlaces,
  { need, asOf, ...rule }: Rule & { need: Need; asOf: string | null },
): Promise<Found> {
  const slot = slots.get(needKey(need)) ?? blank('not_applicable')
  if (isBlank(slot)) return nobody
  const question = over({ step: 0, ranges: [slot.range] })
  const sql = farSql({ question, sum, scale, factor: robustFactor, ...rule })
  const rows = await house.facts.query<FarRow>(sql, asOf === null ? [] : [new Date(asOf)])
  const [first] = rows
  if (first === undefined) return nobody
  const unit = new Decimal(10).pow(scale)
  return {
    judged: Number(first.judged),
    notJudged: { few: Number(first.few), alike: Number(first.alike) },
    total: first.subject === null ? 0 : Number(first.total),
    rows: rows.flatMap((row) => {
      if (row.subject === null) return []
      const [median, deviation] = [new Decimal(row.m).div(unit), new Decimal(row.d).div(unit)]
      return [
        {
          enterprise: row.subject,
          peers: row.k0,
          value: row.v,
          median: toDecimalText(median),
          deviation: toDecimalText(deviation),
          units: Number(row.n),
          score: modifiedScore(new Decimal(row.v), median, deviation),
        },
      ]
    }),
  }
}

/** The same over values that are computed one by one, such as ratios. */
function farAmong(values: readonly FirmValue[], { threshold, fewestPeers, top }: Rule): Found {
  const byPeers = new Map<string, FirmValue[]>()
  for (const value of values.filter(({ group }) => group !== '')) {
    byPeers.set(value.group, [...(byPeers.get(value.group) ?? []), value])
  }
  const far: Far[] = []
  let [judged, few, alike] = [0, 0, 0]
  for (const [peers, group] of byPeers) {
    if (group.length < fewestPeers) {
      few += group.length
      continue
    }
    const { median, deviation } = spreadOf(group.map(({ value }) => value))
    if (deviation.isZero()) {
      alike += group.length
      continue
    }
    judged += group.length
    const shown = { median: toDecimalText(median), deviation: toDecimalText(roundTo(deviation, 6)) }
    for (const { enterprise, value } of group) {
      if (value.minus(median).abs().times(robustFactor).lessThanOrEqualTo(deviation.times(threshold))) continue
      const score = modifiedScore(value, median, deviation)
      far.push({ enterprise, peers, value: toDecimalText(value), ...shown, units: group.length, score })
    }
  }
  far.sort((a, b) => b.score.abs().comparedTo(a.score.abs()) || (a.enterprise < b.enterprise ? -1 : 1))
  return { rows: far.slice(0, top), judged, notJudged: { few, alike }, total: far.length }
}
