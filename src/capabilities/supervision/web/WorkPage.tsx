import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { placePaths } from '#base/paths/places.ts'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { ChoiceField, DateField, NumberField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { supervisionContract } from '../contract.ts'
import type { WorkDetail } from '../contract/bases.ts'
import { IllustrativeMark, NotStated, Stated, useAmount, useCite, useNamesOf } from './names.tsx'
import { useToday } from './periods.ts'
import { useRefused } from './refusals.ts'
import { words as shared } from './texts.ts'
import './supervision.css'

const words = defineTexts({
  work: { zh: '工程', en: 'Work' },
  kind: { zh: '类别', en: 'Kind' },
  owner: { zh: '建设单位', en: 'Owner' },
  received: { zh: '已到位 {amount}', en: '{amount} came in' },
  stage: { zh: '阶段', en: 'Stage' },
  from: { zh: '起', en: 'From' },
  to: { zh: '止', en: 'To' },
  need: { zh: '资金需求', en: 'Need' },
  gap: { zh: '缺口', en: 'Gap' },
  money: { zh: '资金来源', en: 'Money by source' },
  milestones: { zh: '节点', en: 'Milestones' },
  milestone: { zh: '节点', en: 'Milestone' },
  reachedOn: { zh: '达到日期', en: 'Reached on' },
  notReached: { zh: '未达到', en: 'not reached' },
  overdue: { zh: '逾期', en: 'overdue' },
  record: { zh: '登记进展', en: 'Record progress' },
  recorded: { zh: '已登记', en: 'Recorded' },
  progress: { zh: '进展', en: 'Progress' },
  noProgress: { zh: '还没有登记进展', en: 'No progress recorded yet' },
  noMilestones: { zh: '文件没有写明节点', en: 'No milestones are stated' },
  noMoney: { zh: '文件没有写明资金来源', en: 'No source of money is stated' },
  on: { zh: '日期', en: 'On' },
  words: { zh: '情况', en: 'In words' },
  moneyFrom: { zh: '到位资金来源', en: 'Money came from' },
  moneyAmount: { zh: '到位金额', en: 'Amount' },
  note: { zh: '说明', en: 'Note' },
  entry: { zh: '{on} · {by} · 登记于 {at}', en: '{on} · {by} · recorded {at}' },
})

/** One work: stage, milestones, money by source and what was recorded of it. */
export function WorkPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const found = useQuery(api.workShow.queryOptions({ input: { id } }))
  const crumbs = [{ title: s('works'), to: supervisionPaths.works() }]
  if (found.data === undefined)
    return <Page title={t('work')} crumbs={crumbs} problem={found.error} loading={found.error === null} />
  return <Open work={found.data} crumbs={crumbs} />
}

function Open({ work, crumbs }: { work: WorkDetail; crumbs: { title: string; to: string }[] }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const names = useNamesOf()
  const cite = useCite()
  const refused = useRefused()
  const [recording, setRecording] = useState(false)
  const write = useAmount()
  const amount = (value: string | null) => write(value, work.unit)
  return (
    <Page
      title={say(work.name)}
      sentence={<IllustrativeMark is={work.isIllustrative} />}
      crumbs={crumbs}
      primary={
        <ActButton primary decision={refused('supervision.record', work.may.record)} act={() => setRecording(true)}>
          {t('record')}
        </ActButton>
      }
    >
      <Facts
        items={[
          { label: t('kind'), value: say(work.kindName) },
          { label: s('base'), value: <Go to={placePaths.one(work.base.id)}>{say(work.base.name)}</Go> },
          { label: t('owner'), value: work.owner.length === 0 ? <NotStated /> : names(work.owner) },
          { label: s('lead'), value: work.lead.length === 0 ? <NotStated /> : names(work.lead) },
          {
            label: t('stage'),
            value: [say(work.stageName), work.asOf ?? '', say(work.stageWords ?? undefined)]
              .filter((part) => part !== '')
              .join(' · '),
          },
          { label: t('from'), value: <Stated text={work.from} /> },
          { label: t('to'), value: <Stated text={work.to} /> },
          { label: t('need'), value: amount(work.need) },
          { label: t('gap'), value: amount(work.gap) },
          { label: s('source'), value: cite(work.clause) },
          ...(work.note === null ? [] : [{ label: t('note'), value: say(work.note) }]),
        ]}
      />
      <p className="sv-said sv-about">{say(work.about)}</p>
      <PagePart title={t('milestones')}>
        <Milestones work={work} />
      </PagePart>
      <PagePart title={t('money')}>
        {work.sources.length === 0 ? (
          <EmptyState title={t('noMoney')} />
        ) : (
          <Facts
            items={work.sources.map(({ name, period, amount: value, received, clause }) => ({
              label: period === null ? say(name) : `${say(name)} ${period}`,
              value: (
                <>
                  {amount(value)} {received === null ? '' : t('received', { amount: amount(received) })}{' '}
                  <span className="jd-quiet jd-small">{cite(clause)}</span>
                </>
              ),
            }))}
          />
        )}
      </PagePart>
      {work.tasks.length === 0 ? null : (
        <PagePart title={s('tasks')}>
          <ul className="sv-list">
            {work.tasks.map(({ id, number, title }) => (
              <li key={id}>
                <Go to={supervisionPaths.task(id)}>
                  {number} {say(title)}
                </Go>
              </li>
            ))}
          </ul>
        </PagePart>
      )}
      <PagePart title={t('progress')}>
        <Progress work={work} />
      </PagePart>
      <RecordForm work={work} open={recording} onClose={() => setRecording(false)} />
    </Page>
  )
}

