import type { Text } from '#base/text.ts'
import type { CheckedScheme, Reason, ScoreShown } from '../rules/model.ts'
import { wordsOf } from './naming.ts'

/** The sentence of one thing that decided over a unit. */
export function reasonSentence(scheme: CheckedScheme, { code, about, values = {} }: Reason): Text {
  const name = about === undefined ? { zh: '', en: '' } : nameOf(scheme, about)
  return {
    zh: [code, name.zh, ...Object.values(values)].join(' '),
    en: [code, name.en, ...Object.values(values)].join(' '),
  }
}

/** How one score came about. */
export function scoreSentence(_scheme: CheckedScheme, { reason }: ScoreShown): Text {
  return { zh: reason, en: reason }
}

function nameOf(scheme: CheckedScheme, id: string): Text {
  const lists: readonly (readonly Item[] | undefined)[] = [
    scheme.criteria,
    scheme.direct,
    scheme.vetoes,
    scheme.protections,
    scheme.population?.excluded,
    scheme.bonuses?.items,
    scheme.penalties?.items,
    scheme.groups,
  ]
  const found = lists.flatMap((list) => list ?? []).find((one) => one.id === id)
  return found === undefined ? { zh: id, en: id } : wordsOf(found.name)
}

type Item = { readonly id: string; readonly name: { readonly zh: string; readonly en?: string } }
