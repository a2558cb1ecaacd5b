import { citation } from '#base/texts/clause.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { Text } from '#base/text.ts'
import type { FactAsked, MeasureAsked, RuleShown } from '../contract/known.ts'
import { sayCondition } from '../rules/condition-words.ts'

const words = defineTexts({
  rules: { zh: '规则与结果', en: 'Rules and answers' },
  rule: { zh: '规则', en: 'Rule' },
  does: { zh: '作用', en: 'What it does' },
  require: { zh: '必须成立', en: 'has to hold' },
  refuse: { zh: '成立则不予', en: 'refuses where it holds' },
  prefer: { zh: '优先', en: 'comes first' },
  reserve: { zh: '预留', en: 'kept back' },
  answer: { zh: '结果', en: 'Answer' },
  yes: { zh: '成立', en: 'holds' },
  no: { zh: '不成立', en: 'does not hold' },
  unknown: { zh: '无法判断', en: 'nobody can say' },
  why: { zh: '缘由', en: 'Why' },
  missing: { zh: '缺：{names}', en: 'missing: {names}' },
  always: { zh: '不设条件', en: 'asks nothing' },
  clause: { zh: '依据', en: 'Source' },
})

type Asked = { measures: readonly MeasureAsked[]; facts: readonly FactAsked[] }

/** What the conditions of rules speak of, by its id. */
export function namesOf({ measures, facts }: Asked): ReadonlyMap<string, Text> {
  return new Map([...measures, ...facts].map(({ id, name }) => [id, name]))
}

/** A requirement that holds and a refusal that does not are good; what nobody can say is neither. */
function lightOf({ does, answer }: RuleShown): 'done' | 'overdue' | 'near' | 'none' {
  if (does === 'prefer' || does === 'reserve') return answer === 'yes' ? 'done' : 'none'
  if (answer === 'unknown') return 'near'
  return (does === 'refuse') === (answer === 'no') ? 'done' : 'overdue'
}

/** Each rule of the programme with its answer for one project, what is missing, and where it stands. */
export function RuleTable({ rules, ...asked }: { rules: RuleShown[] } & Asked) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const missing = ({ because }: RuleShown) => because.map(({ name }) => say(name)).join(language === 'zh' ? '、' : ', ')
  const why = (rule: RuleShown) =>
    rule.answer === 'unknown'
      ? t('missing', { names: missing(rule) })
      : rule.words !== null
        ? say(rule.words)
        : rule.when === null
          ? t('always')
          : sayCondition(rule.when, namesOf(asked), language)
  const columns: Column<RuleShown>[] = [
    { id: 'rule', title: t('rule'), value: ({ name }) => say(name), width: 200 },
    { id: 'does', title: t('does'), value: ({ does }) => t(does), width: 150 },
    {
      id: 'answer',
      title: t('answer'),
      value: ({ answer }) => t(answer),
      show: (rule) => <StatusLight light={lightOf(rule)} word={t(rule.answer)} />,
      width: 150,
    },
    { id: 'why', title: t('why'), value: why, width: 260 },
    {
      id: 'clause',
      title: t('clause'),
      value: ({ clause, source }) => (clause === null ? source : citation(clause, language)),
      width: 280,
    },
  ]
  return (
    <DataTable
      name={t('rules')}
      prefix="r."
      columns={columns}
      rows={rules}
      rowKey={({ does, id }) => `${does}-${id}`}
      searchable={false}
      empty={null}
    />
  )
}
