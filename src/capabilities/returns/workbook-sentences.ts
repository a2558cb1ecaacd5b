import type { Sentences } from '#base/texts/sentence.ts'

/** What can be wrong with a workbook of many respondents, and with taking it. */
export const workbookSentences: Sentences = {
  'returns.workbook_formula': {
    zh: '此格是公式；请填数值（复制后“选择性粘贴—数值”）',
    en: 'This cell is a formula; please put the value (copy, then paste as value)',
  },
  'returns.workbook_date': {
    zh: '“{found}”是日期，不是数字；请把单元格格式改为数值后重填',
    en: '“{found}” is a date, not a number; set the format of the cell to number and type it again',
  },
  'returns.workbook_error': { zh: '此格是错误值“{found}”', en: 'This cell holds the error {found}' },
  'returns.workbook_merged': {
    zh: '“{found}”是合并单元格；请取消合并，一行一家、一格一数',
    en: '{found} are joined cells; please part them: one respondent a row, one number a cell',
  },
  'returns.workbook_unknown_column': { zh: '本表没有“{found}”这一栏', en: 'This form has no column “{found}”' },
  'returns.workbook_missing_column': { zh: '缺少“{expected}”这一栏', en: 'The column “{expected}” is missing' },
  'returns.workbook_no_identity': {
    zh: '没有单位标识或统一社会信用代码一栏，认不出是哪一家',
    en: 'There is no column of ids or of credit codes, so nobody can be recognised',
  },
  'returns.workbook_empty': { zh: '没有填写任何数据', en: 'Nothing was filled in' },
  'returns.workbook_altered': {
    zh: '工作簿的识别页被改动过，无法确认属于哪张表；请重新下载',
    en: 'The hidden sheet that says which workbook this is was changed; please download it again',
  },
  'returns.workbook_old_form': {
    zh: '下载之后表式有变动，此工作簿已过时；请重新下载',
    en: 'The form changed after this workbook was made; please download it again',
  },
  'returns.workbook_unknown_respondent': {
    zh: '没有找到“{found}”，或不在您的范围内',
    en: '“{found}” was not found, or lies outside what you may see',
  },
  'returns.workbook_respondent_twice': {
    zh: '“{found}”重复出现，已见于第 {expected} 行',
    en: '“{found}” stands here twice, first in row {expected}',
  },
  'returns.workbook_not_yours': { zh: '您不能填报“{found}”的报表', en: 'You may not fill in returns of “{found}”' },
  'returns.workbook_not_editable': {
    zh: '“{found}”的报表已报送或已审核，不能再填',
    en: 'The return of “{found}” was submitted or approved and cannot be filled in',
  },
  'returns.workbook_row_stale': {
    zh: '“{found}”的报表在下载之后被他人改过；请重新下载后再填',
    en: 'Somebody else changed the return of “{found}” after the workbook was made; please download it again',
  },
  'returns.workbook_stale': {
    zh: '下载之后报表被他人改过；请重新下载后再填',
    en: 'Somebody else changed the return after the workbook was made; please download it again',
  },
  'returns.workbook_nobody': { zh: '所选范围内没有应报单位', en: 'Nobody in what was chosen has to report' },
  'returns.upload_nothing': { zh: '没有可以存入的内容', en: 'There is nothing that could be stored' },
  'returns.upload_stale': {
    zh: '读取之后有报表被改过，未存入任何内容；请重新上传',
    en: 'Returns were changed after the file was read; nothing was stored. Please send it again',
  },
  'returns.upload_moved_on': {
    zh: '这批报表之后都已改过或报送，不能撤销',
    en: 'All of these returns were changed or submitted since; nothing can be undone',
  },
  'returns.upload_not_yours': { zh: '只有上传者本人可以办理', en: 'Only who sent the workbook may do this' },
  'returns.upload_reading': { zh: '正在读取', en: 'It is still being read' },
  'returns.upload_ready': { zh: '尚未存入', en: 'It is not stored yet' },
  'returns.upload_storing': { zh: '正在存入', en: 'It is being stored' },
  'returns.upload_stored': { zh: '已经存入', en: 'It is stored already' },
  'returns.upload_refused': { zh: '文件未被接受', en: 'The file was not taken' },
  'returns.upload_undone': { zh: '已经撤销', en: 'It was undone already' },
}
