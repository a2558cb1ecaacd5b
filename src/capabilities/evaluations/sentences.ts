import type { Sentences } from '#base/texts/sentence.ts'

/** What the rules of evaluations have to say. */
export const evaluationSentences: Sentences = {
  'evaluations.no_file': { zh: '没有这个文件，或不能读取', en: 'There is no such file, or it cannot be read' },
  'evaluations.no_column': {
    zh: '文件没有“{found}”列，现有：{expected}',
    en: 'The file has no column “{found}”; it has: {expected}',
  },
  'evaluations.column_twice': { zh: '“{found}”列出现两次', en: 'The column “{found}” stands twice' },
  'evaluations.not_a_number': {
    zh: '“{found}”既不是数字，也不是空缺原因',
    en: '“{found}” is neither a number nor the reason of a blank',
  },
  'evaluations.not_yes_or_no': { zh: '“{found}”不是“是”或“否”', en: '“{found}” is neither yes nor no' },
  'evaluations.unit_without_id': { zh: '这一行没有评价单元的编号', en: 'This row names no unit' },
  'evaluations.unit_twice': { zh: '“{found}”已在 {expected} 出现', en: '“{found}” stands on {expected} already' },
  'evaluations.no_units': { zh: '文件中没有任何评价单元', en: 'There is no unit in the file' },
  'evaluations.baseline_not_given': {
    zh: '没有给出“{found}”在“{group}”组的基准值',
    en: 'The baseline of “{found}” for the group “{group}” was not stated',
  },
  'evaluations.baseline_not_above_zero': {
    zh: '“{found}”在“{group}”组的基准值不大于 0，不能计分',
    en: 'The baseline of “{found}” in the group “{group}” is not more than 0, so nothing can be measured against it',
  },
  'evaluations.example_differs': {
    zh: '示例结果为 {found}，应为 {expected}',
    en: 'The example came out as {found}; expected {expected}',
  },
  'evaluations.already_applied': {
    zh: '“{found}”已在本次遴选中申报',
    en: '“{found}” has applied to this call already',
  },
  'evaluations.already_run': {
    zh: '本次遴选已开始评价，不能再改',
    en: 'The evaluation of this call has begun; nothing can be changed any more',
  },
  'evaluations.by_call': {
    zh: '“{found}”评价的是申报，须从一次遴选开始',
    en: '“{found}” evaluates applications; it begins from a call',
  },
  'evaluations.call_not_open': { zh: '不在申报期内（{expected}）', en: 'Applications are taken {expected}' },
  'evaluations.call_still_open': { zh: '申报期到 {found} 才结束', en: 'Applications are taken through {found}' },
  'evaluations.scored': { zh: '计分并写入', en: 'Scoring and writing down' },
  'evaluations.computing': { zh: '正在计算，请稍候', en: 'A result is being computed; wait for it' },
  'evaluations.conflict': {
    zh: '您与申报单位有利害关系，须回避',
    en: 'You have a conflict of interest with the applicant',
  },
  'evaluations.corrections_waiting': {
    zh: '有更正尚未重新计算（{found} 项）',
    en: 'Corrections wait to be computed: {found}',
  },
  'evaluations.days_in_order': {
    zh: '日期“{found}”不对，不应早于 {expected}',
    en: 'The day “{found}” is not right; not before {expected}',
  },
  'evaluations.from_the_record': {
    zh: '“{found}”取自系统数据，不能另行填写',
    en: '“{found}” comes from the record and cannot be stated',
  },
  'evaluations.inputs_first': {
    zh: '本方案要求先公示数据再冻结',
    en: 'This scheme has its inputs shown in public before they are frozen',
  },
  'evaluations.no_expert': { zh: '您不是本次遴选的评审专家', en: 'You are no expert of this call' },
  'evaluations.no_result': { zh: '还没有计算结果', en: 'There is no result yet' },
  'evaluations.no_window': {
    zh: '现在不在公示期内，不能提出异议',
    en: 'No publicity window is open, so nobody can object now',
  },
  'evaluations.no_workflow': { zh: '方案包没有“{found}”的流程', en: 'The programme has no workflow for “{found}”' },
  'evaluations.not_a_draft': { zh: '这次评价已不是草稿', en: 'This evaluation is no draft any more' },
  'evaluations.not_a_fact': { zh: '“{found}”须为是或否', en: '“{found}” should be yes or no' },
  'evaluations.not_a_period': {
    zh: '“{found}”不是这个方案的评价期（{expected}）',
    en: '“{found}” is no period of this scheme ({expected})',
  },
  'evaluations.not_an_amount': { zh: '“{found}”不是数字', en: '“{found}” is no number' },
  'evaluations.not_eligible': { zh: '这项申报未通过资格审核', en: 'This application was not found eligible' },
  'evaluations.not_ended': { zh: '{found} 尚未结束', en: '{found} has not ended yet' },
  'evaluations.not_frozen': { zh: '数据还没有冻结', en: 'The inputs are not frozen yet' },
  'evaluations.not_given': {
    zh: '“{found}”的基准值不随评价给出，可给出：{expected}',
    en: 'The baseline of “{found}” is not stated with a run; these are: {expected}',
  },
  'evaluations.not_in_force': { zh: '方案在 {found} 不适用', en: 'The scheme is not in force in {found}' },
  'evaluations.not_of_applications': { zh: '“{found}”评价的不是申报', en: '“{found}” does not evaluate applications' },
  'evaluations.nothing_asked': { zh: '请写明要求改成什么', en: 'Say what it should be' },
  'evaluations.objections_open': { zh: '还有 {found} 项异议未处理', en: '{found} objections are not decided yet' },
  'evaluations.other_subject': {
    zh: '草案评价的是 {found}，这次评价的是 {expected}',
    en: 'The draft evaluates {found}, this run {expected}',
  },
  'evaluations.statistical_input': {
    zh: '“{found}”是统计资料，不得用于评价',
    en: '“{found}” is statistical and may not judge anybody',
  },
  'evaluations.too_few_others': {
    zh: '同组不足 {expected} 家，不显示分布',
    en: 'With fewer than {expected} others in the group no distribution is shown',
  },
  'evaluations.unknown_class': { zh: '没有“{found}”这个类别', en: 'There is no class “{found}”' },
  'evaluations.unknown_grade': {
    zh: '没有“{found}”这个等级，有 {expected}',
    en: 'There is no grade “{found}”; there is {expected}',
  },
  'evaluations.unknown_item': {
    zh: '方案没有“{found}”，可填：{expected}',
    en: 'The scheme has no “{found}” to be stated; there is {expected}',
  },
  'evaluations.unknown_organisation': { zh: '没有“{found}”这个机构', en: 'There is no organisation “{found}”' },
  'evaluations.unknown_place': { zh: '没有“{found}”这个地点', en: 'There is no place “{found}”' },
  'evaluations.unknown_unit': { zh: '这次评价中没有“{found}”', en: '“{found}” is no unit of this evaluation' },
  'evaluations.unknown_weight': {
    zh: '方案中没有“{found}”，有 {expected}',
    en: 'The scheme has no “{found}”; there is {expected}',
  },
  'evaluations.unreadable_export': {
    zh: '不是封存的评价文件，或已损坏',
    en: 'This is no sealed evaluation, or it was damaged',
  },
  'evaluations.use_compute': {
    zh: '“{found}”由计算完成，请用计算',
    en: '“{found}” comes about by computing; compute instead',
  },
  'evaluations.window_open': { zh: '公示期到 {found} 才结束', en: 'The publicity window ends on {found}' },
}
