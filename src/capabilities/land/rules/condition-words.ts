import type { Language, Text } from '#base/text.ts'
import { unitCodes, unitName } from '#base/unit.ts'

const signs: Readonly<Record<string, Text>> = {
  '>=': { zh: '≥', en: '≥' },
  '<=': { zh: '≤', en: '≤' },
  '!=': { zh: '≠', en: '≠' },
  and: { zh: '且', en: 'and' },
  or: { zh: '或', en: 'or' },
  not: { zh: '非', en: 'not' },
}

/** A condition of the programme as people read it: `land_area >= 75 mu` becomes 用地面积 ≥ 75 亩. What nobody has named stays as written. */
export function sayCondition(condition: string, names: ReadonlyMap<string, Text>, language: Language): string {
  return condition
    .replaceAll(/[A-Za-z_][\w/]*|>=|<=|!=/g, (word) => {
      const text = names.get(word) ?? signs[word]
      if (text !== undefined) return text[language]
      return unitCodes.includes(word.split('/')[0] ?? '') ? unitName(word, language) : word
    })
    .replaceAll(/ (?=[%‰])/g, language === 'zh' ? '' : ' ')
}
