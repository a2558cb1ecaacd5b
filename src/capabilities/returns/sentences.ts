import type { Sentences } from '#base/texts/sentence.ts'
import { workbookSentences } from './workbook-sentences.ts'

/** The wordings of everything that can be wrong with a return, a cell or a workbook; on pages and in marked workbooks alike. */
export const returnSentences: Sentences = {
  ...workbookSentences,
  'returns.not_a_number': {
    zh: '“{found}”不是数字；本格以{zh}计，只填数字',
    en: '“{found}” is not a number; this cell is in {en}, type the number only',
  },
  'returns.too_many_places': {
    zh: '“{found}”小数位过多，至多 {expected} 位',
    en: '“{found}” has too many places; at most {expected}',
  },
  'returns.too_big': {
    zh: '“{found}”数值过大，整数至多 {expected} 位',
    en: '“{found}” is too big; at most {expected} digits before the point',
  },
  'returns.grey_cell': { zh: '“{found}”：灰色格子不填', en: '“{found}”: grey cells are not filled in' },
  'returns.compulsory': {
    zh: '必填；确为零的请填 0，不适用的请填“不适用”',
    en: 'Compulsory: write 0 for a true zero, n/a where it does not apply',
  },
  'returns.unknown_cell': { zh: '本表没有“{found}”这一格', en: 'This form has no cell “{found}”' },
  'returns.imputation_over': { zh: '该项推算已经结束', en: 'This imputation has ended already' },
  'returns.checks_stand': { zh: '审核关系尚有未通过或未说明的', en: 'Checks do not hold or are not answered' },
  'returns.check_fails': { zh: '审核未通过：{zh}', en: 'A check does not hold: {en}' },
  'returns.soft_unanswered': {
    zh: '请核实；无误的在“审核”栏写明核实说明：{zh}',
    en: 'Please verify; where it is right, say why under “Checks”: {en}',
  },
  'returns.not_editable': { zh: '当前状态下不能填写', en: 'It cannot be filled in in its present state' },
  'returns.not_collected_for': {
    zh: '本表不按“{found}”收取，应为 {expected}',
    en: 'This form is not collected for “{found}”, but for {expected}',
  },
  'returns.form_not_in_force': { zh: '本表在“{found}”尚未或不再执行', en: 'This form is not in force in “{found}”' },
  'returns.form_expired': {
    zh: '本表批准文号“{number}”的有效期为 {expected}，“{found}”不在其内，不再受理新的报表',
    en: 'The approval {number} of this form holds {expected}; “{found}” lies outside, so no new return is taken',
  },
  'returns.period_locked': {
    zh: '本期已由{by}锁定，须说明理由重新开放后才能填报、审核或更正',
    en: 'The period was locked by {by}; nothing is reported, approved or corrected until it is reopened with a reason',
  },
  'returns.not_for_many': { zh: '“{act}”不能成批办理', en: '“{act}” is not done for many at once' },
  'returns.already_locked': { zh: '本期已经锁定', en: 'The period is locked already' },
  'returns.not_locked': { zh: '本期没有锁定', en: 'The period is not locked' },
  'returns.period_not_over': { zh: '报告期“{found}”尚未结束', en: 'The period “{found}” is not over yet' },
  'returns.not_a_respondent': { zh: '“{found}”不在本表的填报范围内', en: '“{found}” does not have to fill this form' },
  'returns.workbook_no_sheet': {
    zh: '没有找到填报页，请使用下载的模板',
    en: 'There is no sheet to fill in; please use the template',
  },
  'returns.workbook_other_return': {
    zh: '此文件属于“{found}”，应为“{expected}”',
    en: 'This file belongs to “{found}”, not to “{expected}”',
  },
  'returns.workbook_unknown_line': { zh: '本表没有“{found}”这一行', en: 'This form has no line “{found}”' },
  'returns.workbook_line_twice': { zh: '“{found}”这一行出现了两次', en: 'The line “{found}” stands here twice' },
  'returns.workbook_wrong_unit': {
    zh: '计量单位应为“{expected}”，现为“{found}”',
    en: 'The unit must be “{expected}”, not “{found}”',
  },
  'returns.workbook_wrong_column': {
    zh: '“{found}”不是本表的栏目，应为 {expected}',
    en: '“{found}” is not a column of this form, which has {expected}',
  },
  'returns.workbook_column_twice': { zh: '栏目“{found}”出现了两次', en: 'The column “{found}” stands here twice' },
  'returns.workbook_missing_line': { zh: '缺少“{expected}”这一行', en: 'The line “{expected}” is missing' },
  'returns.workbook_cell_kind': { zh: '“{found}”不是数字', en: '“{found}” is not a number' },
}
