import type { Sentences } from '#base/texts/sentence.ts'

/** What accounts, keys and administrators are refused with. */
export const peopleSentences: Sentences = {
  'people.wrong_code': { zh: '验证码不正确，或已经用过', en: 'The code is not right, or was used already' },
  'people.no_code_awaited': {
    zh: '登录已过期，请重新输入密码',
    en: 'This sign-in has expired; enter the password again',
  },
  'people.second_factor_not_begun': { zh: '请先生成密钥', en: 'Make a secret first' },
  'people.second_factor_there': { zh: '已启用双因素认证', en: 'There is a second factor already' },
  'people.no_second_factor': { zh: '此人没有启用双因素认证', en: 'This person has no second factor' },
  'people.key_not_valid': {
    zh: '密钥无效、已过期或已撤销',
    en: 'The key is not valid: unknown, expired or revoked',
  },
  'people.key_too_often': {
    zh: '此密钥每分钟最多请求 {atMost} 次，请稍后再试',
    en: 'This key may ask {atMost} times in a minute; try again later',
  },
  'people.key_beyond_person': {
    zh: '本人没有“{found}”这项权限，或此权限不能交给密钥',
    en: 'The person does not hold “{found}”, or no key may carry it',
  },
  'people.key_ends_before_today': { zh: '有效期不得早于今天', en: 'It cannot end before today' },
  'people.key_too_long': { zh: '有效期最长到 {expected}', en: 'A key lasts until {expected} at most' },
  'people.key_of_others': {
    zh: '密钥只能为本人或服务账号创建，不能以他人名义创建',
    en: 'Keys are made for oneself or for a service, never in the name of another person',
  },
  'people.key_revoked_already': { zh: '此密钥已经撤销', en: 'This key has been revoked already' },
  'people.service_signs_in': {
    zh: '服务账号没有密码，不能登录，只能使用密钥',
    en: 'A service has no password and does not sign in; it uses keys',
  },
  'people.service_administrator': {
    zh: '服务账号不能担任管理员',
    en: 'A service cannot be an administrator',
  },
  'people.own_identity': { zh: '不能绑定自己的统一认证账号', en: 'Nobody binds their own account at the provider' },
  'people.no_provider': { zh: '本系统没有接入统一认证', en: 'This installation has no provider of sign-ins' },
  'people.subject_taken': {
    zh: '统一认证编号“{found}”已绑定其他人员',
    en: '“{found}” is bound to somebody else already',
  },
  'people.own_role': {
    zh: '不能给自己授予角色，也不能收回自己的角色',
    en: 'Nobody gives a role to themselves or takes one of their own back',
  },
  'people.two_administrators': {
    zh: '系统管理员、安全管理员、审计管理员三者同一时间不得由一人兼任',
    en: 'Nobody is two of the administrators of system, security and audit at the same time',
  },
  'people.only_security': { zh: '只有安全管理员可以办理', en: 'Only an administrator of security does this' },
  'people.own_request': {
    zh: '自己提出的申请须由另一名安全管理员批准',
    en: 'Another administrator of security decides on what one asked for',
  },
  'people.about_oneself': { zh: '不能决定与本人有关的事项', en: 'Nobody decides about themselves' },
  'people.request_open': { zh: '已有同样的申请在等待批准', en: 'The same has been asked for already and waits' },
  'people.request_decided': { zh: '此申请已经办结', en: 'This request has been decided already' },
  'people.administrators_there': {
    zh: '已有两名安全管理员，其他管理员由他们在系统中授予',
    en: 'There are two administrators of security already; they make all others in the application',
  },
  'people.no_such_administrator': {
    zh: '没有这样的管理员：规划包没有规定该角色，或此登录名不是安全管理员',
    en: 'There is no such administrator: the pack has no such role, or this login is none of security',
  },
  'people.substitute_administrator': {
    zh: '管理员之间以及管理员与他人之间不得代理',
    en: 'An administrator neither stands in for somebody nor is stood in for',
  },
}
