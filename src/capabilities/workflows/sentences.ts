import type { Sentences } from '#base/texts/sentence.ts'

/** Why an act of a case is refused, what it still lacks, and why a clock is not extended. */
export const workflowSentences: Sentences = {
  'workflows.unknown_act': { zh: '流程中没有这一步', en: 'The workflow has no such act' },
  'workflows.not_from_here': { zh: '当前环节不能办理这一步', en: 'This cannot be done from the present state' },
  'workflows.not_opened': { zh: '事项尚未建立', en: 'The case was never opened' },
  'workflows.no_such_branch': {
    zh: '当前环节没有这一并行事项，或者不由“{unit}”办理',
    en: 'There is no such branch here, or it is not that of “{unit}”',
  },
  'workflows.requirement_fails': { zh: '条件不满足：{condition}', en: 'This does not hold yet: {condition}' },
  'workflows.requirement_unknown': {
    zh: '条件无法判断：{condition}（缺少 {missing}）',
    en: 'Cannot be judged yet: {condition} (missing: {missing})',
  },
  'workflows.branches_open': { zh: '还有 {count} 项并行事项没有结果', en: '{count} branches have no outcome yet' },
  'workflows.branches_refused': { zh: '有 {count} 项并行事项未获同意', en: '{count} branches were refused' },
  'workflows.subcases_open': { zh: '还有 {count} 件子事项没有办结', en: '{count} sub-cases are still open' },
  'workflows.not_a_party': { zh: '这一步由其他单位办理', en: 'This is for another unit to do' },
  'workflows.not_the_opener': { zh: '这一步只能由发起人办理', en: 'Only whoever opened the case may do this' },
  'workflows.none_chosen': { zh: '请先选择要办理的事项', en: 'Choose the cases first' },
  'workflows.nobody_named': { zh: '尚未指定办理单位', en: 'No unit is named for this yet' },
  'workflows.reason_missing': { zh: '请写明理由', en: 'Give a reason' },
  'workflows.field_missing': { zh: '此项必填', en: 'This has to be filled in' },
  'workflows.field_too_long': { zh: '至多 {expected} 个字符', en: 'At most {expected} characters' },
  'workflows.field_no_number': { zh: '“{found}”不是数字', en: '“{found}” is not a number' },
  'workflows.field_no_share': {
    zh: '“{found}”不是 0 到 100 之间的百分数',
    en: '“{found}” is not a percentage from 0 to 100',
  },
  'workflows.field_no_date': { zh: '“{found}”不是日期', en: '“{found}” is not a date' },
  'workflows.field_no_choice': { zh: '“{found}”不在可选项内：{expected}', en: '“{found}” is none of {expected}' },
  'workflows.unknown_field': { zh: '这一步没有“{found}”这一项', en: 'This act has no field “{found}”' },
  'workflows.file_unknown': {
    zh: '没有这个待附的文件：可能已删除、已附到别处，或是别人上传的',
    en: 'There is no such file waiting: it was dropped, is attached elsewhere, or somebody else sent it',
  },
  'workflows.file_not_asked': {
    zh: '现在没有哪一步要附这个文件',
    en: 'No act that is possible now asks for this file',
  },
  'workflows.files_waiting': {
    zh: '您在此办件中待附的文件已达 {limit} 个',
    en: 'As many as {limit} of your files wait in this case already',
  },
  'workflows.file_named': { zh: '文件已附在办理记录上，不能删除', en: 'The file belongs to an act and stays' },
  'workflows.message_sent': { zh: '此消息已经送达或正在等待发送', en: 'This message was sent or is waiting already' },
  'workflows.file_missing': { zh: '须附此文件', en: 'This file has to be attached' },
  'workflows.file_of_other_type': {
    zh: '“{found}”的类型不符，应为 {expected}',
    en: '“{found}” is of another type; expected {expected}',
  },
  'workflows.file_too_big': {
    zh: '“{found}”过大，至多 {expected} MB',
    en: '“{found}” is too big; at most {expected} MB',
  },
  'workflows.unknown_file': { zh: '这一步不收“{found}”这个文件', en: 'This act does not take the file “{found}”' },
  'workflows.owner_acts': {
    zh: '这一事项在其所属页面办理，不在此处办理',
    en: 'This is done on the page of its subject, not here',
  },
  'workflows.not_in_bulk': { zh: '这一步不能批量办理', en: 'This cannot be done for many at once' },
  'workflows.case_closed': { zh: '事项已经办结', en: 'The case has ended' },
  'workflows.no_such_party': {
    zh: '此流程没有“{found}”这一参与方：{expected}',
    en: 'Cases of this kind have no party “{found}”, only {expected}',
  },
  'workflows.unknown_unit': { zh: '没有“{found}”这个单位', en: 'There is no unit “{found}”' },
  'workflows.clock_not_running': { zh: '此期限已不在计时', en: 'This clock is not running' },
  'workflows.due_not_later': { zh: '新期限须晚于 {expected}', en: 'The new due date must be after {expected}' },
  'workflows.extended_too_often': {
    zh: '至多延期 {expected} 次，次数已用完',
    en: 'This may be extended {expected} times, and was',
  },
  'workflows.extended_too_far': {
    zh: '{found} 超出允许的延期，最迟 {expected}',
    en: '{found} is further than allowed; {expected} at the latest',
  },
}
