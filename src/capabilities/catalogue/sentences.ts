import type { Sentences } from '#base/texts/sentence.ts'

/** The wordings of what the catalogue refuses. */
export const catalogueSentences: Sentences = {
  'catalogue.seen_by_itself': {
    zh: '本项由报表或导入文件取得，到达情况自动记录',
    en: 'This comes in as returns or files; its arrival is seen by itself',
  },
  'catalogue.already_noted': { zh: '该单位该期已登记：{found}', en: 'Already noted for this unit and period: {found}' },
  'catalogue.not_a_supplier': {
    zh: '“{found}”不是本项的报送单位；应为：{expected}',
    en: '“{found}” does not supply this; expected one of {expected}',
  },
  'catalogue.not_a_period': {
    zh: '“{found}”不是本项已结束的报告期；例如：{expected}',
    en: '“{found}” is no period of this supply that has ended; such as {expected}',
  },
  'catalogue.not_a_day_past': {
    zh: '“{found}”应为不晚于 {expected} 的日期',
    en: '“{found}” should be a day, {expected} at the latest',
  },
}
