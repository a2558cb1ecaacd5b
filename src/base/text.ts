import { z } from 'zod'

export const languages = ['zh', 'en'] as const

export const Language = z.enum(languages).describe('The language of the words shown')
export type Language = z.infer<typeof Language>

/** One wording in each language of the house. */
export const Text = z
  .object({ zh: z.string().describe('中文'), en: z.string().describe('English') })
  .describe('The same words in Chinese and in English')
export type Text = z.infer<typeof Text>

/** The wording in one language. */
export function inLanguage(text: Text, language: Language): string {
  return text[language]
}
