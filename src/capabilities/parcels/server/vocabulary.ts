import { plainWord } from '#base/import-sheet.ts'
import { vocabularyOf } from '#capabilities/enterprises/server/service.ts'
import type { Programme } from '#pack/programme.ts'
import type { ParcelWords } from '../rules/import-columns.ts'
import type { ParcelVocabulary } from '../rules.ts'

/** What the programme offers for the fields of a parcel; land uses are free words while no pack names a taxonomy of them. */
export function parcelVocabulary(programme: Programme): ParcelVocabulary & ParcelWords {
  const { towns, bases, baseReaches } = vocabularyOf(programme)
  return { towns, bases, baseReaches, landUses: landUses(programme) }
}

function landUses(programme: Programme): ParcelWords['landUses'] {
  const taxonomy = Object.values(programme.taxonomies).find((each) => each.subject === 'land_use')
  if (taxonomy === undefined) return undefined
  const names = new Map<string, string>()
  for (const { id, name } of taxonomy.classes)
    for (const word of [id, name.zh, name.en ?? id]) names.set(plainWord(word), id)
  return { names, ids: new Set(taxonomy.classes.map((each) => each.id)) }
}
