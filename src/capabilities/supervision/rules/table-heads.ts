/** The columns of a breakdown as governments print it; other wordings of the same head are understood, and the English of ours. */
export const tableColumns = [
  { id: 'number', zh: '序号', en: 'Number', also: ['编号'] },
  { id: 'requirement', zh: '总体要求', en: 'General requirement', also: [] },
  {
    id: 'title',
    zh: '年度目标及工作内容',
    en: 'Goal and work of the year',
    also: ['年度目标', '工作内容', '任务内容'],
    required: true,
  },
  { id: 'q1', zh: '一季度', en: 'First quarter', also: ['第一季度', '1季度'] },
  { id: 'q2', zh: '二季度', en: 'Second quarter', also: ['第二季度', '2季度'] },
  { id: 'q3', zh: '三季度', en: 'Third quarter', also: ['第三季度', '3季度'] },
  { id: 'q4', zh: '四季度', en: 'Fourth quarter', also: ['第四季度', '4季度'] },
  { id: 'leader', zh: '责任领导', en: 'Leader in charge', also: ['市政府责任领导', '县政府责任领导', '分管领导'] },
  { id: 'lead', zh: '责任单位', en: 'Lead unit', also: ['牵头单位'], required: true },
  { id: 'person', zh: '责任人', en: 'Person in charge', also: [] },
  { id: 'direct', zh: '直接责任人', en: 'Person directly in charge', also: [] },
  { id: 'assist', zh: '协助单位', en: 'Assisting units', also: ['配合单位'] },
  { id: 'base', zh: '基地', en: 'Base', also: ['所属基地'] },
  { id: 'due', zh: '完成时限', en: 'Due date', also: ['完成期限', '办结时限'] },
] as const
