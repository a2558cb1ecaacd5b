import { addSentences } from '#kit/web/problem-words.ts'
import { defineTexts } from '#kit/web/texts.tsx'
import { workflowSentences } from '../sentences.ts'

addSentences(workflowSentences)

/** Words of the desk, the timeline and the clocks. */
export const words = defineTexts({
  desk: { zh: '工作台', en: 'Desk' },
  notices: { zh: '提醒', en: 'Reminders' },
  noticesMore: { zh: '另有 {n} 条，全部显示', en: 'Show {n} more' },
  read: { zh: '知道了', en: 'Seen' },
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
  changes: { zh: '变更', en: 'Changes' },
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
