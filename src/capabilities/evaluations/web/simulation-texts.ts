import { addSentences } from '#kit/web/problem-words.ts'
import { defineTexts } from '#kit/web/texts.tsx'
import { packSentences } from '#pack/sentences.ts'

addSentences(packSentences)

/** Words of the pages of simulations. */
export const words = defineTexts({
  title: { zh: '模拟 · {name}', en: 'Simulation · {name}' },
  numbers: { zh: '调整参数', en: 'Change the numbers' },
  weightOf: { zh: '权重 · {group}', en: 'Weight · {group}' },
  cap: { zh: '封顶倍数', en: 'Cap, times the weight' },
  capHint: { zh: '留空为不封顶', en: 'empty: no cap' },
  share: { zh: '比例 %', en: 'Share %' },
  places: { zh: '名额', en: 'Places' },
  sum: { zh: '合计', en: 'Sum' },
  sumOf: { zh: '{sum}，应为 {total}', en: '{sum}, to be {total}' },
  sumRight: { zh: '正确', en: 'right' },
  sumWrong: { zh: '不相符', en: 'not right' },
  reset: { zh: '恢复原办法', en: 'Back to the scheme in force' },
  save: { zh: '保存模拟', en: 'Keep this simulation' },
  saveAs: { zh: '名称', en: 'Name' },
  saveHelp: {
    zh: '保存时由系统按同样的数据重算一遍，与其他模拟比较；保存的仍是模拟，不是结果。',
    en: 'It is computed once more on the server from the same inputs, to be compared with others; what is kept stays a simulation.',
  },
  outcome: { zh: '模拟结果：谁会变动', en: 'Who would move' },
  moved: {
    zh: '上升 {better} 个，下降 {worse} 个，不变 {same} 个',
    en: '{better} up, {worse} down, {same} unchanged',
  },
  took: { zh: '本浏览器计算 {n} 个对象用时 {ms} 毫秒', en: '{n} subjects computed in this browser in {ms} ms' },
  agrees: {
    zh: '用原办法在本浏览器重算，与第 {number} 次结果逐个一致。',
    en: 'By the scheme in force this browser finds the same grades as result {number}, one by one.',
  },
  disagrees: {
    zh: '用原办法在本浏览器重算，有 {n} 个对象与保存的结果不一致，下面的模拟不可信。',
    en: 'By the scheme in force this browser finds other grades for {n} subjects than the kept result: do not rely on what follows.',
  },
  matrix: { zh: '等级变动（行：现等级，列：模拟等级）', en: 'Moves (rows: grade now, columns: simulated)' },
  from: { zh: '现等级', en: 'Now' },
  to: { zh: '模拟等级', en: 'Simulated' },
  better: { zh: '上升', en: 'Up' },
  worse: { zh: '下降', en: 'Down' },
  nobody: { zh: '没有人变动', en: 'Nobody would move' },
  nobodyWhy: {
    zh: '改动上面的参数，立即看到谁会变动。',
    en: 'Change the numbers above to see at once who would move.',
  },
  who: { zh: '会变动的对象', en: 'Who would move' },
  totalBefore: { zh: '现总分', en: 'Total now' },
  totalAfter: { zh: '模拟总分', en: 'Simulated total' },
  rankBefore: { zh: '现名次', en: 'Rank now' },
  rankAfter: { zh: '模拟名次', en: 'Simulated rank' },
  measures: { zh: '措施影响', en: 'What the measures would come to' },
  measuresNote: {
    zh: '按处于该等级第一期、措施启用计算；保存后按历史等级计算。',
    en: 'As if measures were on and this were the first period in the grade; once kept, by the grades of earlier periods.',
  },
  measuresSaved: {
    zh: '假定措施启用，按历史等级计算。',
    en: 'As if measures were on, by the grades of earlier periods.',
  },
  lever: { zh: '措施', en: 'Lever' },
  affected: { zh: '涉及（现）', en: 'Affected now' },
  affectedAfter: { zh: '涉及（模拟）', en: 'Affected then' },
  amount: { zh: '金额（现）', en: 'Amount now' },
  amountAfter: { zh: '金额（模拟）', en: 'Amount then' },
  noMeasures: { zh: '办法没有规定措施', en: 'The scheme states no measures' },
  wrong: { zh: '参数有误，暂不计算', en: 'These numbers cannot be computed with' },
  notFrozen: { zh: '还没有可以模拟的数据', en: 'Nothing to simulate with yet' },
  notFrozenWhy: {
    zh: '先冻结数据并计算一次结果，再来模拟。',
    en: 'Freeze the inputs and compute a result first.',
  },
  saved: { zh: '已存模拟', en: 'Saved simulations' },
  savedSentence: {
    zh: '全部是在冻结数据上的试算，互相比较用，不是评价结果。',
    en: 'All of these were tried out on frozen inputs, to be compared with each other; none is a result.',
  },
  noneSaved: { zh: '还没有保存模拟', en: 'No simulations kept yet' },
  noneSavedWhy: {
    zh: '打开一次有结果的评价，点“模拟调整”，改参数后保存。',
    en: 'Open an evaluation with a result, choose “Simulate”, change numbers and keep it.',
  },
  created: { zh: '保存时间', en: 'Kept' },
  createdBy: { zh: '保存人', en: 'Kept by' },
  compareWith: { zh: '与另一模拟比较', en: 'Compare with another' },
  changes: { zh: '改动的参数', en: 'Numbers changed' },
  path: { zh: '位置', en: 'Where' },
  inForce: { zh: '原办法', en: 'In force' },
  noChanges: { zh: '与原办法相同', en: 'The same as the scheme in force' },
  moves: { zh: '变动去向', en: 'From where to where' },
  movesIn: { zh: '{name}（个）', en: '{name}, subjects' },
  hash: { zh: '模拟校验值（sha-256）', en: 'sha-256 of the simulation' },
})
