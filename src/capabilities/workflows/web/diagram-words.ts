import { defineTexts } from '#kit/web/texts.tsx'

/** Words of the diagram of a workflow. */
export const diagramWords = defineTexts({
  diagram: { zh: '流程图（方向键逐个查看环节）', en: 'Diagram of the workflow (arrow keys go from state to state)' },
  told: { zh: '以文字说明流程', en: 'The workflow in words' },
  actTold: { zh: '{act}：由{from}转入{to}', en: '{act}: from {from} to {to}' },
  here: { zh: '当前，{since} 起', en: 'now, since {since}' },
  since: { zh: '{since} 起', en: 'since {since}' },
  was: { zh: '曾到，{on}', en: 'passed, {on}' },
  wasOften: { zh: '曾到 {n} 次，最近 {on}', en: 'passed {n} times, last {on}' },
  never: { zh: '未到', en: 'not reached' },
  start: { zh: '起点', en: 'begins here' },
  end: { zh: '终点', en: 'ends here' },
  workingDays: { zh: '{n} 个工作日', en: '{n} working {n|day|days}' },
  calendarDays: { zh: '{n} 日', en: '{n} calendar {n|day|days}' },
  dueOn: { zh: '至 {day}', en: 'by {day}' },
  laneOpen: { zh: '办理中', en: 'at work' },
  actsHere: { zh: '可办理：{acts}', en: 'acts: {acts}' },
  done: { zh: '已完成', en: 'done' },
  on_schedule: { zh: '按进度', en: 'on schedule' },
  near: { zh: '临近期限', en: 'near due' },
  overdue: { zh: '逾期', en: 'overdue' },
  legendHere: { zh: '当前环节', en: 'is here' },
  legendWas: { zh: '已经过', en: 'was here' },
  legendTaken: { zh: '走过的路', en: 'way taken' },
  legendOpen: { zh: '其他路径', en: 'other ways' },
})
