import { canonicalJson } from '#pack/canonical.ts'
import type { CheckedScheme, Units } from '../rules/model.ts'
import type { Correction, Frozen, KeptUnit } from './model.ts'

/** The scheme with its parsed formulas, without the file it came from: what a run keeps and computes with. */
export function keptScheme(scheme: CheckedScheme): string {
  return canonicalJson({ ...scheme, origin: undefined })
}

/** The frozen inputs with accepted corrections in their place, in the order of their numbers. */
export function corrected(frozen: Frozen, corrections: readonly Correction[]): Frozen {
  if (corrections.length === 0) return frozen
  const byUnit = new Map<string, Correction[]>()
  for (const one of [...corrections].sort((a, b) => a.number - b.number))
    byUnit.set(one.unit, [...(byUnit.get(one.unit) ?? []), one])
  const units = frozen.units.map((unit) => (byUnit.get(unit.unit) ?? []).reduce(withCorrection, unit))
  return { ...frozen, units }
}

function withCorrection(unit: KeptUnit, { item, value, reason, objection, at }: Correction): KeptUnit {
  const source = objection === null ? reason : `objection ${objection}`
  const stated = { source, by: null, knownAt: at }
  if (unit.facts.some(({ fact }) => fact === item)) {
    const holds = typeof value === 'boolean' ? value : null
    return { ...unit, facts: unit.facts.map((one) => (one.fact === item ? { ...one, ...stated, holds } : one)) }
  }
  const amount = typeof value === 'string' ? value : null
  const blank = amount === null ? ('not_reported' as const) : null
  const inputs = unit.inputs.map((one) =>
    one.input === item ? { ...one, ...stated, amount, blank, version: null, stated: true } : one,
  )
  return { ...unit, inputs }
}

/** The units of a run by column, as the rules read them. */
export function toUnits(scheme: CheckedScheme, { units }: Frozen): Units {
  const inputs = Object.fromEntries(
    scheme.inputs.map(({ id }) => [
      id,
      units.map((unit) => {
        const found = unit.inputs.find(({ input }) => input === id)
        return found?.amount ?? found?.blank ?? 'not_reported'
      }),
    ]),
  )
  const facts = Object.fromEntries(
    (scheme.facts ?? []).map(({ id }) => [
      id,
      units.map((unit) => unit.facts.find(({ fact }) => fact === id)?.holds ?? undefined),
    ]),
  )
  const attributes = [...new Set(units.flatMap(({ classes }) => Object.keys(classes)))].sort()
  return {
    ids: units.map(({ unit }) => unit),
    inputs,
    facts: { ...facts, above_scale: units.map(({ aboveScale }) => aboveScale ?? undefined) },
    classes: Object.fromEntries(attributes.map((name) => [name, units.map(({ classes }) => classes[name])])),
    industry: units.map(({ meanIndustry }) => meanIndustry ?? undefined),
  }
}
