import type { ProblemIssue } from '#base/problem.ts'
import { checkSchemeFile } from '#pack/scheme-file.ts'
import type { CheckedScheme } from './model.ts'

/** The numbers of a scheme that a simulation changes, as typed: weights by group and criterion, caps, shares and places of grades. */
export type DraftNumbers = {
  readonly weights: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly caps: Readonly<Record<string, string>>
  readonly shares: Readonly<Record<string, string>>
  readonly places: Readonly<Record<string, string>>
}

/** The numbers as the scheme in force has them; a cap that it does not have is empty. */
export function numbersOf(scheme: CheckedScheme): DraftNumbers {
  const graded = (name: 'share' | 'places') =>
    Object.fromEntries(
      scheme.grades.flatMap((grade) => (grade[name] === undefined ? [] : [[grade.id, `${grade[name]}`]])),
    )
  return {
    weights: Object.fromEntries(scheme.groups.map(({ id, weights }) => [id, { ...weights }])),
    caps: Object.fromEntries(scheme.criteria.map(({ id, cap }) => [id, cap ?? ''])),
    shares: graded('share'),
    places: graded('places'),
  }
}

/** The words of a scheme as its file has them, without what was parsed of them. */
export function wordsOfScheme(scheme: CheckedScheme): Record<string, unknown> {
  const skipped = new Set(['id', 'formulas', 'origin'])
  return Object.fromEntries(Object.entries(scheme).filter(([name]) => !skipped.has(name)))
}

/** The scheme with other numbers, in the words of a pack. JSON, which every reader of YAML reads. */
export function draftText(scheme: CheckedScheme, numbers: DraftNumbers): string {
  const { weights, caps, shares, places } = numbers
  return JSON.stringify(
    {
      ...wordsOfScheme(scheme),
      groups: scheme.groups.map((group) => ({ ...group, weights: weights[group.id] ?? group.weights })),
      criteria: scheme.criteria.map(({ cap: _cap, ...rest }) => {
        const cap = caps[rest.id] ?? ''
        return cap === '' ? rest : { ...rest, cap }
      }),
      grades: scheme.grades.map((grade) => ({
        ...grade,
        ...(grade.share === undefined ? {} : { share: shares[grade.id] ?? grade.share }),
        ...(grade.places === undefined ? {} : { places: wholeOf(places[grade.id]) ?? grade.places }),
      })),
    },
    null,
    1,
  )
}

function wholeOf(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : text
}

export type Draft =
  | { readonly scheme: CheckedScheme; readonly problems: readonly [] }
  | { readonly scheme?: undefined; readonly problems: readonly ProblemIssue[] }

/** The draft checked as the file of a pack would be: the scheme, or everything that is wrong with it. */
export function checkDraft(scheme: CheckedScheme, numbers: DraftNumbers): Draft {
  return checkSchemeFile({ path: `schemes/${scheme.id}.yaml`, text: draftText(scheme, numbers) })
}
