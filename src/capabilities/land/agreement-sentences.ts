import type { Sentences } from '#base/texts/sentence.ts'

/** What the supervision of supplied land has to say. */
export const agreementSentences: Sentences = {
  'agreement.not_yet': { zh: '{found} 还没有到', en: '{found} has not come yet' },
  'agreement.there_already': {
    zh: '该地块同一使用权人、同一取得日期的监管协议已在办理，不能重复录入',
    en: 'An agreement of this holder on this parcel from the same day is open already; it is not entered twice',
  },
  'agreement.check_first': {
    zh: '这一步要和核查一并登记：请在监管协议页面点“登记”，录入核查后同时办理',
    en: 'This step is taken with a check: open the agreement, record the check, and choose the step there',
  },
  'agreement.before_right': {
    zh: '{found} 早于取得土地使用权的日期 {expected}',
    en: '{found} is before the day of the land right, {expected}',
  },
  'agreement.before_start': { zh: '{found} 早于开工日期 {expected}', en: '{found} is before the start, {expected}' },
  'agreement.less_than_nothing': { zh: '{found} 不能小于 0', en: '{found} cannot be less than 0' },
  'agreement.no_ground': { zh: '用地面积应大于 0', en: 'The ground must be more than 0' },
  'agreement.no_check': {
    zh: '本协议没有“{found}”这一核查，可选：{expected}',
    en: 'The agreement has no check “{found}”; it has {expected}',
  },
  'agreement.too_early': {
    zh: '这一核查要到 {expected} 才能进行，年度数据届时才完整',
    en: 'This check can be made from {expected} on, when the year is complete',
  },
  'agreement.waits_production': {
    zh: '从投产之日起算，还没有投产日期，请先认定投产',
    en: 'It counts from the first day of production, which is not known yet; check the production first',
  },
  'agreement.waits_not_stated': {
    zh: '协议没有写明考核年份，无法核查',
    en: 'The agreement does not state the years, so it cannot be judged',
  },
  'agreement.not_asked': {
    zh: '这一核查不需要“{found}”',
    en: 'This check does not ask for “{found}”',
  },
  'agreement.other_year': {
    zh: '这一核查的年份是 {expected}，不是 {found}',
    en: 'This check is about {expected}, not {found}',
  },
  'agreement.statistical': {
    zh: '“{found}”是统计数据，单个企业的统计数据不得用于监管，请由企业申报或使用部门数据',
    en: '“{found}” is statistical; values of single firms from statistics must not be used here. Let the holder declare it, or use files of administration',
  },
  'agreement.no_act_of_check': {
    zh: '这一核查不能办理“{found}”，可选：{expected}',
    en: 'This check cannot be “{found}”; it can be {expected}',
  },
  'agreement.not_now': {
    zh: '监管目前的环节不能办理这一步',
    en: 'The supervision is not at the point where this can be done',
  },
  'agreement.passes_no': {
    zh: '有约束性指标未达标，不能通过；请认定未达标',
    en: 'A binding row is not met, so it cannot pass; find the shortfall',
  },
  'agreement.passes_unknown': {
    zh: '有约束性指标还无法判断，请先补全数据',
    en: 'A binding row cannot be judged yet; give what is missing first',
  },
  'agreement.other_penalty': {
    zh: '违约金 {found} 与计算结果 {expected} 不同，请说明理由',
    en: 'The penalty {found} is not the computed {expected}; say why',
  },
  'agreement.not_new_industry': {
    zh: '只有新型产业用地才登记这些事项',
    en: 'Only new-type industrial land is watched like this',
  },
  'agreement.no_row': {
    zh: '本协议没有“{found}”这一条，可选：{expected}',
    en: 'The agreement has no row “{found}”; it has {expected}',
  },
  'agreement.nothing_decides': {
    zh: '请写明依据：协议的哪一条，或哪项规定',
    en: 'Say what decides it: a row of the agreement, or a rule',
  },
  'agreement.row_not_in_force': {
    zh: '“{found}”当天不在有效期内（{expected}），不能据此不予同意',
    en: '“{found}” does not bind on that day ({expected}), so it cannot refuse',
  },
  'agreement.row_in_force': {
    zh: '“{found}”当天有效（{expected}）；同意的，请写明依据哪项规定',
    en: '“{found}” binds on that day ({expected}); to allow it, name the rule',
  },
}
