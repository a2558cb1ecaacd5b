import type { Sentences } from '#base/texts/sentence.ts'

/** What can be wrong with a scheme of evaluation. */
export const schemeSentences: Sentences = {
  'scheme.statistical_input': {
    zh: '统计资料不得用于评价单个对象（“{found}”）',
    en: 'Statistical data may not judge anybody (“{found}”)',
  },
  'scheme.other_domain': {
    zh: '数据域不同：{found}，指标属于 {expected}',
    en: 'Another data domain: {found}; the indicator is {expected}',
  },
  'scheme.other_subject': {
    zh: '指标的对象是 {found}，评价的对象是 {expected}',
    en: 'The indicator is about {found}; the scheme evaluates {expected}',
  },
  'scheme.unknown_name': {
    zh: '“{found}”不是本方案的输入或事实',
    en: '“{found}” is neither an input nor a fact of this scheme',
  },
  'scheme.unknown': { zh: '没有“{found}”，有 {expected}', en: 'There is no “{found}”; there is {expected}' },
  'scheme.wrong_unit': {
    zh: '公式得出“{found}”，应与“{expected}”同类',
    en: 'The formula yields “{found}”; expected a unit like “{expected}”',
  },
  'scheme.one_period': {
    zh: '“{found}”是另一个时期的数；方案只用评价期的输入，往期数请另设一个输入',
    en: '“{found}” is of another period; a scheme reads inputs of its own period, so give the other one an input',
  },
  'scheme.below_zero': { zh: '不能小于 0，现为 {found}', en: 'This may not be below 0, found {found}' },
  'scheme.not_above_zero': { zh: '须大于 0，现为 {found}', en: 'This must be more than 0, found {found}' },
  'scheme.weights': {
    zh: '权重合计 {found}，应为 {expected}',
    en: 'The weights add up to {found}; the declared total is {expected}',
  },
  'scheme.empty_group': { zh: '“{found}”组没有任何评价指标', en: 'The group “{found}” weighs no criterion' },
  'scheme.group_out_of_reach': {
    zh: '“{found}”组永远是空的：前面的“{expected}”已包括所有对象',
    en: 'The group “{found}” is always empty: “{expected}” before it takes everybody',
  },
  'scheme.not_weighed': { zh: '没有哪一组用到“{found}”', en: 'No group weighs “{found}”' },
  'scheme.baseline_missing': { zh: '“{found}”计分须写基准值', en: 'A score of the kind {found} needs a baseline' },
  'scheme.baseline_not_wanted': { zh: '“{found}”计分没有基准值', en: 'A score of the kind {found} has no baseline' },
  'scheme.baseline_of_group_missing': {
    zh: '没有“{expected}”组的基准值',
    en: 'The group “{expected}” has no baseline',
  },
  'scheme.industry_missing': {
    zh: '行业均值须写按哪个分类（{expected}）',
    en: 'Means of an industry need its classification (“{expected}”)',
  },
  'scheme.no_quotient': {
    zh: '“{found}”不是商，没有“合计之比”',
    en: '“{found}” is no quotient, so there is no ratio of sums',
  },
  'scheme.other_direction': {
    zh: '“{expected}”计分不能用于 {found}',
    en: 'A score of the kind {expected} cannot go with {found}',
  },
  'scheme.no_room': { zh: '上限 {found} 小于下限 {expected}', en: 'At most {found} is less than at least {expected}' },
  'scheme.no_share': { zh: '须在 0 到 100 之间，现为 {found}', en: 'This is a share from 0 to 100, found {found}' },
  'scheme.steps_out_of_order': {
    zh: '须从好到差排列：{found} 不应排在 {expected} 之后',
    en: 'From the best to the worst: {found} cannot follow {expected}',
  },
  'scheme.grade_outside': {
    zh: '“{found}”是名额以外的等级，不能作上限或下限',
    en: '“{found}” stands outside the order of grades and is neither ceiling nor floor',
  },
  'scheme.goes_with': { zh: '写了“{found}”就须写“{expected}”', en: '“{found}” needs “{expected}”' },
  'scheme.shares': {
    zh: '各等级比例合计 {found}，至多 {expected}',
    en: 'The shares add up to {found}; at most {expected}',
  },
  'scheme.one_rest': {
    zh: '须恰有一个等级取其余（{expected}: true），现有 {found} 个',
    en: 'Exactly one grade takes the rest (“{expected}: true”), found {found}',
  },
  'scheme.last_takes_all': {
    zh: '最后一等“{found}”收下其余所有对象，不写最低总分',
    en: 'The last grade, “{found}”, takes everybody left and asks for no total',
  },
}
