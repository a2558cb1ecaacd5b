import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { AgreementDetail, FrozenRow } from '../contract/agreements.ts'
import { agreementWords, useCheckName } from './agreement-words.ts'
import { AnswerMark, shortQuantity, useRowWhy } from './CheckRows.tsx'

const words = defineTexts({
  check: { zh: '核查', en: 'Check' },
  status: { zh: '状态', en: 'Status' },
  'status.judged': { zh: '已核查', en: 'judged' },
  'status.open': { zh: '可核查', en: 'can be made' },
  'status.late': { zh: '逾期未核查', en: 'late' },
  'status.later': { zh: '未到', en: 'not yet' },
  'status.waiting': { zh: '待起算', en: 'waits' },
  rows: { zh: '涉及指标', en: 'Rows' },
  comma: { zh: '、', en: ', ' },
  act: { zh: '登记', en: 'Record' },
  again: { zh: '重新核查', en: 'Judge again' },
  row: { zh: '指标（协议约定）', en: 'Row, as agreed' },
  next: { zh: '下次核查', en: 'Next' },
  last: { zh: '最近结果', en: 'Last result' },
  value: { zh: '实际', en: 'There was' },
  why: { zh: '原因', en: 'Why' },
  noRows: { zh: '协议没有控制指标', en: 'The agreement has no rows' },
  noRowsWhy: {
    zh: '登记时没有选定产业，只监管开工、竣工和投产期限。',
    en: 'No industry was elected, so only start, completion and production are supervised.',
  },
  source: { zh: '依据', en: 'Source' },
  notYet: { zh: '尚未核查', en: 'not checked yet' },
})

type Due = AgreementDetail['checks'][number]
const lights = { judged: 'done', open: 'near', late: 'overdue', later: 'on_schedule', waiting: 'none' } as const

/** Every check with when it can and has to be made, and how it stands. */
export function ChecksDue({ agreement, onCheck }: { agreement: AgreementDetail; onCheck: (key: string) => void }) {
  const t = useTexts(words)
  const s = useTexts(agreementWords)
  const say = useText()
  const name = useCheckName()
  const names = new Map(agreement.rows.map((one) => [one.row, say(one.name)]))
  const waits = ({ waits: why }: Due) =>
    why === 'production' ? s('waitsProduction') : why === null ? '' : s('notStated')
  const may = agreement.may.supervise && !agreement.final
  const columns: Column<Due>[] = [
    {
      id: 'status',
      title: t('status'),
      value: ({ status }) => t(`status.${status}`),
      show: ({ status }) => <StatusLight light={lights[status]} word={t(`status.${status}`)} />,
      width: 130,
    },
    { id: 'check', title: t('check'), value: (one) => name(one), width: 160 },
    { id: 'opens', title: s('opens'), value: (one) => one.opens ?? waits(one), width: 150 },
    { id: 'due', title: s('due'), value: (one) => one.due ?? waits(one), width: 130 },
    {
      id: 'rows',
      title: t('rows'),
      value: ({ rows }) => rows.map((row) => names.get(row) ?? row).join(t('comma')),
      width: 320,
    },
  ]
  if (may)
    columns.push({
      id: 'act',
      title: '',
      value: () => '',
      sort: false,
      filter: false,
      show: ({ key, status }) =>
        status === 'later' || status === 'waiting' ? null : (
          <ActButton small act={() => onCheck(key)}>
            {t(status === 'judged' ? 'again' : 'act')}
          </ActButton>
        ),
      width: 110,
    })
  return (
    <DataTable name={t('check')} columns={columns} rows={agreement.checks} rowKey={({ key }) => key} empty={null} />
  )
}

/** What was agreed on, row by row: when it is judged next, what came out last, and why. */
export function FrozenRows({ agreement }: { agreement: AgreementDetail }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const s = useTexts(agreementWords)
  const name = useCheckName()
  const why = useRowWhy()
  const checks = new Map(agreement.checks.map((one) => [one.key, one]))
  const next = ({ due }: FrozenRow) => {
    const check = checks.get(due?.key ?? '')
    return check === undefined ? '' : [name(check), due?.due].filter((part) => typeof part === 'string').join(' ')
  }
  const columns: Column<FrozenRow>[] = [
    {
      id: 'row',
      title: t('row'),
      value: ({ words: said }) => say(said),
      show: ({ words: said, definition }) => (
        <>
          {say(said)}
          {definition === null ? null : <p className="jd-quiet jd-small">{say(definition)}</p>}
        </>
      ),
      width: 380,
    },
    { id: 'next', title: t('next'), value: next, width: 190 },
    {
      id: 'last',
      title: t('last'),
      value: ({ last }) => (last === null ? t('notYet') : s(`answer.${last.answer}`)),
      show: ({ last }) =>
        last === null ? <span className="jd-blank">{t('notYet')}</span> : <AnswerMark answer={last.answer} />,
      width: 120,
    },
    {
      id: 'value',
      title: t('value'),
      value: ({ last }) => (last === null || last.value === null ? '' : shortQuantity(last.value, language)),
      width: 130,
    },
    { id: 'why', title: t('why'), value: ({ last }) => (last === null ? '' : why(last)), width: 240 },
    {
      id: 'source',
      title: t('source'),
      value: ({ clause }) => (clause === null ? '' : `${say(clause.title)} ${clause.clause}`.trim()),
      width: 180,
      hidden: true,
    },
  ]
  return (
    <DataTable
      name={t('row')}
      columns={columns}
      rows={agreement.rows}
      rowKey={({ row }) => row}
      empty={<EmptyState title={t('noRows')} why={t('noRowsWhy')} />}
    />
  )
}
