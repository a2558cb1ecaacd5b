import { canonicalJson } from '#pack/canonical.ts'
import type { CheckedScheme, EvaluationShown, FactColumn, GivenBaselines, Units } from './model.ts'
import { blankOf, readNumbers } from './numbers.ts'
import { ratioText } from './ratios.ts'

/** The three texts that a seal is taken of: what went in, by which rule, and what came out. Equal things have equal texts, in whatever order they came. */
export type SealedTexts = { readonly inputs: string; readonly scheme: string; readonly result: string }

export function sealedTexts(
  scheme: CheckedScheme,
  inputs: { readonly units: Units; readonly given?: GivenBaselines },
  result: EvaluationShown,
): SealedTexts {
  return {
    inputs: inputsText(scheme, inputs.units, inputs.given ?? {}),
    scheme: schemeText(scheme),
    result: canonicalJson(result),
  }
}

/** The scheme as its file says it; where the file lay and how its formulas were parsed do not matter. */
export function schemeText(scheme: CheckedScheme): string {
  const { formulas: _formulas, ...said } = scheme
  return canonicalJson({ ...said, origin: undefined })
}

const placesKept = 60

/** Every unit with all that is known of it, in the order of ids; `12.50` and `12.5` are the same. */
export function inputsText(scheme: CheckedScheme, units: Units, given: GivenBaselines): string {
  const size = units.ids.length
  const columns = scheme.inputs.map(({ id }) => {
    const column = units.inputs[id]
    const numbers = column !== undefined && 'near' in column ? column : readNumbers(column, size)
    return [id, (unit: number) => blankOf(numbers, unit) ?? ratioText(numbers.exact(unit), placesKept)] as const
  })
  const facts = Object.entries(units.facts ?? {}).map(([id, column]: [string, FactColumn]) => [id, column] as const)
  const classes = Object.entries(units.classes ?? {})
  const order = units.ids
    .map((_, unit) => unit)
    .sort((a, b) => ((units.ids[a] as string) < (units.ids[b] as string) ? -1 : 1))
  const told = order.map((unit) => ({
    id: units.ids[unit],
    inputs: Object.fromEntries(columns.map(([id, valueOf]) => [id, valueOf(unit)])),
    facts: Object.fromEntries(
      facts.flatMap(([id, column]) => (column[unit] === undefined ? [] : [[id, column[unit]]])),
    ),
    classes: Object.fromEntries(
      classes.flatMap(([id, column]) => (column[unit] === undefined ? [] : [[id, [...column[unit]].sort()]])),
    ),
    industry: units.industry?.[unit],
  }))
  return canonicalJson({ given, units: told })
}

/** What a sealed text of inputs says, as columns again. The text must come from `inputsText`. */
export function inputsOfText(text: string): { units: Units; given: GivenBaselines } {
  const { given, units } = JSON.parse(text) as { given: GivenBaselines; units: readonly Told[] }
  const keys = (part: 'inputs' | 'facts' | 'classes') => [...new Set(units.flatMap((unit) => Object.keys(unit[part])))]
  const column = <Part extends 'inputs' | 'facts' | 'classes'>(part: Part) =>
    Object.fromEntries(keys(part).map((id) => [id, units.map((unit) => unit[part][id])])) as Record<
      string,
      Told[Part][string][]
    >
  const hasIndustry = units.some(({ industry }) => industry !== undefined)
  return {
    given,
    units: {
      ids: units.map(({ id }) => id),
      inputs: column('inputs'),
      facts: column('facts'),
      classes: column('classes'),
      ...(hasIndustry ? { industry: units.map(({ industry }) => industry) } : {}),
    },
  }
}

type Told = {
  readonly id: string
  readonly inputs: Readonly<Record<string, string>>
  readonly facts: Readonly<Record<string, boolean>>
  readonly classes: Readonly<Record<string, readonly string[]>>
  readonly industry?: string
}
