import type { Sentences } from '#base/texts/sentence.ts'

/** What the rules of regional assessments and of buildings for industry have to say. */
export const assessmentSentences: Sentences = {
  'assessment.unknown_kind': {
    zh: '方案没有“{found}”这一评估事项',
    en: 'The programme has no kind of assessment “{found}”',
  },
  'assessment.unknown_place': { zh: '方案没有“{found}”这个地区', en: 'The programme has no place “{found}”' },
  'assessment.unknown_unit': { zh: '方案没有“{found}”这个单位', en: 'The programme has no organisation “{found}”' },
  'assessment.unknown_crs': { zh: '不认识坐标系“{found}”', en: 'The reference system “{found}” is not known' },
  'assessment.unknown_file': {
    zh: '找不到这份文件；请由本人重新上传',
    en: 'This document is not there; whoever enters the assessment sends it again',
  },
  'assessment.approved_later': {
    zh: '批准日期 {found} 还没有到',
    en: 'The day of approval, {found}, has not come yet',
  },
  'assessment.ends_before': {
    zh: '有效期至 {found}，早于批准日期 {expected}',
    en: 'It would end on {found}, before it was approved on {expected}',
  },
  'assessment.expiry_is_a_case': {
    zh: '到期事项正在办理，有效期不能再改；请在办件中登记新成果或到期失效',
    en: 'Its expiry is being handled, so its end can no longer be changed; record the new one in the case, or let it lapse',
  },
  'assessment.other_supply': {
    zh: '“{found}”不是地块 {expected} 的供应，请在该地块的供应中选择或留空',
    en: '“{found}” is no supply of {expected}; name one of that parcel, or leave it out',
  },
  'assessment.who_uses_it': {
    zh: '写明是哪个项目或企业使用',
    en: 'Say which project or enterprise draws on it',
  },
  'assessment.use_in_future': { zh: '使用日期还没有到', en: 'The day of the use has not come yet' },
  'assessment.not_in_force': {
    zh: '当日评估成果不在有效期内，不能使用',
    en: 'The assessment was not in force on that day and cannot be drawn on',
  },
  'assessment.coverage_unknown': {
    zh: '无法判断是否覆盖地块 {found}：地块没有图形，或图形只是近似位置',
    en: 'Nobody can say whether it covers parcel {found}: the parcel or the assessment has no shape that can be measured',
  },
  'assessment.not_over_parcel': {
    zh: '评估范围没有覆盖地块 {found}',
    en: 'The assessment does not lie over parcel {found}',
  },
  'assessment.covers_partly': {
    zh: '评估范围只覆盖地块 {found} 的一部分，其余部分也没有同类成果',
    en: 'The assessment covers only a part of parcel {found}, and no other of its kind covers the rest',
  },
  'carrier.not_a_size': {
    zh: '“{found}”应为数字（{expected}）',
    en: '“{found}” should be a plain number ({expected})',
  },
  'carrier.not_degrees': { zh: '“{found}”不是度数（{expected}）', en: '“{found}” is not in degrees ({expected})' },
  'carrier.unknown': { zh: '没有编号为“{found}”的载体', en: 'No building has the code “{found}”' },
  'import.remedy.carrier': {
    zh: '请按提示改正后重新上传；缺载体的先导入载体表。',
    en: 'Correct it and upload again; import the buildings first where one is missing.',
  },
  'import.remedy.carrier.not_a_size': {
    zh: '请只填数字，单位以表头为准。',
    en: 'Write a plain number in the unit of the head.',
  },
  'import.remedy.carrier.not_degrees': { zh: '请填以度为单位的小数。', en: 'Write decimal degrees.' },
  'carrier.unknown_place': {
    zh: '“{found}”不是本方案的镇街或园区',
    en: '“{found}” is no town or zone of the programme',
  },
  'carrier.unknown_programme': {
    zh: '方案没有“{found}”这项空间计划，可选：{expected}',
    en: 'There is no programme of space “{found}”; there are {expected}',
  },
  'carrier.unknown_stated': {
    zh: '该计划的文件没有载体“{found}”，可选：{expected}',
    en: 'The documents of that programme name no carrier “{found}”; they name {expected}',
  },
  'carrier.stated_without_programme': {
    zh: '写明文件中的载体时，须写明属于哪项空间计划',
    en: 'A carrier that documents name belongs to a programme of space; say which',
  },
  'carrier.unknown_term': {
    zh: '该计划没有“{found}”这种供应方式，可选：{expected}',
    en: 'That programme has no term “{found}”; there are {expected}',
  },
  'carrier.completed_later': { zh: '日期 {found} 还没有到', en: '{found} has not come yet' },
  'carrier.no_area': { zh: '{found} 应大于 0', en: '{found} must be more than 0' },
  'carrier.code_taken': { zh: '编号 {found} 已被使用', en: 'The code {found} is taken' },
  'carrier.space_taken': { zh: '这栋载体已有单元 {found}', en: 'The building has a unit {found} already' },
  'carrier.let_too_much': {
    zh: '出租面积合计 {found}，超过单元面积（{expected}）',
    en: 'Let in all: {found}; the unit has {expected}',
  },
  'carrier.who_has_it': { zh: '写明由谁使用', en: 'Say who has it' },
  'carrier.ends_before_it_begins': {
    zh: '结束日期 {found} 应晚于开始日期（{expected}）',
    en: 'It would end on {found}, but should end {expected}',
  },
  'carrier.term_not_offered': {
    zh: '本单元不按“{found}”供应，可选：{expected}',
    en: 'This unit is not offered on the term “{found}”; it is on {expected}',
  },
  'carrier.term_not_open': {
    zh: '该企业不符合“{found}”的条件',
    en: 'The conditions of the term “{found}” do not hold for this enterprise',
  },
  'carrier.term_unknown': {
    zh: '无法判断是否符合“{found}”的条件，尚不清楚：{expected}',
    en: 'Nobody can say whether the term “{found}” is open to it; not known: {expected}',
  },
}
