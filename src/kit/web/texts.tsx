import { createContext, type ReactNode, useCallback, useContext } from 'react'
import type { Language, Text } from '#base/text.ts'

/** A table of shown words: one entry per sentence, in every language. `{name}` is replaced; `{n|row|rows}` chooses by number. */
export type TextTable = Record<string, Text>

/** Values for the gaps of a sentence. */
export type TextValues = Record<string, string | number>

const LanguageContext = createContext<Language>('zh')

/** Gives the language of the page to everything below it. */
export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  return <LanguageContext.Provider value={language}>{children}</LanguageContext.Provider>
}

/** The language of the page: `zh` or `en`. */
export function useLanguage(): Language {
  return useContext(LanguageContext)
}

/** Declares the words of a page or part; every key needs both languages. */
export function defineTexts<const T extends TextTable>(table: T): T {
  return table
}

const gap = /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g

/** Fills the gaps of a sentence. An unknown gap stays visible, so that it is noticed. */
export function fillText(sentence: string, values: TextValues = {}): string {
  return sentence.replace(gap, (whole, name: string, one?: string, many?: string) => {
    const value = values[name]
    if (value === undefined) return whole
    if (one === undefined) return String(value)
    return String(value) === '1' ? one : (many ?? '')
  })
}

/** `const t = useTexts(words)`, then `t('key', {n: 3})` gives the sentence in the language of the page. */
export function useTexts<T extends TextTable>(table: T): (key: keyof T & string, values?: TextValues) => string {
  const language = useLanguage()
  return useCallback((key, values) => fillText(table[key]?.[language] ?? key, values), [table, language])
}

/** `const say = useText()`, then `say(indicator.name)` picks the language of the page from a `Text`; Chinese where the other is empty. */
export function useText(): (text: { zh: string; en?: string | undefined } | undefined) => string {
  const language = useLanguage()
  return useCallback((text) => (text === undefined ? '' : text[language] || text.zh || text.en || ''), [language])
}
