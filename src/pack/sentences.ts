import type { ProblemIssue } from '#base/problem.ts'
import type { Language } from '#base/text.ts'
import { problemSentences } from '#base/texts/problems.ts'
import { type Sentences, speakFrom } from '#base/texts/sentence.ts'
import { landSentences } from './land-sentences.ts'
import { schemeSentences } from './scheme-sentences.ts'
import { supervisionSentences } from './supervision-sentences.ts'
import { workflowSentences } from './workflow-sentences.ts'

const ofFiles: Sentences = {
  'pack.none_named': { zh: '没有指定包', en: 'No pack is named' },
  'pack.no_folder': { zh: '没有“{found}”这个包的文件夹', en: 'There is no folder of a pack “{found}”' },
  'pack.no_head': { zh: '缺少 pack.yaml', en: 'pack.yaml is missing' },
  'pack.unreadable_file': {
    zh: '文件读不出来：须为 UTF-8 文本，大小适中',
    en: 'The file cannot be read: it must be UTF-8 text of a reasonable size',
  },
  'pack.wrong_ending': {
    zh: '文件名应以 {expected} 结尾，现为“{found}”',
    en: 'The name of the file should end in {expected}, found “{found}”',
  },
  'pack.unknown_folder': {
    zh: '没有“{found}”这一类，可用：{expected}',
    en: 'There is no word “{found}”; the words are {expected}',
  },
  'pack.too_many_folders': {
    zh: '不能再分子文件夹，应为 {expected}',
    en: 'No further folders here; it should be {expected}',
  },
  'pack.bad_id': {
    zh: '文件名“{found}”不能作编号：只用小写字母、数字、- 和 _',
    en: 'The file name “{found}” is no id: only a–z, 0–9, - and _',
  },
  'pack.id_is_not_file_name': {
    zh: '编号“{found}”与文件名不同，应为“{expected}”',
    en: 'The id “{found}” differs from the file name; expected “{expected}”',
  },
  'pack.too_many_files': { zh: '共 {found} 个文件，至多 {expected} 个', en: '{found} files; at most {expected}' },
  'pack.too_large': { zh: '共 {found} 个字符，至多 {expected} 个', en: '{found} characters; at most {expected}' },
  'pack.too_deep': { zh: '嵌套过深', en: 'Nested too deeply' },
  'pack.empty_file': { zh: '文件是空的', en: 'The file is empty' },
  'pack.broken_yaml': { zh: 'YAML 写法有误（{code}）：{reason}', en: 'This is no YAML ({code}): {reason}' },
  'pack.duplicate_key': { zh: '“{found}”这一项写了两次', en: 'The key “{found}” stands twice' },
  'pack.alias': { zh: '不能用 YAML 的锚点和别名：{found}', en: 'Anchors and aliases of YAML are not allowed: {found}' },
  'pack.strange_value': { zh: '这种 YAML 值不能用：{found}', en: 'This kind of YAML value is not allowed: {found}' },
  'pack.strange_key': { zh: '这种 YAML 键不能用', en: 'This kind of YAML key is not allowed' },
  'pack.extends_cycle': {
    zh: 'extends 绕回了“{found}”，或叠得太多',
    en: 'extends leads back to “{found}”, or is stacked too high',
  },
  'pack.other_language': {
    zh: '包语言版本为 {found}，本系统使用 {expected}',
    en: 'Pack language {found}; this house speaks {expected}',
  },
  'pack.unknown_time_zone': { zh: '没有“{found}”这个时区', en: 'There is no time zone “{found}”' },
}

