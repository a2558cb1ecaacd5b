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
  ledger: { zh: '土地整备台账', en: 'Ledger of land' },
  code: { zh: '地块编号', en: 'Parcel code' },
  name: { zh: '名称', en: 'Name' },
  usableOn: { zh: '可使用日期', en: 'Usable from' },
  acquiredOn: { zh: '收储日期', en: 'Acquired on' },
  preparedOn: { zh: '整备日期', en: 'Prepared on' },
  suppliedOn: { zh: '供应日期', en: 'Supplied on' },
  powerKw: { zh: '供电能力（千瓦）', en: 'Power (kW)' },
  note: { zh: '备注', en: 'Note' },
  notStated: { zh: '未写明', en: 'not stated' },
  reason: { zh: '理由', en: 'Reason' },
  since: { zh: '自何日起', en: 'As from' },
  save: { zh: '保存', en: 'Save' },
  saved: { zh: '已保存', en: 'Saved' },
  synthetic: { zh: '合成数据', en: 'synthetic' },
  schematic: { zh: '示意，未经测绘', en: 'schematic, not surveyed' },
  approximate: { zh: '位置为近似值', en: 'approximate position' },
})
