import { type Sentences, speakFrom } from '#base/texts/sentence.ts'
import type { ProblemIssue } from '#base/problem.ts'
import type { Language } from '#base/text.ts'
import { observationSentences } from '#capabilities/observations/sentences.ts'
import { returnSentences } from '#capabilities/returns/sentences.ts'
import { kitSentences } from '#kit/server/texts.ts'
import { packSentences } from '#pack/sentences.ts'

/** What the command line says; `base` and `kit` first, then the pack language and the rooms. */
const sentences: Sentences = {
  ...kitSentences,
  ...packSentences,
  ...observationSentences,
  ...returnSentences,
  'populate.not_empty': {
    zh: '数据文件夹“{found}”中已有数据；合成数据只能装入空文件夹',
    en: 'The data folder “{found}” is not empty; a synthetic population goes into an empty one only',
  },
}

export const sentence = speakFrom(sentences)

/** One issue as a sentence, with the nearest right word where there is one. */
export function issueSentence({ text, details, found, expected, nearest }: ProblemIssue, language: Language): string {
  const said = sentence(text, language, { ...details, found, expected })
  if (nearest === undefined) return said
  return `${said}${language === 'zh' ? '。' : '. '}${sentence('value.nearest', language, { nearest })}`
}