const ofShapes: Sentences = {
  'pack.unknown_key': { zh: '没有“{found}”这一项', en: 'There is no key “{found}” here' },
  'pack.missing_key': { zh: '缺少“{expected}”', en: '“{expected}” is missing' },
  'pack.comma_needs_quotes': {
    zh: '含逗号的文字要加引号：“{found}”',
    en: 'Text with a comma needs quotation marks: “{found}”',
  },
  'pack.bad_key': { zh: '“{found}”不能作此处的键', en: '“{found}” cannot be a key here' },
  'pack.empty': { zh: '不能为空', en: 'This may not be empty' },
  'pack.too_long': {
    zh: '至多 {expected} 个字符，“{found}”过长',
    en: 'At most {expected} characters; “{found}” is longer',
  },
  'pack.expects_text': { zh: '应为文字，现为“{found}”', en: 'Expected text, found “{found}”' },
  'pack.expects_list': { zh: '应为列表，现为“{found}”', en: 'Expected a list, found “{found}”' },
  'pack.expects_map': { zh: '应为“键: 值”，现为“{found}”', en: 'Expected keys and values, found “{found}”' },
  'pack.expects_truth': { zh: '应为 true 或 false，现为“{found}”', en: 'Expected true or false, found “{found}”' },
  'pack.expects_whole': { zh: '应为整数，现为“{found}”', en: 'Expected a whole number, found “{found}”' },
  'pack.expects_decimal': {
    zh: '应为数字，不带千分位和指数，现为“{found}”',
    en: 'Expected a number without separators and exponent, found “{found}”',
  },
  'pack.expects_date': {
    zh: '应为日期，如 2026-11-22，现为“{found}”',
    en: 'Expected a date such as 2026-11-22, found “{found}”',
  },
  'pack.expects_period': {
    zh: '应为报告期，如 2024、2024-Q3、2024-07，现为“{found}”',
    en: 'Expected a period such as 2024, 2024-Q3 or 2024-07, found “{found}”',
  },
  'pack.expects_id': {
    zh: '应为编号（小写字母、数字、- 和 _），现为“{found}”',
    en: 'Expected an id (a–z, 0–9, - and _), found “{found}”',
  },
  'pack.expects_class': { zh: '应为“分类/类别”，现为“{found}”', en: 'Expected taxonomy/class, found “{found}”' },
  'pack.expects_one_of': { zh: '“{found}”不在可选项内：{expected}', en: '“{found}” is none of {expected}' },
  'pack.expects_other_shape': { zh: '此处的写法不对：“{found}”', en: 'This is not written as it should be: “{found}”' },
}

const ofReferences: Sentences = {
  'pack.unknown_reference': { zh: '{expected} 中没有“{found}”', en: 'There is no “{found}” among the {expected}' },
  'pack.unknown_source': {
    zh: '没有“{found}”这个来源；应写“来源编号 条款”',
    en: 'There is no source “{found}”; write the id of a source, then the clause',
  },
  'pack.unknown_class': { zh: '没有“{found}”这个类别', en: 'There is no class “{found}”' },
  'pack.unknown_unit': { zh: '没有“{found}”这个计量单位', en: 'There is no unit “{found}”' },
  'pack.unknown_place_kind': {
    zh: 'pack.yaml 的 place_kinds 中没有“{found}”',
    en: 'place_kinds of pack.yaml has no “{found}”',
  },
  'pack.wrong_dimension': {
    zh: '“{found}”不是同类单位，应与“{expected}”同类',
    en: '“{found}” measures something else; expected a unit like “{expected}”',
  },
  'pack.duplicate_id': { zh: '“{found}”重复', en: '“{found}” stands twice' },
  'pack.cycle': { zh: '绕了回来：{found}', en: 'This leads back to itself: {found}' },
  'pack.ends_before_it_begins': {
    zh: '{found} 早于开始的 {expected}',
    en: '{found} lies before the beginning, {expected}',
  },
  'role.auditor_acts': {
    zh: '审计管理员只能查看，不能有“{found}”这项权限',
    en: 'An auditor only sees and cannot hold “{found}”',
  },
  'role.administrator_of_others': {
    zh: '系统管理员不能有“{found}”这项权限：人员归安全管理员，记录归审计管理员',
    en: 'An administrator of the system cannot hold “{found}”: people are those of security, records those of audit',
  },
  'role.security_without_people': {
    zh: '安全管理员须在全域管理人员（people.manage，all）',
    en: 'An administrator of security manages people everywhere (people.manage, all)',
  },
  'role.unknown_permission': { zh: '没有“{found}”这项权限', en: 'There is no permission “{found}”' },
}

