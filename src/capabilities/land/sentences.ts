import type { Sentences } from '#base/texts/sentence.ts'
import { agreementSentences } from './agreement-sentences.ts'
import { assessmentSentences } from './assessment-sentences.ts'
import { renewalSentences } from './renewal-sentences.ts'
import { supplySentences } from './supply-sentences.ts'

/** What the rules of land have to say. */
export const landSentences: Sentences = {
  ...renewalSentences,
  ...agreementSentences,
  ...assessmentSentences,
  ...supplySentences,
  'lot.not_in_programme': {
    zh: '本方案没有用地部分，无法办理用地事项',
    en: 'This programme says nothing about land, so nothing can be done with it',
  },
  'indicators.unknown_row': { zh: '这套指标没有“{found}”这一项', en: 'These indicators have no row “{found}”' },
  'indicators.unknown_measure': { zh: '方案没有“{found}”这一计量项', en: 'The programme has no measure “{found}”' },
  'indicators.normative_stays': {
    zh: '“{found}”是规范性指标，不能去掉',
    en: '“{found}” is normative and cannot be left out',
  },
  'indicators.reason_missing': { zh: '推荐性指标的改动须写明理由', en: 'A recommendation is changed with a reason' },
  'indicators.looser': {
    zh: '{found} 比标准（{expected}）宽松；规范性指标只能从严',
    en: '{found} asks less than the standard ({expected}); what is normative may only become stricter',
  },
  'indicators.not_comparable': {
    zh: '无法判断 {found} 是否比标准（{expected}）更严，规范性指标只能从严',
    en: 'Nobody can say whether {found} is stricter than the standard ({expected}); what is normative may only become stricter',
  },
  'indicators.statement_alone': {
    zh: '“{found}”只有文字要求，不写计量项和数额',
    en: '“{found}” is words alone, without a measure or an amount',
  },
  'indicators.form_at_least': { zh: '“{found}”写一个下限', en: '“{found}” takes one amount, the least' },
  'indicators.form_at_most': { zh: '“{found}”写一个上限', en: '“{found}” takes one amount, the most' },
  'indicators.form_equal': { zh: '“{found}”写一个数额', en: '“{found}” takes one amount' },
  'indicators.form_range': { zh: '“{found}”写下限和上限', en: '“{found}” takes a least and a most' },
  'indicators.form_statement': { zh: '“{found}”只有文字要求', en: '“{found}” is words alone' },
  'indicators.ends_below': {
    zh: '上限 {found} 低于下限 {expected}',
    en: 'It ends at {found}, below its beginning, {expected}',
  },
  'indicators.no_anchor': {
    zh: '按年或按月计的指标，须写从何日起算',
    en: 'A row that counts years or months says from which day',
  },
  'indicators.none_set': {
    zh: '地块还没有为这一产业确定控制指标',
    en: 'No control indicators have been set for this parcel and industry',
  },
  'indicators.draft_there': {
    zh: '这一产业已有草案，先改好它或放弃它',
    en: 'There is a draft for this industry already: finish it or give it up',
  },
  'indicators.no_standard': {
    zh: '当日没有适用于这一产业和地点的标准',
    en: 'No standard was in force for this industry and place on that day',
  },
  'indicators.unknown_industry': {
    zh: '方案没有“{found}”这一产业类别',
    en: 'The programme has no class of industry “{found}”',
  },
  'indicators.announced': {
    zh: '地块已公告或已成交，准入条件以公告为准，不能更换；如确需更换，先以流拍或撤回结束公告',
    en: 'The parcel is announced or sold on the conditions that were published; end the announcement before others are put in force',
  },
  'indicators.not_a_draft': { zh: '只有草案可以改动', en: 'Only a draft can be changed' },
  'lot.unknown_readiness': {
    zh: '方案没有“{found}”这一成熟度，可选：{expected}',
    en: 'The programme has no class of readiness “{found}”; there are {expected}',
  },
  'lot.unknown_use': {
    zh: '方案没有“{found}”这一用途，可选：{expected}',
    en: 'The programme has no use “{found}”; there are {expected}',
  },
  'lot.unknown_base': { zh: '方案没有“{found}”这个基地', en: 'The programme has no base “{found}”' },
  'lot.out_of_order': {
    zh: '{found} 早于 {expected}：先收储，再整备，后供应',
    en: '{found} is before {expected}: land is acquired, then prepared, then supplied',
  },
  'lot.not_yet': { zh: '{found} 还没有到', en: '{found} has not come yet' },
  'lot.nothing_changed': { zh: '没有要改的内容', en: 'There is nothing to change' },
  'lot.stale': { zh: '地块已被他人改动，请刷新后再改', en: 'The parcel was changed since; read it again' },
  'blocks.no_sizes': {
    zh: '方案没有写明连片用地的面积等级',
    en: 'The programme states no sizes of contiguous land',
  },
  'blocks.too_many': {
    zh: '地块超过 {most} 宗，请先按基地缩小范围',
    en: 'More than {most} parcels: narrow by base first',
  },
  'lot.choose_first': { zh: '先在表中选择地块', en: 'Choose parcels in the table first' },
}
