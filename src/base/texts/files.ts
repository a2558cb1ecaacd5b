import type { Sentences } from './sentence.ts'

/** What can be wrong with a file somebody hands in, or with the page it comes from. */
export const fileSentences: Sentences = {
  'file.not_a_workbook': { zh: '这不是 {expected} 工作簿', en: 'This is not a workbook of the kind {expected}' },
  'file.broken_archive': { zh: '文件已损坏', en: 'The file is damaged' },
  'file.broken_workbook': { zh: '工作簿无法读取：{found}', en: 'The workbook cannot be read: {found}' },
  'file.empty': { zh: '文件是空的', en: 'The file is empty' },
  'file.name_missing': { zh: '没有文件名', en: 'The file has no name' },
  'file.name_unreadable': {
    zh: '文件名不是 UTF-8 编码，无法识别',
    en: 'The name of the file is not UTF-8 and cannot be read',
  },
  'file.name_too_long': {
    zh: '文件名超过 {expected} 个字',
    en: 'The name of the file is longer than {expected} characters',
  },
  'file.ending_not_accepted': {
    zh: '不接受“{found}”文件；可用：{expected}',
    en: 'Files of the kind “{found}” are not accepted; these are: {expected}',
  },
  'file.not_what_it_says': {
    zh: '文件内容与扩展名“{found}”不符；内容是：{expected}',
    en: 'The content does not fit the ending “{found}”; it is: {expected}',
  },
  'file.unpacks_too_large': { zh: '文件解压后过大', en: 'The file unpacks to more than is allowed' },
  'file.row_far_below': { zh: '第 {found} 行离其他内容过远', en: 'Row {found} lies far below everything else' },
  'file.needs_too_much_memory': {
    zh: '文件过大，无法一次读完，请分开上传',
    en: 'The file is too large to be read at once; please split it',
  },
  'thread.ended': { zh: '处理中断，请重试', en: 'The work was interrupted; please try again' },
  'file.no_header': { zh: '第一行没有列名', en: 'The first line has no column names' },
  'file.too_many_values': {
    zh: '此行有 {found} 个值，应为 {expected} 个',
    en: 'This line has {found} values; expected {expected}',
  },
  'file.too_many_bytes': { zh: '最多 {expected}', en: 'At most {expected}' },
  'file.unknown_encoding': {
    zh: '无法识别文件编码，请另存为 UTF-8 或 GB18030',
    en: 'The encoding is unknown; save the file as UTF-8 or GB18030',
  },
  'file.broken_quotes': { zh: '从此行开始引号不成对', en: 'From this line on the quotes do not match' },
  'decision.metrics_token': { zh: '需要 METRICS_TOKEN', en: 'METRICS_TOKEN is needed' },
  'decision.metrics_elsewhere': {
    zh: '未设置 METRICS_TOKEN 时仅限本机读取',
    en: 'Without METRICS_TOKEN only programs of this machine may read this',
  },
  'decision.foreign_page': { zh: '请求来自其他网站，已拒绝', en: 'The request came from another site' },
}