const ofWords: Sentences = {
  'place.member_of_itself': { zh: '“{found}”不能是自己的成员', en: '“{found}” cannot be a member of itself' },
  'place.two_codes_at_once': {
    zh: '同一时期有两个代码：{expected} 和 {found}',
    en: 'Two codes at the same time: {expected} and {found}',
  },
  'place.tile_taken': {
    zh: '示意图的格子 {found} 已由“{expected}”占用',
    en: 'Square {found} of the schematic map is taken by “{expected}”',
  },
  'dashboard.not_industries': {
    zh: '“{found}”不是产业分类，看板按产业分类展开',
    en: '“{found}” is no classification of industries',
  },
  'pack.unknown_work_kind': {
    zh: 'pack.yaml 的 work_kinds 中没有“{found}”',
    en: 'work_kinds of pack.yaml has no “{found}”',
  },
  'release.not_reported': {
    zh: '“{found}”不由企业报送，也不由企业报送的指标计算，不能列入发布',
    en: '“{found}” is neither reported by enterprises nor computed from what they report',
  },
  'release.unknown_grouping': {
    zh: '没有“{found}”这种分组；应为 place:地区类型、taxonomy:产业分类、size 或 ownership',
    en: 'There is no grouping “{found}”: place:<kind>, taxonomy:<classification of industries>, size or ownership',
  },
  'release.table_twice': { zh: '同一张表“{found}”写了两次', en: 'The table “{found}” stands twice' },
  'release.measure': { zh: '“{found}”不在 {expected} 范围内', en: '“{found}” is not within {expected}' },
  'crosswalk.to_itself': { zh: '对照表的两端是同一分类“{found}”', en: 'The crosswalk leads from “{found}” to itself' },
  'crosswalk.of_a_ladder': {
    zh: '“{found}”是企业梯队，企业逐户列入，不能由对照推出',
    en: '“{found}” is a growth ladder: enterprises are entered on it one by one, never by a crosswalk',
  },
  'taxonomy.ladder_is_flat': {
    zh: '企业梯队的各级不分上下位，不写 parent: {found}',
    en: 'The rungs of a ladder are flat and have no parent: {found}',
  },
  'crosswalk.duplicate_link': { zh: '对照“{found}”写了两次', en: 'The link {found} stands twice' },
  'duty.nobody': { zh: '没有牵头、配合或决定的单位', en: 'Nobody leads, assists or decides' },
  'duty.twice': { zh: '“{found}”写了两次', en: '“{found}” is named twice' },
  'calendar.other_year': { zh: '{found} 不在 {expected} 年', en: '{found} does not lie in {expected}' },
  'calendar.year_missing': { zh: '{found} 年之前缺 {expected} 年', en: '{expected} is missing before {found}' },
  'calendar.workday_is_weekday': { zh: '{found} 本来就是周一至周五', en: '{found} is a weekday already' },
  'calendar.workday_is_holiday': { zh: '{found} 同时列为假日', en: '{found} is also a holiday' },
  'target.kind_needs': { zh: '“{found}”类目标须写“{expected}”', en: 'A target of the kind {found} needs “{expected}”' },
  'target.growth_needs_beginning': {
    zh: '增长目标须写起始期“{expected}”或基期值',
    en: 'A growth needs its beginning: “{expected}” or a baseline',
  },
  'target.one_of': { zh: '须恰好写一项：{expected}', en: 'Exactly one of these is needed: {expected}' },
  'target.stage_has_words': {
    zh: '定性目标写文字“{expected}”，不写数值 {found}',
    en: 'A qualitative stage has words (“{expected}”), not the value {found}',
  },
  'target.period_twice': { zh: '“{found}”写了两次', en: '“{found}” stands twice' },
  'target.promises_nothing': {
    zh: '只有基期，没有目标（{expected}）',
    en: 'Only a baseline: nothing is promised ({expected})',
  },
  'supply.twice': { zh: '“{found}”写了两次', en: '“{found}” is named twice' },
  'supply.respondents_of_other_form': {
    zh: '填报单位属于“{found}”表，应与本项的表“{expected}”一致',
    en: 'These are the respondents of “{found}”; expected those of the form of this supply, “{expected}”',
  },
  'supply.differs_from_form': {
    zh: '与表不一致：“{found}”，表中为“{expected}”',
    en: 'This differs from the form: “{found}”, the form says “{expected}”',
  },
  'supply.due_of_form': {
    zh: '期限由表规定，此处不写“{found}”',
    en: 'The form has its own due date; no “{found}” here',
  },
  'supply.indicator_not_by_file': {
    zh: '“{found}”不由文件取得，应为 {expected}',
    en: '“{found}” does not come in as a file; expected {expected}',
  },
  'supply.indicator_of_other_domain': {
    zh: '“{found}”不属于 {expected} 数据域',
    en: '“{found}” is not of the domain {expected}',
  },
  'supply.indicator_of_other_period': {
    zh: '“{found}”没有 {expected} 这种报告期',
    en: '“{found}” is not collected by {expected}',
  },
  'supply.statistics_judge_nobody': {
    zh: '统计数据不得用于评判单个企业（“{found}”）',
    en: 'Statistical data may not judge an enterprise (“{found}”)',
  },
  'supply.stated_and_not_stated': {
    zh: '“{found}”不能与其他用途并列',
    en: '“{found}” cannot stand beside other purposes',
  },
  'platform.disposition_needs': { zh: '“{found}”须写“{expected}”', en: '“{found}” needs “{expected}”' },
  'platform.only_with': { zh: '只有“{expected}”才写“{found}”', en: '“{found}” belongs to “{expected}” only' },
  'statement.unit_missing': { zh: '{found} 没有单位', en: '{found} has no unit' },
}

