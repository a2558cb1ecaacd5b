import { addSentences } from '#kit/web/problem-words.ts'
import { defineTexts } from '#kit/web/texts.tsx'
import { evaluationSentences } from '../sentences.ts'

addSentences(evaluationSentences)

/** Words that several pages of evaluations use. */
export const words = defineTexts({
  evaluations: { zh: '综合评价', en: 'Evaluations' },
  scheme: { zh: '评价办法', en: 'Scheme' },
  schemes: { zh: '评价办法', en: 'Schemes' },
  runs: { zh: '评价批次', en: 'Evaluations' },
  run: { zh: '评价', en: 'Evaluation' },
  'status.official': { zh: '正式', en: 'In force' },
  'status.reference': { zh: '参考（他地公布）', en: 'Reference, published elsewhere' },
  'status.illustrative': { zh: '示意（权重为虚构）', en: 'Illustrative, weights made up' },
  illustrative: {
    zh: '本办法为示意：权重、比例和措施均为虚构，结果不作任何认定依据。',
    en: 'This scheme is illustrative: its weights, shares and measures are made up, and its results decide nothing.',
  },
  reference: {
    zh: '本办法由他地公布，仅供参考，本地不适用。',
    en: 'This scheme was published elsewhere and is kept for reference; it is not in force here.',
  },
  status: { zh: '性质', en: 'Status' },
  subject: { zh: '评价对象', en: 'Evaluates' },
  'subject.enterprise': { zh: '企业', en: 'enterprises' },
  'subject.place': { zh: '镇街、园区、基地', en: 'towns and bases' },
  'subject.town': { zh: '镇街（园区）', en: 'towns' },
  'subject.base': { zh: '基地', en: 'bases' },
  'subject.organisation': { zh: '部门', en: 'departments' },
  'subject.project': { zh: '项目', en: 'projects' },
  'subject.application': { zh: '申报', en: 'applications' },
  source: { zh: '出处', en: 'Source' },
  number: { zh: '文号', en: 'Document number' },
  noNumber: { zh: '没有文号', en: 'without a number' },
  validity: { zh: '有效期', en: 'Valid' },
  validFrom: { zh: '{from} 起', en: 'from {from}' },
  validUntil: { zh: '{from} 至 {to}', en: '{from} to {to}' },
  always: { zh: '未写明', en: 'not stated' },
  period: { zh: '评价期', en: 'Period' },
  state: { zh: '状态', en: 'State' },
  units: { zh: '评价对象数', en: 'Subjects' },
  name: { zh: '名称', en: 'Name' },
  group: { zh: '分组', en: 'Group' },
  grade: { zh: '等级', en: 'Grade' },
  grades: { zh: '等级', en: 'Grades' },
  noGrade: { zh: '未评级', en: 'No grade' },
  total: { zh: '总分', en: 'Total' },
  rank: { zh: '名次', en: 'Rank' },
  quotaGrade: { zh: '按名次的等级', en: 'Grade by rank' },
  town: { zh: '镇街', en: 'Town' },
  industry: { zh: '行业', en: 'Industry' },
  size: { zh: '规模', en: 'Size' },
  criterion: { zh: '指标', en: 'Criterion' },
  criteria: { zh: '评价指标', en: 'Criteria' },
  weight: { zh: '权重', en: 'Weight' },
  baseline: { zh: '基准值', en: 'Baseline' },
  value: { zh: '指标值', en: 'Value' },
  raw: { zh: '封顶前得分', en: 'Before cap' },
  score: { zh: '得分', en: 'Score' },
  cap: { zh: '上限', en: 'Cap' },
  unit: { zh: '计量单位', en: 'Unit' },
  result: { zh: '结果', en: 'Result' },
  resultNumber: { zh: '第 {n} 次计算', en: 'Result {n}' },
  reason: { zh: '原因', en: 'Reason' },
  by: { zh: '经办人', en: 'By' },
  at: { zh: '时间', en: 'At' },
  simulation: { zh: '模拟', en: 'Simulation' },
  simulations: { zh: '模拟', en: 'Simulations' },
  notResult: {
    zh: '模拟，不是评价结果：只在冻结数据上试算，不改变任何等级，也不作任何依据。',
    en: 'A simulation, not a result: tried out on the frozen inputs; it changes no grade and decides nothing.',
  },
  objection: { zh: '异议', en: 'Objection' },
  objections: { zh: '异议', en: 'Objections' },
  yes: { zh: '是', en: 'yes' },
  no: { zh: '否', en: 'no' },
  unknown: { zh: '不详', en: 'not known' },
  none: { zh: '无', en: 'none' },
  close: { zh: '关闭', en: 'Close' },
  print: { zh: '打印', en: 'Print' },
  all: { zh: '全部', en: 'All' },
  allUnits: { zh: '合计', en: 'All' },
  asOf: { zh: '第 {n} 次计算，{at}', en: 'result {n}, {at}' },
  done: { zh: '已办理：{act}', en: 'Done: {act}' },
})

/** A word whose key is put together: the id itself where no such word is kept. */
export function wordOf(t: (key: never) => string, kind: string, id: string): string {
  const said = t(`${kind}.${id}` as never)
  return said === `${kind}.${id}` ? id : said
}
