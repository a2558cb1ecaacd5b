import type { ProblemCode, ProblemIssue } from '../problem.ts'
import type { Language, Text } from '../text.ts'
import { type Sentences, speakFrom } from './sentence.ts'

const ofCodes: Record<`problem.${ProblemCode}`, Text> = {
  'problem.not_signed_in': { zh: '请先登录。', en: 'Please sign in first.' },
  'problem.forbidden': { zh: '您没有办理此事的权限。', en: 'You may not do this.' },
  'problem.not_found': {
    zh: '没有找到，可能已被移走，或不在您的查看范围内。',
    en: 'Not found: it may have moved, or lie outside what you may see.',
  },
  'problem.stale': {
    zh: '他人已先作修改。请对照两个版本后再保存。',
    en: 'Someone changed this first. Compare both versions, then save.',
  },
  'problem.conflict': { zh: '与已有内容冲突。', en: 'This conflicts with what is already there.' },
  'problem.wrong_state': { zh: '当前所处环节不能办理此事。', en: 'This cannot be done at the present stage.' },
  'problem.locked': { zh: '内容已锁定，不能修改。', en: 'This is locked and cannot be changed.' },
  'problem.invalid_input': {
    zh: '填写内容有误，请按下列提示更正。',
    en: 'Some entries are wrong. Please correct what is listed.',
  },
  'problem.invalid_pack': {
    zh: '规划包有误，请按下列提示更正。',
    en: 'The pack has mistakes. Please correct what is listed.',
  },
  'problem.invalid_formula': {
    zh: '公式有误，请按下列提示更正。',
    en: 'The formula has mistakes. Please correct what is listed.',
  },
  'problem.invalid_date': {
    zh: '“{found}”不是有效日期，应如 2026-11-22。',
    en: '“{found}” is not a date such as 2026-11-22.',
  },
  'problem.invalid_period': {
    zh: '“{found}”不是可用的报告期，应如 2024、2024-H1、2024-Q3、2024-07 或 2024-01~02。',
    en: '“{found}” is not a period that fits here, such as 2024, 2024-H1, 2024-Q3, 2024-07 or 2024-01~02.',
  },
  'problem.invalid_number': { zh: '“{found}”不是数字，应如 1250.5。', en: '“{found}” is not a number such as 1250.5.' },
  'problem.unknown_unit': { zh: '没有“{found}”这个计量单位。', en: 'There is no unit “{found}”.' },
  'problem.units_do_not_mix': {
    zh: '“{left}”与“{right}”不能相加或比较。',
    en: '“{left}” and “{right}” cannot be added or compared.',
  },
  'problem.too_large': { zh: '内容过大。', en: 'This is too large.' },
  'problem.too_many': { zh: '请求过多，请稍后再试。', en: 'Too many requests. Please try again later.' },
  'problem.unsupported_file': { zh: '不支持这种文件。', en: 'Files of this kind are not supported.' },
  'problem.unreadable_file': { zh: '文件无法读取，可能已损坏。', en: 'The file cannot be read; it may be damaged.' },
  'problem.refused_by_rule': { zh: '按规定不能办理。', en: 'The rules do not allow this.' },
  'problem.unavailable': {
    zh: '服务暂时不可用。如刚提交过操作，请稍后先核对是否已完成，再重试。',
    en: 'Not available at the moment. If you were just saving something, look first whether it is there, then try again.',
  },
  'problem.not_ready': { zh: '系统正在启动，请稍候。', en: 'The system is still starting. Please wait a moment.' },
  'problem.internal': {
    zh: '系统出错，已记录在案。请把请求编号告知管理员。',
    en: 'Something failed on our side and is in the log. Please tell the administrator the request number.',
  },
}

const ofDecisions: Sentences = {
  'decision.not_signed_in': { zh: '需要登录', en: 'You need to sign in' },
  'decision.no_permission': { zh: '您的角色没有此项权限', en: 'Your roles do not include this' },
  'decision.out_of_reach': {
    zh: '不在您负责的地区或单位范围内',
    en: 'Outside the places and organisations you are responsible for',
  },
  'decision.not_with_key': {
    zh: '此项只能由本人登录后办理，不能用密钥办理',
    en: 'A person does this after signing in; a key cannot',
  },
}