const ofForms: Sentences = {
  'form.together_needs_months': {
    zh: '只有月报才能 1—2 月合并，现为 {found}',
    en: 'Only a monthly form reports January and February together; this one is by {found}',
  },
  'form.january_february_missing': {
    zh: '月报须写“{expected}”',
    en: 'A monthly form says how January and February are reported: “{expected}”',
  },
  'form.no_days': { zh: '报送期限不能为 {found} 天', en: '{found} days leave no time' },
  'form.workflow_of_other_subject': {
    zh: '流程的对象是“{found}”，应为“{expected}”',
    en: 'The workflow is about “{found}”; expected “{expected}”',
  },
  'form.workflow_without_act': {
    zh: '流程没有“{expected}”这个动作（现有：{found}），本表无法报送或计入数据',
    en: 'The workflow has no act “{expected}” (it has {found}): returns of this form could never come in',
  },
  'form.indicator_twice': { zh: '“{found}”在表中出现两次', en: '“{found}” stands twice on the form' },
  'form.row_of_other_kind': {
    zh: '表中只能填报送指标：{found}，应为 {expected}',
    en: 'Only reported indicators stand on a form: {found}, expected {expected}',
  },
  'form.row_of_other_source_kind': {
    zh: '该指标不由报表取得：{found}，应为 {expected}',
    en: 'The indicator does not come from returns: {found}, expected {expected}',
  },
  'form.row_of_other_domain': {
    zh: '数据域不同：{found}，应为 {expected}',
    en: 'Another data domain: {found}, expected {expected}',
  },
  'form.row_of_other_subject': {
    zh: '对象不同：{found}，应为 {expected}',
    en: 'Another subject: {found}, expected {expected}',
  },
  'form.row_of_other_period': {
    zh: '指标没有这种报告期：{found}，应含 {expected}',
    en: 'The indicator has no such period: {found}, expected {expected}',
  },
  'form.check_outside': {
    zh: '审核用到表外的“{found}”，同一对象、同一报告期的其他报表也没有它',
    en: 'The check reads “{found}”, which neither this form nor another of the same subject and period asks',
  },
  'form.check_of_other_domain': {
    zh: '审核用到其他数据域的“{found}”，统计资料与行政、申报资料不能互相审核',
    en: 'The check reads “{found}” of another data domain; statistical data stay apart from the others',
  },
  'form.column_not_there': {
    zh: '本部分没有“{found}”这一栏，应为 {expected}',
    en: 'This section has no column “{found}”; it has {expected}',
  },
  'form.all_grey': { zh: '这一行所有栏（{found}）都不填', en: 'Every column of the row is grey: {found}' },
  'form.derived_missing': {
    zh: '写了计算的栏，却没有“{expected}”',
    en: 'Columns are named, but “{expected}” is missing',
  },
  'form.computed_compulsory': {
    zh: '“{found}”由计算得出，不能设为必填',
    en: '“{found}” is computed and cannot be compulsory',
  },
  'form.no_weight': { zh: '权重至少为 1，现为 {found}', en: 'A weight is 1 or more, found {found}' },
  'form.unknown_class': {
    zh: '分类中没有“{found}”，有 {expected}',
    en: 'The taxonomy has no class “{found}”; it has {expected}',
  },
  'form.computed_in_matrix': {
    zh: '分类表“{found}”中不能有只供阅读的计算行',
    en: 'A section with a matrix has no computed lines: “{found}”',
  },
  'form.line_taken': {
    zh: '“{found}”已是指标或另一行的编号',
    en: '“{found}” is the id of an indicator or of another line already',
  },
  'form.computed_of_other_unit': {
    zh: '公式得出的单位是 {found}，与 {expected} 不合',
    en: 'The formula yields {found}, which is no {expected}',
  },
  'form.computed_reads_outside': {
    zh: '在“{expected}”栏计算时用到表中没有的格子“{found}”',
    en: 'In the column “{expected}” it reads the cell “{found}”, which the form does not have',
  },
  'form.computed_cycle': { zh: '计算绕了回来：{found}', en: 'Computed cells lead back to themselves: {found}' },
  'form.each_without_matrix': {
    zh: '“{found}”不是分类表，分类表有 {expected}',
    en: '“{found}” is no section with a matrix; those are {expected}',
  },
  'form.peers_of_other_period': {
    zh: '同行比较只看本期，“{found}”不是',
    en: 'Peers are compared in one period; “{found}” is of another',
  },
  'form.too_few_peers': {
    zh: '同行至少 {expected} 家，现为 {found}：太少会推知单个企业',
    en: '{found} peers would tell of single respondents; at least {expected}',
  },
  'form.peers_without_room': {
    zh: '允许的偏离须大于 0，现为 {found}',
    en: 'What is usual must be more than 0, found {found}',
  },
}

