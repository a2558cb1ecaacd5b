import { defineTexts } from '../../texts.tsx'

export const tableWords = defineTexts({
  rows: { zh: '共 {n} 行', en: '{n} {n|row|rows}' },
  someRows: { zh: '共 {all} 行，筛选后 {n} 行', en: '{n} of {all} rows' },
  loaded: { zh: '已读 {n} 行，共 {all} 行', en: '{n} of {all} rows loaded' },
  find: { zh: '在表中查找', en: 'Find in table' },
  clear: { zh: '清除筛选', en: 'Clear filters' },
  columns: { zh: '列', en: 'Columns' },
  usual: { zh: '恢复默认列', en: 'Usual columns' },
  export: { zh: '导出', en: 'Export' },
  sort: { zh: '按{column}排序', en: 'Sort by {column}' },
  filter: { zh: '筛选{column}', en: 'Filter {column}' },
  from: { zh: '不小于', en: 'At least' },
  to: { zh: '不大于', en: 'At most' },
  contains: { zh: '包含', en: 'Contains' },
  total: { zh: '合计', en: 'Total' },
  noMatch: { zh: '没有符合筛选条件的行', en: 'No row matches the filters' },
  noMatchWhy: { zh: '放宽或清除筛选后再看。', en: 'Loosen or clear the filters.' },
  keys: { zh: '方向键移动，Enter 打开', en: 'Arrow keys move, Enter opens' },
  exportedAt: { zh: '导出时间 {at}', en: 'Exported {at}' },
  address: { zh: '页面地址 {address}', en: 'Page {address}' },
  preparing: { zh: '正在准备导出…', en: 'Preparing the export…' },
})
