import type { Clause } from '../named.ts'
import type { Language } from '../text.ts'

/** The parts of documents that a citation names in words; numerals and marks stay as they are. */
const parts: readonly (readonly [RegExp, string])[] = [
  [/\btable (\d+)/g, '表$1'],
  [/ ?\brow (\d+)/g, '第$1行'],
  [/\bbox(?:es)? (\d+)/g, '专栏$1'],
  [/\bannex (\d+)/g, '附件$1'],
  [/\bpreface\b/g, '前言'],
  [/\bdefinitions\b/g, '定义'],
  [/\bidle land\b/g, '闲置土地'],
]

/** A clause as packs cite it (`III.3 table 1 row 1`) in words of the reader: `III.3 表1第1行`. */
export function clauseText(clause: string, language: Language): string {
  if (language === 'en') return clause
  return parts.reduce((text, [pattern, words]) => text.replace(pattern, words), clause)
}

/** A document by its title, and the clause in it. */
export function citation({ title, clause }: Clause, language: Language): string {
  const document = language === 'zh' ? `《${title.zh}》` : title.en
  return clause === '' ? document : `${document} ${clauseText(clause, language)}`
}