const ofIndicators: Sentences = {
  'indicator.bad_name': {
    zh: '指标编号“{found}”只能用小写字母、数字和 _，以字母开头',
    en: 'The id of an indicator has only a–z, 0–9 and _, and begins with a letter: “{found}”',
  },
  'indicator.reserved_name': {
    zh: '“{found}”是公式语言的词，不能作指标编号',
    en: '“{found}” is a word of the formula language and no id of an indicator',
  },
  'indicator.formula_missing': { zh: '计算指标须写“{expected}”', en: 'A computed indicator needs “{expected}”' },
  'indicator.formula_not_wanted': {
    zh: '“{found}”类指标没有公式',
    en: 'An indicator of the kind {found} has no formula',
  },
  'indicator.source_kind_missing': { zh: '报送指标须写“{expected}”', en: 'A reported indicator needs “{expected}”' },
  'indicator.source_kind_not_wanted': {
    zh: '“{found}”类指标不写 source_kind',
    en: 'An indicator of the kind {found} has no source_kind',
  },
  'indicator.formula_cycle': { zh: '公式绕了回来：{found}', en: 'The formulas lead back to themselves: {found}' },
  'indicator.reads_statistical': {
    zh: '“{found}”是统计数据，不能用于 {expected} 域的指标',
    en: '“{found}” is statistical and may not flow into an indicator of the domain {expected}',
  },
  'indicator.period_not_collected': {
    zh: '“{found}”没有按 {expected} 或更短的报告期采集',
    en: '“{found}” is not collected by {expected} or more often',
  },
}

