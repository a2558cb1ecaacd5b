import type { Sentences } from '#base/texts/sentence.ts'

/** What the rules of supervision have to say. */
export const supervisionSentences: Sentences = {
  'supervision.not_in_programme': {
    zh: '本方案没有督办办法，无法办理督办事项',
    en: 'This programme does not say how it supervises, so nothing can be supervised',
  },
  'supervision.unknown_place': { zh: '方案中没有地区“{found}”', en: 'The programme has no place “{found}”' },
  'supervision.unknown_indicator': { zh: '方案中没有指标“{found}”', en: 'The programme has no indicator “{found}”' },
  'supervision.unknown_level': {
    zh: '没有“{found}”这一级督办单，可选：{expected}',
    en: 'There is no slip of level “{found}”; there are {expected}',
  },
  'supervision.unknown_series': {
    zh: '方案中没有会议系列“{found}”',
    en: 'The programme has no series of meetings “{found}”',
  },
  'supervision.unknown_item': {
    zh: '清单中没有“{found}”这一项，可选：{expected}',
    en: 'The list has no item “{found}”; it has {expected}',
  },
  'supervision.unknown_milestone': {
    zh: '没有节点“{found}”，可选：{expected}',
    en: 'There is no milestone “{found}”; there are {expected}',
  },
  'supervision.unknown_stage': {
    zh: '没有“{found}”这一阶段，可选：{expected}',
    en: 'There is no stage “{found}”; there are {expected}',
  },
  'supervision.unknown_money': {
    zh: '没有“{found}”这一资金来源，可选：{expected}',
    en: 'There is no source of money “{found}”; there are {expected}',
  },
  'supervision.amount_not_positive': { zh: '金额 {found} 应大于 0', en: 'The amount {found} must be more than 0' },
  'supervision.not_yet': { zh: '{found} 还没有到', en: '{found} has not come yet' },
  'supervision.lead_and_assist': { zh: '同一单位不能既牵头又配合', en: 'A unit cannot both lead and assist' },
  'supervision.quarter_twice': { zh: '进度安排中有季度重复', en: 'A quarter stands twice in the schedule' },
  'supervision.schedule_falls': {
    zh: '进度安排应逐季累计，不能下降',
    en: 'The schedule adds up quarter by quarter; it cannot fall',
  },
  'supervision.share_falls': {
    zh: '“{found}”应在 {expected} 之间，且不低于上一季度',
    en: '“{found}” must be within {expected} and not below the quarter before',
  },
  'supervision.due_after_parent': {
    zh: '期限 {found} 晚于上级任务的期限 {expected}',
    en: 'The deadline {found} is after that of the task above, {expected}',
  },
  'supervision.number_taken': { zh: '编号“{found}”当年已经使用', en: 'The number “{found}” is taken in that year' },
  'supervision.number_twice': {
    zh: '编号“{found}”与第 {expected} 行重复',
    en: 'The number “{found}” stands in row {expected} already',
  },
  'supervision.task_is_over': {
    zh: '任务已结束，不能再办理',
    en: 'The task is over; nothing more can be done with it',
  },
  'supervision.meeting_is_over': { zh: '会议已结束', en: 'The meeting is over' },
  'supervision.not_stated_for_year': {
    zh: '方案没有写明 {found} 的任务，可选：{expected}',
    en: 'The programme states no tasks of {found}; there are {expected}',
  },
  'supervision.parent_not_adopted': {
    zh: '“{found}”是“{expected}”的子任务，请一并下达',
    en: '“{found}” is a part of “{expected}”; adopt that too',
  },
  'supervision.measured_by_indicator': {
    zh: '本任务的进度由指标计算，不能填报',
    en: 'An indicator measures this task; its progress is computed, not typed',
  },
  'supervision.measured_by_parts': {
    zh: '本任务的进度由子任务计算，不能填报',
    en: 'The sub-tasks measure this task; its progress is computed, not typed',
  },
  'supervision.no_deadline': { zh: '本任务没有期限，无法延期', en: 'The task has no deadline that could be extended' },
  'supervision.no_recipient': {
    zh: '任务没有牵头单位，请指明督办单发给谁',
    en: 'The task has no lead unit; say who receives the slip',
  },
  'supervision.deadline_needed': { zh: '请写明期限', en: 'A deadline is needed' },
  'supervision.deadline_past': { zh: '期限 {found} 已经过去', en: 'The deadline {found} is past' },
  'supervision.no_lead': {
    zh: '议定事项没有牵头单位，请先写明',
    en: 'The resolution names no lead unit; name one first',
  },
  'supervision.is_a_task': { zh: '该议定事项已经成为任务', en: 'The resolution is a task already' },
  'supervision.item_elsewhere': {
    zh: '该议题不在本次会议的议程中',
    en: 'The item is not on the agenda of this meeting',
  },
  'supervision.no_rhythm': {
    zh: '“{found}”按需召开，没有固定周期，请单独安排',
    en: '“{found}” meets as needed; arrange single meetings',
  },
  'supervision.span': { zh: '日期范围不正确：{found}', en: 'The span of days is wrong: {found}' },
  'supervision.year': {
    zh: '年份“{found}”不正确，应为 {expected}',
    en: 'The year “{found}” is wrong; expected {expected}',
  },
  'supervision.no_head': {
    zh: '没有找到表头，至少应有：{expected}',
    en: 'No head of the table was found; it needs at least {expected}',
  },
  'supervision.no_rows': { zh: '表中没有任务', en: 'There is no task in the table' },
  'supervision.too_many_rows': { zh: '一次最多 {expected} 行', en: 'At most {expected} rows at once' },
  'supervision.too_long': { zh: '共 {found} 字，最多 {expected} 字', en: '{found} characters; at most {expected}' },
  'supervision.cell_error': { zh: '单元格有错误：{found}', en: 'The cell holds an error: {found}' },
  'supervision.not_a_day': {
    zh: '“{found}”不是日期，例如 {expected}',
    en: '“{found}” is no day; for example {expected}',
  },
}
