import { defineTexts } from '#kit/web/texts.tsx'

/** Words of who stands in for whom. */
export const substitutionWords = defineTexts({
  title: { zh: '外出替办', en: 'Substitution' },
  titleOf: { zh: '{name}的外出替办', en: 'Substitution of {name}' },
  sentence: {
    zh: '不在岗期间由同事代办事项：代办的每一步都注明代谁办理，不得再转给他人，管理权限不随之转移。',
    en: 'While somebody is away a colleague acts on cases for them: each act says for whom, it is not passed on, and administration stays behind.',
  },
  standing: { zh: '您目前正代{names}办理事项。', en: 'You are standing in for {names} now.' },
  add: { zh: '指定代理人', en: 'Name a substitute' },
  added: { zh: '已指定，到期自动结束', en: 'Named; it ends by itself' },
  person: { zh: '不在岗的人', en: 'Away' },
  substitute: { zh: '代理人', en: 'Substitute' },
  from: { zh: '起', en: 'From' },
  to: { zh: '止（含当日）', en: 'To, that day included' },
  reason: { zh: '事由', en: 'Reason' },
  state: { zh: '状态', en: 'State' },
  planned: { zh: '未开始', en: 'Planned' },
  in_force: { zh: '代理中', en: 'In force' },
  over: { zh: '已到期', en: 'Over' },
  ended: { zh: '已提前结束', en: 'Ended early' },
  past: { zh: '也看已结束的', en: 'Past ones too' },
  end: { zh: '结束', en: 'End' },
  endTitle: { zh: '结束代理：{name}', en: 'End: {name}' },
  endReason: { zh: '结束的理由', en: 'Why it ends' },
  endDone: { zh: '已结束', en: 'Ended' },
  none: { zh: '没有代理安排', en: 'Nobody stands in' },
  noneWhy: {
    zh: '出差、休假前在此指定代理人，期间轮到您的事项同时出现在代理人的工作台上。',
    en: 'Before you are away, name a substitute here: what waits for you then appears on their desk as well.',
  },
  who: { zh: '{name}（{unit}）', en: '{name} ({unit})' },
  people: { zh: '人员', en: 'People' },
})