const ofFormulas: Sentences = {
  'formula.empty': { zh: '公式是空的', en: 'The formula is empty' },
  'formula.too_long': {
    zh: '公式有 {found} 个字符，至多 {expected} 个',
    en: 'The formula has {found} characters; at most {expected}',
  },
  'formula.too_deep': { zh: '公式嵌套超过 {expected} 层', en: 'The formula nests deeper than {expected}' },
  'formula.too_many_parts': { zh: '公式超过 {expected} 个部分', en: 'The formula has more than {expected} parts' },
  'formula.strange_sign': { zh: '公式中不能用“{found}”', en: '“{found}” is no sign of this language' },
  'formula.upper_case': { zh: '名称只用小写：“{found}”', en: 'Names are written in lower case: “{found}”' },
  'formula.unexpected': { zh: '这里不应有“{found}”', en: '“{found}” does not belong here' },
  'formula.operand_expected': {
    zh: '这里应为数字、名称或括号，现为“{found}”',
    en: 'Expected a number, a name or a bracket, found “{found}”',
  },
  'formula.sign_expected': { zh: '“{found}”之前缺运算符', en: 'An operator is missing before “{found}”' },
  'formula.bracket_open': {
    zh: '第 {opened} 个字符的括号没有闭合',
    en: 'The bracket at character {opened} is not closed',
  },
  'formula.bracket_closed': { zh: '多了一个“)”', en: 'One “)” too many' },
  'formula.chained': {
    zh: '比较不能连写，请用 and 分成两个比较',
    en: 'Comparisons cannot be chained; write two of them joined with and',
  },
  'formula.unknown_function': { zh: '没有“{found}”这个函数', en: 'There is no function “{found}”' },
  'formula.argument_count': {
    zh: '{function} 有 {found} 个参数，应为 {expected} 个',
    en: '{function} has {found} arguments; expected {expected}',
  },
  'formula.in_needs_attribute': {
    zh: 'in 之前应为属性，如 industry',
    en: 'Before in stands an attribute such as industry',
  },
  'formula.in_needs_classes': { zh: 'in 之后应为类别，如 分类/类别', en: 'After in stand classes, taxonomy/class' },
  'formula.amount_expected': { zh: '这里应为数量，现为条件', en: 'Expected an amount, found a condition' },
  'formula.condition_expected': { zh: '这里应为条件，现为数量', en: 'Expected a condition, found an amount' },
  'formula.unknown_name': { zh: '没有“{found}”这个指标', en: 'There is no indicator “{found}”' },
  'formula.unknown_attribute': { zh: '没有“{found}”这个属性', en: 'There is no attribute “{found}”' },
  'formula.attribute_needs_in': { zh: '“{found}”须与 in 一起用', en: '“{found}” is used with in' },
  'formula.flag_has_no_classes': {
    zh: '“{found}”只有是或否，没有类别',
    en: '“{found}” is yes or no and has no classes',
  },
  'formula.unknown_class': { zh: '没有“{found}”这个类别', en: 'There is no class “{found}”' },
  'formula.unknown_place': { zh: '没有“{found}”这个地方', en: 'There is no place “{found}”' },
  'formula.unknown_unit': { zh: '没有“{found}”这个计量单位', en: 'There is no unit “{found}”' },
  'formula.units_do_not_mix': {
    zh: '“{found}”与“{expected}”不能相加或比较',
    en: '“{found}” and “{expected}” cannot be added or compared',
  },
  'formula.unit_missing': {
    zh: '数字缺单位，应与“{expected}”同类',
    en: 'The number lacks a unit; expected one like “{expected}”',
  },
  'formula.unit_too_long': { zh: '乘除得出的单位过长', en: 'The unit that comes out of this is too long' },
  'formula.wrong_result_unit': {
    zh: '公式得出“{found}”，指标的单位是“{expected}”',
    en: 'The formula yields “{found}”; the unit of the indicator is “{expected}”',
  },
  'formula.round_needs_digits': {
    zh: 'round 的第二个参数是小数位数（{expected}）',
    en: 'The second argument of round is a number of digits ({expected})',
  },
  'formula.shift_needs_name': { zh: '数字“{found}”没有上期或累计', en: 'The number {found} has no other period' },
  'formula.not_in_sql': {
    zh: '这部分不能在汇总时计算：{found}',
    en: 'This part cannot be computed where sums are taken: {found}',
  },
}

/** The wordings of everything that can be wrong with a pack or a formula. */
export const packSentences: Sentences = {
  ...ofFiles,
  ...ofShapes,
  ...ofReferences,
  ...ofWords,
  ...ofForms,
  ...ofIndicators,
  ...ofFormulas,
  ...schemeSentences,
  ...supervisionSentences,
  ...landSentences,
  ...workflowSentences,
}

const speak = speakFrom({ ...problemSentences, ...packSentences })

/** What a person reads about one place of a pack to repair: what stands there, what should, the nearest right word. */
export function packIssueSentence(issue: ProblemIssue, language: Language): string {
  const { text, nearest, details, found, expected } = issue
  const said = speak(text, language, { ...details, found, expected })
  if (nearest === undefined) return said
  return `${said}${language === 'zh' ? '。' : '. '}${speak('value.nearest', language, { nearest })}`
}
