import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { supervisionContract } from '../contract.ts'
import type { SlipLevel, SlipSummary } from '../contract/slips.ts'
import { colourOf, SlipMark } from './marks.tsx'
import { ruleWords } from './slip-rules.ts'
import { words as shared } from './texts.ts'
import './supervision.css'

const words = defineTexts({
  sentence: {
    zh: '督办单是发给承办单位的文书：一事一单，有级别、要求、期限，限时回复；灯号是灯，督办单是单。',
    en: 'A slip is a document that goes to a unit: one matter each, with level, demand and deadline, to be replied to in time. A light is no slip.',
  },
  allLevels: { zh: '全部级别', en: 'All levels' },
  openOnly: { zh: '未办结', en: 'Open' },
  closedOnly: { zh: '已办结', en: 'Closed' },
  openFilter: { zh: '办理情况', en: 'Open or closed' },
  issuedOn: { zh: '签发日期', en: 'Issued' },
  late: { zh: '超期', en: 'Late' },
  yes: { zh: '超期', en: 'late' },
  met: { zh: '处理结果', en: 'Decision' },
  'met.yes': { zh: '符合要求', en: 'met' },
  'met.no': { zh: '未达要求', en: 'not met' },
  'met.open': { zh: '待定', en: 'not decided' },
  by: { zh: '签发方式', en: 'Issued by' },
  byRule: { zh: '按规则自动签发', en: 'rule' },
  byHand: { zh: '人工签发', en: 'hand' },
  none: { zh: '没有督办单', en: 'No slips' },
  noneWhy: {
    zh: '任务滞后或逾期时按规则签发；也可在任务页上签发。',
    en: 'They are issued by rule when a task falls behind or is overdue, or by hand on the page of the task.',
  },
  levels: { zh: '级别与规则', en: 'Levels and rules' },
  days: { zh: '{n} 个{kind}内回复', en: 'reply within {n} {kind}' },
  daysByHand: { zh: '回复时限由签发人定', en: 'whoever issues it sets the time to reply' },
  rule: { zh: '按规则签发：', en: 'By rule: ' },
  'kind.working': { zh: '工作日', en: 'working days' },
  'kind.calendar': { zh: '自然日', en: 'calendar days' },
  next: { zh: '未达要求则升级为：{name}', en: 'when not met, followed by: {name}' },
  last: { zh: '最高级别', en: 'the highest level' },
  byHandOnly: { zh: '仅人工签发', en: 'issued by hand only' },
})

const most = 500

/** The slips within reach, open ones first, and by which rules they are issued. */
export function SlipsPage() {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const { state, set } = useAddress()
  const open = state.open === 'yes' || state.open === 'no' ? state.open : undefined
  const { level, task } = state
  const found = useQuery(api.slipList.queryOptions({ input: { level, task, open, pageSize: most } }))
  const levels = useQuery(api.slipLevels.queryOptions({ input: {} })).data?.levels ?? []
  return (
    <Page
      title={s('slips')}
      sentence={t('sentence')}
      problem={found.error}
      filters={
        <>
          <Select
            aria-label={s('level')}
            value={level ?? ''}
            style={{ width: 170 }}
            options={[
              { value: '', label: t('allLevels') },
              ...levels.map(({ id, name }) => ({ value: id, label: say(name) })),
            ]}
            onChange={(next) => set({ level: next === '' ? undefined : next })}
          />
          <Select
            aria-label={t('openFilter')}
            value={open ?? ''}
            style={{ width: 130 }}
            options={[
              { value: '', label: s('all') },
              { value: 'yes', label: t('openOnly') },
              { value: 'no', label: t('closedOnly') },
            ]}
            onChange={(next) => set({ open: next === '' ? undefined : next })}
          />
        </>
      }
    >
      <DataTable
        name={s('slips')}
        columns={useSlipColumns()}
        rows={found.data?.items ?? []}
        rowKey={({ id }) => id}
        rowTo={({ id }) => supervisionPaths.slip(id)}
        loading={found.isLoading}
        empty={
          <EmptyState title={t('none')} why={t('noneWhy')} act={<Go to={supervisionPaths.tasks()}>{s('tasks')}</Go>} />
        }
      />
      {levels.length === 0 ? null : (
        <PagePart title={t('levels')}>
          <ul className="sv-ones">
            {levels.map((one) => (
              <li key={one.id}>
                <LevelCard level={one} levels={levels} />
              </li>
            ))}
          </ul>
        </PagePart>
      )}
    </Page>
  )
}

function LevelCard({ level, levels }: { level: SlipLevel; levels: readonly SlipLevel[] }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const next = levels.find(({ id }) => id === level.next)
  const levelNames = new Map(levels.map(({ id, name }) => [id, say(name)]))
  return (
    <article className="sv-card">
      <p>
        <SlipMark colour={colourOf(level.colour)} name={say(level.name)} />
      </p>
      {level.when === null ? (
        <p>{t('byHandOnly')}</p>
      ) : (
        <p>
          {t('rule')}
          {ruleWords(level.when, language, (id) => levelNames.get(id))}
        </p>
      )}
      {level.byHand === null ? null : <p>{say(level.byHand)}</p>}
      <p className="jd-quiet">
        {level.days === null || level.count === null
          ? t('daysByHand')
          : t('days', { n: level.days, kind: t(`kind.${level.count}`) })}{' '}
        · {next === undefined ? t('last') : t('next', { name: say(next.name) })}
      </p>
    </article>
  )
}

function useSlipColumns(): Column<SlipSummary>[] {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const met = ({ met: was }: SlipSummary) => t(was === null ? 'met.open' : was ? 'met.yes' : 'met.no')
  return [
    {
      id: 'number',
      title: s('number'),
      value: ({ number }) => number,
      show: ({ id, number }) => <Go to={supervisionPaths.slip(id)}>{number}</Go>,
      width: 150,
    },
    {
      id: 'level',
      title: s('level'),
      value: ({ levelName }) => say(levelName),
      show: ({ colour, levelName }) => <SlipMark colour={colourOf(colour)} name={say(levelName)} />,
      width: 160,
    },
    { id: 'task', title: s('task'), value: ({ taskTitle }) => say(taskTitle), width: 280 },
    { id: 'recipient', title: s('recipient'), value: ({ recipient }) => say(recipient.name), width: 170 },
    { id: 'issued', title: t('issuedOn'), kind: 'date', value: ({ issuedOn }) => issuedOn, width: 110 },
    { id: 'deadline', title: s('deadline'), kind: 'date', value: ({ deadline }) => deadline, width: 110 },
    { id: 'late', title: t('late'), value: ({ isLate }) => (isLate ? t('yes') : ''), width: 80 },
    { id: 'state', title: s('state'), value: ({ stateName }) => say(stateName), width: 110 },
    { id: 'met', title: t('met'), value: met, width: 110 },
    { id: 'by', title: t('by'), value: ({ isByRule }) => t(isByRule ? 'byRule' : 'byHand'), hidden: true },
  ]
}
