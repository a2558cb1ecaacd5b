import { speakFrom } from '#base/texts/sentence.ts'
import { catalogueSentences } from '#capabilities/catalogue/sentences.ts'
import { evaluationSentences } from '#capabilities/evaluations/sentences.ts'
import { landSentences } from '#capabilities/land/sentences.ts'
import { mapSentences } from '#capabilities/map/sentences.ts'
import { needsSentences } from '#capabilities/needs/sentences.ts'
import { observationSentences } from '#capabilities/observations/sentences.ts'
import { operationSentences } from '#capabilities/operation/sentences.ts'
import { peopleSentences } from '#capabilities/people/sentences.ts'
import { releaseSentences } from '#capabilities/releases/sentences.ts'
import { returnSentences } from '#capabilities/returns/sentences.ts'
import { supervisionSentences } from '#capabilities/supervision/sentences.ts'
import { kitSentences } from '#kit/server/texts.ts'
import { packSentences } from '#pack/sentences.ts'

/** What the command line can say: the kit with all that base says, the pack language, the rooms, and the commands themselves. */
export const speak = speakFrom({
  ...kitSentences,
  ...packSentences,
  ...catalogueSentences,
  ...evaluationSentences,
  ...landSentences,
  ...mapSentences,
  ...needsSentences,
  ...observationSentences,
  ...operationSentences,
  ...peopleSentences,
  ...returnSentences,
  ...releaseSentences,
  ...supervisionSentences,
  'populate.not_empty': {
    zh: '数据文件夹“{found}”中已有数据；合成数据只能装入空文件夹',
    en: 'The data folder “{found}” is not empty; a synthetic population goes into an empty one only',
  },
})
