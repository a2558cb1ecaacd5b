import type { Sentences } from '#base/texts/sentence.ts'

/** What the rules of renewal and of quotas have to say. */
export const renewalSentences: Sentences = {
  'renewal.unknown_rule': {
    zh: '方案中没有改造办法“{found}”，可选：{expected}',
    en: 'The programme has no renewal “{found}”; it has {expected}',
  },
  'renewal.not_here': {
    zh: '该办法只适用于：{placesZh}',
    en: 'This renewal is for {placesEn} only',
  },
  'renewal.unknown_measure': {
    zh: '方案中没有用地数据项“{found}”',
    en: 'The programme knows no measure of land “{found}”',
  },
  'renewal.unknown_fact': { zh: '方案中没有用地事实项“{found}”', en: 'The programme knows no fact of land “{found}”' },
  'renewal.other_unit': {
    zh: '“{found}”不是该项的单位，应为 {expected} 或可换算的单位',
    en: '“{found}” is no unit of this measure; it is in {expected} or in what converts to it',
  },
  'renewal.unknown_parcel': { zh: '地块台账中没有这一地块', en: 'The register has no such parcel within reach' },
  'renewal.unknown_enterprise': {
    zh: '企业名录中没有这家企业',
    en: 'The register has no such enterprise within reach',
  },
  'renewal.unknown_class': { zh: '没有行业类别“{found}”', en: 'There is no class “{found}”' },
  'renewal.day_ahead': { zh: '日期 {found} 还没有到', en: '{found} is a day to come' },
  'renewal.not_recognised': {
    zh: '认定条件不全部成立，不予认定',
    en: 'It is not recognised: its requirements do not all hold',
  },
  'renewal.requires_no': { zh: '不符合“{nameZh}”（{clauseZh}）', en: '“{nameEn}” does not hold ({clauseEn})' },
  'renewal.requires_unknown': {
    zh: '“{nameZh}”尚无法判断，缺：{missingZh}（{clauseZh}）',
    en: 'Nobody can say whether “{nameEn}” holds: {missingEn} is missing ({clauseEn})',
  },
  'renewal.refuses_yes': { zh: '属于不予认定的情形：{nameZh}（{clauseZh}）', en: 'Refused: {nameEn} ({clauseEn})' },
  'renewal.refuses_unknown': {
    zh: '是否属于“{nameZh}”尚无法判断，缺：{missingZh}（{clauseZh}）',
    en: 'Nobody can say whether “{nameEn}” applies: {missingEn} is missing ({clauseEn})',
  },
  'renewal.no_housing': { zh: '该项目没有挂钩住宅', en: 'No housing is linked to this renewal' },
  'renewal.beyond_progress': {
    zh: '按产业部分进度，累计至多可释放 {most}%，申请为 {asked}%',
    en: 'By the progress of the industrial part {most} % may be released in all, {asked} % were asked for',
  },
  'renewal.called_back': {
    zh: '已累计释放 {before}%，累计数不能少于它',
    en: '{before} % are released already; the sum in all cannot be less',
  },
  'renewal.not_recognised_yet': {
    zh: '认定之后才能登记奖补和优惠',
    en: 'Only what is recognised is given anything',
  },
  'renewal.unknown_gift': {
    zh: '办法中没有“{found}”这一项，可选：{expected}',
    en: 'This renewal gives no “{found}”; it gives {expected}',
  },
  'renewal.is_over': { zh: '该事项已经结束', en: 'This case is over' },
  'quota.no_workflow': { zh: '方案没有额度申请的流程', en: 'The programme has no workflow for requests of quotas' },
  'quota.unknown': {
    zh: '方案中没有额度“{found}”，可选：{expected}',
    en: 'The programme has no quota “{found}”; it has {expected}',
  },
  'quota.unknown_supply': { zh: '没有这一宗供地', en: 'There is no such supply within reach' },
  'quota.no_decider': {
    zh: '方案未写明由谁批准，请指定审批单位',
    en: 'The programme does not say who hands it out; name the unit that decides',
  },
  'quota.nothing_given': {
    zh: '该地当年没有下达数额，不能预留',
    en: 'No amount was given to this place for the year, so nothing can be reserved',
  },
  'quota.not_enough': { zh: '剩余 {left}，不足 {asked}', en: '{left} is left, {asked} was asked for' },
  'quota.not_reserved': {
    zh: '为该申请预留的是 {reserved}，不是 {asked}',
    en: '{reserved} is reserved for this request, not {asked}',
  },
  'quota.refused': { zh: '按规则不予安排', en: 'Refused by rule' },
  'quota.refuses_yes': { zh: '不予安排：{nameZh}（{clauseZh}）', en: 'None is given: {nameEn} ({clauseEn})' },
  'quota.refuses_unknown': {
    zh: '是否属于“{nameZh}”尚无法判断，缺：{missingZh}（{clauseZh}）',
    en: 'Nobody can say whether “{nameEn}” applies: {missingEn} is missing ({clauseEn})',
  },
}
