import type { Sentences } from '#base/texts/sentence.ts'

/** What the rules of land have to say. */
export const landSentences: Sentences = {
  'lot.not_in_programme': {
    zh: '本方案没有用地部分，无法办理用地事项',
    en: 'This programme says nothing about land, so nothing can be done with it',
  },
}
