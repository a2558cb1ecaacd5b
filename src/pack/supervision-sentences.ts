import type { Sentences } from '#base/texts/sentence.ts'

/** What can be wrong with tasks, works, slips, meetings and checklists. */
export const supervisionSentences: Sentences = {
  'task.number_taken': { zh: '编号“{found}”已有另一项任务', en: 'Another task of that year has the number “{found}”' },
  'task.part_of_nothing': {
    zh: '分解出来的任务须写“{expected}”',
    en: 'A part of a task names what it is a part of: “{expected}”',
  },
  'task.other_year': {
    zh: '年度是 {found}，上级任务是 {expected}',
    en: 'It is of {found}, the task above it of {expected}',
  },
  'task.schedule_out_of_order': {
    zh: '进度须按先后写：{found} 不在 {expected} 之后',
    en: 'A schedule goes forward: {found} does not end after {expected}',
  },
  'task.schedule_after_due': {
    zh: '{found} 在办结期限 {expected} 之后',
    en: '{found} begins after the due date, {expected}',
  },
  'task.share_falls': {
    zh: '累计进度不能后退：{found}%，此前已是 {expected}%',
    en: 'What is due only grows: {found} percent after {expected}',
  },
  'task.due_before_year': {
    zh: '办结期限 {found} 早于任务年度 {expected}',
    en: 'Due on {found}, before its year, {expected}',
  },
  'task.due_after_parent': {
    zh: '办结期限 {found} 晚于上级任务的 {expected}',
    en: 'Due on {found}, after the task above it, {expected}',
  },
  'task.target_without_indicator': {
    zh: '目标“{found}”没有指标，不能据以计算进度',
    en: 'The target “{found}” has no indicator to compute progress from',
  },
  'task.no_such_milestone': {
    zh: '该目标没有 {found} 的节点，有 {expected}',
    en: 'The target has no milestone of {found}; it has {expected}',
  },
  'work.money_twice': { zh: '资金来源“{found}”写了两次', en: 'The source of money “{found}” stands twice' },
  'meeting.decides_nothing': {
    zh: '没有议定事项，也没有上报的会议（{expected}）',
    en: 'It decides nothing and passes nothing on (“{expected}”)',
  },
  'checklist.unknown_item': {
    zh: '清单没有“{found}”这一项，有 {expected}',
    en: 'The list has no item “{found}”; it has {expected}',
  },
  'checklist.other_place': {
    zh: '“{found}”不在清单所列的地方：{expected}',
    en: '“{found}” is none of the places of the list: {expected}',
  },
  'checklist.said_twice': { zh: '“{found}”写了两次', en: '“{found}” is said twice' },
  'duty.unknown_case': {
    zh: '没有“{found}”这类事项：应为流程、流程对象或会议议定的事项',
    en: 'There is no kind of case “{found}”: no workflow, nothing that moves through one, no matter of a meeting',
  },
  'slip.never_issued': {
    zh: '“{found}”没有签发条件（{expected}）',
    en: 'Nothing says when “{found}” is issued: “{expected}”',
  },
  'slip.unknown_fact': { zh: '任务没有“{found}”这一项可查', en: 'Nothing called “{found}” is known of a task' },
}