function Milestones({ work }: { work: WorkDetail }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  if (work.list.length === 0) return <EmptyState title={t('noMilestones')} />
  return (
    <div className="jd-table-scroll" role="region" aria-label={t('milestones')} tabIndex={0}>
      <table className="jd-table sv-wrap">
        <thead>
          <tr>
            <th scope="col" className="jd-first">
              {t('milestone')}
            </th>
            <th scope="col">{s('due')}</th>
            <th scope="col">{t('reachedOn')}</th>
            <th scope="col">{s('evidence')}</th>
          </tr>
        </thead>
        <tbody>
          {work.list.map(({ id, name, due, reachedOn, evidence, isOverdue }) => (
            <tr key={id}>
              <th scope="row" className="jd-first">
                {say(name)}
              </th>
              <td>
                <Stated text={due} />
              </td>
              <td>{reachedOn ?? t(isOverdue ? 'overdue' : 'notReached')}</td>
              <td>{evidence ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Progress({ work }: { work: WorkDetail }) {
  const t = useTexts(words)
  const { timeZone } = useSession().programme
  if (work.progress.length === 0) return <EmptyState title={t('noProgress')} />
  return (
    <ol className="sv-plain">
      {work.progress.map(({ id, on, words: said, evidence, at, by }) => (
        <li key={id} className="sv-card">
          <p className="sv-said">{said}</p>
          {evidence === null ? null : <p>{evidence}</p>}
          <p className="jd-quiet jd-small">{t('entry', { on, by: by ?? '', at: formatInstant(at, timeZone) })}</p>
        </li>
      ))}
    </ol>
  )
}

type Recorded = FormValues & {
  on: string
  words: string
  milestone?: string
  evidence?: string
  source?: string
  amount?: string
}

function RecordForm({ work, open, onClose }: { work: WorkDetail; open: boolean; onClose: () => void }) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const today = useToday()
  const client = useQueryClient()
  return (
    <DrawerForm<Recorded>
      title={t('record')}
      open={open}
      onClose={onClose}
      initial={{ on: today }}
      submitLabel={t('record')}
      done={t('recorded')}
      submit={async ({ on, words: said, milestone, evidence, source, amount }) => {
        await api.workRecord.call({
          id: work.id,
          on,
          words: said,
          ...(milestone === undefined ? {} : { milestone }),
          ...(evidence === undefined || evidence === '' ? {} : { evidence }),
          ...(source === undefined || amount === undefined ? {} : { money: { source, amount } }),
        })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <DateField name="on" label={t('on')} required />
      <TextField name="words" label={t('words')} rows={4} max={4000} required />
      <ChoiceField
        name="milestone"
        label={t('milestone')}
        choices={work.list.map(({ id, name }) => ({ value: id, label: say(name) }))}
      />
      <TextField name="evidence" label={s('evidence')} max={1000} />
      <ChoiceField
        name="source"
        label={t('moneyFrom')}
        choices={work.sources.map(({ source, name }) => ({ value: source, label: say(name) }))}
      />
      <NumberField name="amount" label={t('moneyAmount')} unit={work.unit} />
    </DrawerForm>
  )
}