const ofValues: Sentences = {
  'value.required': { zh: '必填', en: 'This is required' },
  'value.not_a_number': { zh: '“{found}”不是数字，应如 1250.5', en: '“{found}” is not a number such as 1250.5' },
  'value.not_whole': { zh: '“{found}”不是整数', en: '“{found}” is not a whole number' },
  'value.not_a_date': {
    zh: '“{found}”不是有效日期，应如 2026-11-22',
    en: '“{found}” is not a date such as 2026-11-22',
  },
  'value.not_a_period': { zh: '“{found}”不是报告期，应如 2024-07', en: '“{found}” is not a period such as 2024-07' },
  'value.wrong_type': { zh: '此处应为{expected}，现为“{found}”', en: 'Expected {expected}, found “{found}”' },
  'value.wrong_form': { zh: '“{found}”的格式不对', en: '“{found}” is not written as it should be' },
  'value.not_in_list': { zh: '“{found}”不在可选项内：{expected}', en: '“{found}” is none of {expected}' },
  'value.too_small': { zh: '不得小于 {expected}', en: 'Must be {expected} or more' },
  'value.too_big': { zh: '不得大于 {expected}', en: 'Must be {expected} or less' },
  'value.too_short': { zh: '至少 {expected} 个', en: 'At least {expected}' },
  'value.too_long': { zh: '至多 {expected} 个', en: 'At most {expected}' },
  'value.unknown_key': { zh: '没有“{found}”这一项', en: 'There is no “{found}” here' },
  'value.not_allowed': { zh: '此处的内容不符合要求', en: 'This does not fit here' },
  'value.duplicate': { zh: '“{found}”重复出现', en: '“{found}” occurs twice' },
  'value.unknown_organisation': {
    zh: '方案中没有单位“{found}”，请改为方案中的单位',
    en: 'The programme has no organisation “{found}”; name one that it has',
  },
  'value.unknown_unit': { zh: '没有“{found}”这个计量单位', en: 'There is no unit “{found}”' },
  'value.wrong_unit': {
    zh: '计量单位应为“{expected}”，现为“{found}”',
    en: 'The unit should be “{expected}”, not “{found}”',
  },
  'value.nearest': { zh: '是否应为“{nearest}”？', en: 'Did you mean “{nearest}”?' },
}

const ofCreditCodes: Sentences = {
  'credit_code.length': {
    zh: '统一社会信用代码应为 18 位，现为 {found} 位',
    en: 'A unified social credit code has 18 characters, not {found}',
  },
  'credit_code.character': {
    zh: '统一社会信用代码中不会出现“{found}”',
    en: '“{found}” never occurs in a unified social credit code',
  },
  'credit_code.organisation_check': {
    zh: '第 17 位校验码应为 {expected}，现为 {found}',
    en: 'The check character in place 17 should be {expected}, not {found}',
  },
  'credit_code.check': {
    zh: '第 18 位校验码应为 {expected}，现为 {found}',
    en: 'The check character in place 18 should be {expected}, not {found}',
  },
}

const ofBlanks: Sentences = {
  'blank.not_reported': { zh: '未报', en: 'not reported' },
  'blank.not_applicable': { zh: '不适用', en: 'not applicable' },
  'blank.suppressed': { zh: '保密', en: 'suppressed' },
  'blank.zero_denominator': { zh: '分母为零', en: 'divided by zero' },
  'blank.not_yet_due': { zh: '未到期', en: 'not yet due' },
  'blank.not_released': { zh: '未发布', en: 'not released' },
}

/** The wordings of problems, refusals, mistakes in values, and blanks. */
export const problemSentences: Sentences = { ...ofCodes, ...ofDecisions, ...ofValues, ...ofCreditCodes, ...ofBlanks }

/** The sentence of a key: `problem.stale`, `decision.no_permission`, `value.required`, `blank.suppressed`. */
export const sentence = speakFrom(problemSentences)

/** What a person reads about one place to repair; pass a maker of sentences that knows more keys than these. */
export function issueSentence(issue: ProblemIssue, language: Language, speak: typeof sentence = sentence): string {
  const { text, found, expected, nearest, details } = issue
  const said = speak(text, language, { ...details, found, expected, nearest })
  if (nearest === undefined || said.includes(nearest)) return said
  return `${said}${language === 'zh' ? '。' : '. '}${speak('value.nearest', language, { nearest })}`
}
