import { type Blank, blank, isBlank } from '#base/blank.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { type Quantity, sum } from '#base/quantity.ts'
import { parseUnit, sameDimension } from '#base/unit.ts'
import { namesOf } from '#pack/formula/dependencies.ts'
import { evaluateFormula } from '#pack/formula/evaluate.ts'
import type { Formula } from '#pack/formula/node.ts'
import { formulaOn, listDocs } from '#pack/lookup.ts'
import type { Programme, ProgrammeIndicator } from '#pack/programme.ts'

/** A figure per mu, its formula on a day, and the figures that it is computed from. */
export type PerMu = {
  readonly indicator: ProgrammeIndicator
  readonly formula: Formula
  readonly inputs: readonly string[]
}

/** Figures of enterprises by ground of which land or a scheme names the figure itself or something that goes into it. */
export function perMuIndicators(programme: Programme, on: PlainDate): PerMu[] {
  const named = new Set([
    ...(programme.land?.measures ?? []).flatMap(({ indicator }) => indicator ?? []),
    ...listDocs(programme, 'schemes').flatMap(({ inputs }) => inputs.flatMap(({ indicator }) => indicator ?? [])),
  ])
  return listDocs(programme, 'indicators').flatMap((indicator) => {
    const found = formulaOn(indicator, on)
    if (indicator.subject !== 'enterprise' || found === undefined || found.where !== undefined) return []
    if (!isByGround(indicator.unit)) return []
    const formula = found.is
    const inputs = namesOf(formula.tree)
    return named.has(indicator.id) || inputs.some((one) => named.has(one)) ? [{ indicator, formula, inputs }] : []
  })
}

function isByGround(unit: string): boolean {
  const below = unit.split('/')[1]
  return below !== undefined && sameDimension(parseUnit(below), parseUnit('m2'))
}

/** What each firm gave of each input. */
export type GivenByFirm = ReadonlyMap<string, Quantity | Blank>

/** The ratio of the sums over several firms; blank where one of them gave nothing, since a part is not the whole. */
export function ratioOfSums({ indicator, formula, inputs }: PerMu, firms: readonly GivenByFirm[]): Quantity | Blank {
  const sums = new Map(
    inputs.map((input) => {
      const given = firms.map((firm) => firm.get(input) ?? blank('not_reported'))
      const missing = given.find(isBlank)
      const known = given.filter((one): one is Quantity => !isBlank(one))
      const [first] = known
      return [input, missing ?? (first === undefined ? blank('not_reported') : sum(known, first.unit))] as const
    }),
  )
  const { value } = evaluateFormula(
    formula,
    { valueOf: ({ name, shifts }) => (shifts.length > 0 ? undefined : sums.get(name)) ?? blank('not_applicable') },
    { unit: indicator.unit, scale: indicator.scale },
  )
  return value
}
