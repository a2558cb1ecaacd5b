import type { Sentences } from '#base/texts/sentence.ts'

/** What the rules of needs have to say. */
export const needsSentences: Sentences = {
  'needs.unknown_industry': { zh: '没有行业“{found}”', en: 'There is no industry “{found}”' },
  'needs.unknown_place': { zh: '没有地区“{found}”', en: 'There is no place “{found}”' },
  'needs.unknown_measure': { zh: '没有计量项“{found}”', en: 'There is no measure “{found}”' },
  'needs.wrong_unit': { zh: '单位“{found}”与计量项不符', en: 'The unit “{found}” is of something else' },
  'needs.most_below_least': { zh: '面积上限 {found} 小于下限', en: 'The most, {found}, is less than the least' },
  'needs.no_day': { zh: '“{found}”不是日期', en: '“{found}” is no day' },
  'needs.too_many_promises': { zh: '承诺项过多，最多 60 项', en: 'Too many promises; at most 60' },
  'needs.who_is_it': {
    zh: '请填写单位、联系人和电话，以便答复',
    en: 'Company, contact and phone are needed, so that an answer can reach you',
  },
  'needs.phone': { zh: '电话号码不正确', en: 'This is no phone number' },
  'needs.too_many': {
    zh: '一小时内提交的需求已达 {limit} 件，请稍后再提交',
    en: 'There have been {limit} needs within the hour already; please send yours later',
  },
  'needs.too_many_at_once': { zh: '需求过多，不能一次匹配', en: 'Too many needs to be matched at once' },
  'needs.none_open': { zh: '没有待匹配的需求', en: 'There is no open need to be matched' },
  'needs.not_on_offer': { zh: '“{found}”目前没有对外推出', en: '“{found}” is not on offer now' },
  'needs.offers_by_id': {
    zh: '请从匹配结果中选择要推荐的地块或空间',
    en: 'Choose what to offer from the matches of the need',
  },
  'needs.too_many_offers': {
    zh: '一次最多推荐 20 处，现有 {found} 处',
    en: 'At most 20 offers at once; there are {found}',
  },
  'needs.choose_first': { zh: '请先勾选要推荐的地块或空间', en: 'Choose first what to offer' },
  'needs.take_up_first': {
    zh: '目前的环节不能推荐，请先受理',
    en: 'It cannot be offered as the case stands; take it up first',
  },
}
