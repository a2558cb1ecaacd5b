import { addSentences } from '#kit/web/problem-words.ts'
import { defineTexts } from '#kit/web/texts.tsx'

addSentences({
  'workflows.unknown_act': { zh: '流程中没有这一步', en: 'The workflow has no such act' },
  'workflows.not_from_here': { zh: '当前环节不能办理这一步', en: 'This cannot be done from the present state' },
  'workflows.not_opened': { zh: '事项尚未建立', en: 'The case was never opened' },
  'workflows.requirement_fails': { zh: '条件不满足：{condition}', en: 'This does not hold yet: {condition}' },
  'workflows.requirement_unknown': {
    zh: '条件无法判断：{condition}（缺少 {missing}）',
    en: 'Cannot be judged yet: {condition} (missing: {missing})',
  },
  'workflows.reason_missing': { zh: '请写明理由', en: 'Give a reason' },
  'workflows.clock_not_running': { zh: '此期限已不在计时', en: 'This clock is not running' },
  'workflows.due_not_later': { zh: '新期限须晚于 {expected}', en: 'The new due date must be after {expected}' },
})

/** Words of the desk, the timeline and the clocks. */
export const words = defineTexts({
  desk: { zh: '工作台', en: 'Desk' },
  notices: { zh: '提醒', en: 'Reminders' },
  noticesMore: { zh: '另有 {n} 条', en: '{n} more' },
  read: { zh: '知道了', en: 'Seen' },
  waiting: { zh: '待我办理', en: 'Waiting for me' },
  waitingSentence: { zh: '共 {total} 件，其中逾期 {overdue} 件。', en: '{total} in all, {overdue} overdue.' },
  nothing: { zh: '没有待办事项', en: 'Nothing is waiting for you' },
  nothingWhy: {
    zh: '有事项轮到您办理时，会出现在这里，逾期的在前。',
    en: 'What comes to you appears here, overdue first.',
  },
  light: { zh: '时限', en: 'Light' },
  matter: { zh: '事项', en: 'Matter' },
  kind: { zh: '类别', en: 'Kind' },
  state: { zh: '环节', en: 'State' },
  due: { zh: '期限', en: 'Due' },
  provisional: { zh: '暂定', en: 'provisional' },
  mayDo: { zh: '可办理', en: 'I may' },
  since: { zh: '上一步', en: 'Since' },
  place: { zh: '地区', en: 'Place' },

  case: { zh: '事项', en: 'Case' },
  openSubject: { zh: '打开', en: 'Open' },
  timeline: { zh: '办理经过', en: 'What happened' },
  clocks: { zh: '期限', en: 'Clocks' },
  clock: { zh: '名称', en: 'Clock' },
  noClocks: { zh: '没有期限', en: 'No clock' },
  started: { zh: '起算', en: 'Began' },
  original: { zh: '原期限', en: 'Originally due' },
  extended: { zh: '已延期 {n} 次', en: 'extended {n} {n|time|times}' },
  stopped: { zh: '停止计时', en: 'Stopped' },
  running: { zh: '计时中', en: 'running' },
  extend: { zh: '延期', en: 'Extend' },
  extendTitle: { zh: '延期：{clock}', en: 'Extend: {clock}' },
  newDue: { zh: '新期限', en: 'New due date' },
  reason: { zh: '理由', en: 'Reason' },
  reasonOf: { zh: '{act}：请写明理由', en: '{act}: give a reason' },
  extendedDone: { zh: '已延期，原期限保留在办理经过中', en: 'Extended; the original due date stays on record' },
  newState: { zh: '转入“{state}”', en: 'to “{state}”' },
})
