import { addSentences } from '#kit/web/problem-words.ts'
import { defineTexts } from '#kit/web/texts.tsx'
import { landSentences } from '../sentences.ts'

addSentences(landSentences)

/** Words that several pages of land use. */
export const words = defineTexts({
  land: { zh: '用地', en: 'Land' },
  parcel: { zh: '地块', en: 'Parcel' },
  area: { zh: '面积', en: 'Area' },
  place: { zh: '镇街', en: 'Town' },
  base: { zh: '基地', en: 'Base' },
  noBase: { zh: '不属于基地', en: 'of no base' },
  industry: { zh: '产业', en: 'Industry' },
  use: { zh: '用途', en: 'Use' },
  readiness: { zh: '成熟度', en: 'Readiness' },
})
