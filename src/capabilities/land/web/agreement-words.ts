import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import type { NextCheck } from '../contract/checks.ts'

/** Words of the pages of agreements. */
export const agreementWords = defineTexts({
  agreements: { zh: '供后监管', en: 'Agreements on land' },
  agreement: { zh: '监管协议', en: 'Agreement' },
  holder: { zh: '用地企业', en: 'Holder' },
  state: { zh: '环节', en: 'State' },
  light: { zh: '灯号', en: 'Light' },
  next: { zh: '下一核查', en: 'Next check' },
  due: { zh: '期限', en: 'Due' },
  opens: { zh: '可核查日期', en: 'Can be made from' },
  landRight: { zh: '取得土地使用权', en: 'Land right' },
  price: { zh: '土地价款', en: 'Price of the land' },
  area: { zh: '面积', en: 'Area' },
  all: { zh: '全部', en: 'All' },
  where: { zh: '所在地', en: 'Place' },
  none: { zh: '无', en: 'none' },
  notStated: { zh: '未写明', en: 'not stated' },
  synthetic: { zh: '合成', en: 'Synthetic' },
  waitsProduction: { zh: '待投产后起算', en: 'counts from production' },
  'point.supply': { zh: '供应时核查', en: 'At the supply' },
  'point.handover': { zh: '交地时核查', en: 'At the handover' },
  'point.start': { zh: '开工核查', en: 'Start of building' },
  'point.completion': { zh: '竣工核查', en: 'Completion' },
  'point.investment': { zh: '投资核查', en: 'Investment' },
  'point.production': { zh: '投产核查', en: 'Production' },
  'point.year': { zh: '{years} 年度考核', en: 'Year {years}' },
  'point.years': { zh: '年均考核（年份未写明）', en: 'Mean of years that are not stated' },
  'point.mean': { zh: '{years} 年均考核', en: 'Mean of {years}' },
  'answer.met': { zh: '达标', en: 'met' },
  'answer.unmet': { zh: '未达标', en: 'not met' },
  'answer.unknown': { zh: '缺数据', en: 'not known' },
  'answer.not_stated': { zh: '未写明数额', en: 'no amount stated' },
  'answer.not_asked': { zh: '不适用', en: 'not asked' },
  'answer.waived': { zh: '准予例外', en: 'waived' },
  'light.on_schedule': { zh: '正常', en: 'in time' },
  'light.near': { zh: '临近', en: 'near' },
  'light.overdue': { zh: '逾期', en: 'overdue' },
  'light.done': { zh: '结束', en: 'ended' },
  evidence: { zh: '佐证材料', en: 'Evidence' },
  words: { zh: '说明', en: 'Words' },
  day: { zh: '日期', en: 'Day' },
  comma: { zh: '，', en: ', ' },
  semicolon: { zh: '；', en: '; ' },
})

/** What a check is called: 2025 年度考核. */
export function useCheckName(): (check: Pick<NextCheck, 'point' | 'years'>) => string {
  const t = useTexts(agreementWords)
  return ({ point, years }) => {
    const [first, last] = [years[0], years.at(-1)]
    if (first === undefined) return point === 'mean' ? t('point.years') : t(`point.${point}`, { years: '' }).trim()
    return t(`point.${point}`, { years: first === last ? String(first) : `${first}–${last}` })
  }
}
