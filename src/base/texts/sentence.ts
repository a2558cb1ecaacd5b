import type { Language, Text } from '../text.ts'

/** Wordings by key; `{name}` stands for a detail. */
export type Sentences = Readonly<Record<string, Text>>

/** The wording with every `{name}` filled in; a name without a detail stays visible. */
export function fillIn(wording: string, details: Readonly<Record<string, unknown>>): string {
  return wording.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const detail = Object.hasOwn(details, name) ? details[name] : undefined
    return detail === undefined || detail === null ? placeholder : String(detail)
  })
}

/** A sentence maker over one table of wordings. A key without wording is shown as it is, so that nothing is lost. */
export function speakFrom(sentences: Sentences) {
  return (key: string, language: Language, details: Readonly<Record<string, unknown>> = {}): string => {
    const text = Object.hasOwn(sentences, key) ? sentences[key] : undefined
    return text === undefined ? key : fillIn(text[language], details)
  }
}
