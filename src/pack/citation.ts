import type { Language } from '#base/text.ts'
import { clauseText } from '#base/texts/clause.ts'
import { findDoc } from './lookup.ts'
import type { Programme } from './programme.ts'

/** The document of a citation by its title, and the clause: `plan-2020 V.3` as people quote it. What names no source of the pack is said as it is. */
export function citedSource(programme: Programme, citation: string, language: Language): string {
  const [id = '', ...clause] = citation.split(' ')
  const source = findDoc(programme, 'sources', id)
  if (source === undefined) return citation
  const title = language === 'zh' ? `《${source.title.zh}》` : source.title.en
  return `${title} ${clauseText(clause.join(' '), language)}`.trim()
}
