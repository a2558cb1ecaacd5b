import type { Sentences } from '#base/texts/sentence.ts'

/** What can be wrong with a workflow. */
export const workflowSentences: Sentences = {
  'workflow.unknown_state': {
    zh: '没有“{found}”这个环节，可用：{expected}',
    en: 'There is no state “{found}”; the states are {expected}',
  },
  'workflow.unknown_act': {
    zh: '没有“{found}”这个动作，可用：{expected}',
    en: 'There is no act “{found}”; expected one of {expected}',
  },
  'workflow.unknown_outcome': {
    zh: '没有“{found}”这个结果，可用：{expected}',
    en: 'There is no outcome “{found}”; expected one of {expected}',
  },
  'workflow.unknown_anchor': {
    zh: '没有“{found}”这个动作、环节、并行事项或时限，可用：{expected}',
    en: 'There is no act, state, branch or clock “{found}”; expected one of {expected}',
  },
  'workflow.unknown_receiver': {
    zh: '“{found}”既不是一方（{expected}），也不是权限',
    en: '“{found}” is neither one of {expected} nor a permission',
  },
  'workflow.unknown_name': {
    zh: '没有“{found}”：条件可用本流程填写的项、open_branches、refused_branches、open_subcases、指标和属性',
    en: 'There is no “{found}”: conditions may ask fields of this workflow, open_branches, refused_branches, open_subcases, indicators and attributes',
  },
  'workflow.unreachable': { zh: '从起点走不到“{found}”', en: 'No way leads to the state “{found}”' },
  'workflow.dead_end': {
    zh: '“{found}”既无出口，也不是终点',
    en: 'No way leads out of “{found}”, and it is not final',
  },
  'workflow.never_ends': {
    zh: '没有终点：至少一个环节须写 {expected}',
    en: 'Nothing ends here: a state needs {expected}',
  },
  'workflow.no_way_out': {
    zh: '从“{found}”走不到任何终点（{expected}）',
    en: 'No way leads from “{found}” to an end ({expected})',
  },
  'workflow.branch_in_final': {
    zh: '“{expected}”是终点，不能再有并行事项“{found}”',
    en: '“{expected}” is final; there is no branch “{found}” in it',
  },
  'workflow.branch_without_good': {
    zh: '并行事项“{found}”没有一个结果写 {expected}，永远不能通过',
    en: 'No outcome of “{found}” is {expected}: it could only be refused',
  },
  'workflow.days_and_count': {
    zh: '“{found}”的时限还缺“{expected}”',
    en: 'The time of “{found}” lacks “{expected}”',
  },
  'workflow.party_not_named': {
    zh: '流程的 {expected} 中没有“{found}”这一方',
    en: '“{found}” does not stand among the {expected} of this workflow',
  },
  'workflow.nobody_holds': { zh: '没有一个角色有“{found}”这项权限', en: 'No role holds the permission “{found}”' },
  'workflow.clock_never_starts': {
    zh: '时限“{found}”从不开始：走不到它的起点',
    en: 'The clock “{found}” never starts: no way leads to where it does',
  },
  'workflow.clock_never_runs': {
    zh: '时限“{found}”一开始就已停止',
    en: 'The clock “{found}” never runs: it stops where it starts',
  },
  'workflow.clock_outlives': {
    zh: '时限“{found}”到了终点 {expected} 仍在计时，应列入 stops',
    en: 'The clock “{found}” still runs in the final state {expected}; add it to stops',
  },
  'workflow.pause_never': {
    zh: '时限“{expected}”计时期间走不到“{found}”，不能在此暂停',
    en: 'While “{expected}” runs, the case is never in “{found}”: nothing pauses there',
  },
  'workflow.step_not_from_here': {
    zh: '“{found}”不能从计时期间的环节（{expected}）办理',
    en: '“{found}” starts in none of the states in which the clock runs ({expected})',
  },
  'workflow.step_needs_a_person': {
    zh: '“{found}”要写理由、填写或附件，系统不能自动办理',
    en: '“{found}” asks for a reason, a field or a file, which the clock cannot give',
  },
  'workflow.step_before_start': {
    zh: '时限共 {expected} 天，{found} 天在开始之前',
    en: 'The clock has {expected} days; {found} lies before its beginning',
  },
  'workflow.field_differs': {
    zh: '“{found}”在别处是“{expected}”，同一编号须为同一种',
    en: '“{found}” is “{expected}” elsewhere; one id is one field',
  },
  'workflow.choices_of_choice': {
    zh: '“{expected}”只能且必须写在 choice 类：现为“{found}”',
    en: '“{expected}” belongs to the type choice, and to no other; found “{found}”',
  },
  'workflow.unit_of_number': {
    zh: '只有 {expected} 才写单位，现为“{found}”',
    en: 'Only a {expected} has a unit; found “{found}”',
  },
  'workflow.name_taken': {
    zh: '“{found}”在条件中已有含义，不能作填写项的编号',
    en: '“{found}” means something else in conditions and is no id of a field',
  },
  'workflow.opens_unlisted': {
    zh: '“{found}”没有列入本流程的 {expected}',
    en: '“{found}” does not stand among the {expected} of this workflow',
  },
  'workflow.field_not_asked': {
    zh: '条件不能问“{found}”（{expected}），只能问数字、百分数和“项_is_选项”',
    en: 'Conditions cannot ask “{found}”, a {expected}; they ask numbers, shares and <field>_is_<choice>',
  },
  'workflow.field_never_filled': {
    zh: '“{found}”在这一步之前没有任何动作填写',
    en: 'No act before this one fills in “{found}”',
  },
  'workflow.nobody_answers': {
    zh: '“{found}”无人回答：本流程的对象是“{expected}”',
    en: 'Nobody answers “{found}”: what moves through this workflow is “{expected}”',
  },
  'workflow.nothing_to_count': {
    zh: '“{found}”永远是 0：这里没有 {expected}',
    en: '“{found}” is always 0 here: there are no {expected}',
  },
  'workflow.mixed_comparison': {
    zh: '一个比较里不能既问办件又问对象：“{found}”，请用 and、or 分开',
    en: 'One comparison asks either the case or its subject, not both: “{found}”; part them with and, or',
  },
}
