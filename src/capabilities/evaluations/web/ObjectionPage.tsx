import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { App } from 'antd'
import { useState } from 'react'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { ActButtons, CaseTimeline, ClockLight } from '#capabilities/workflows/web/parts.tsx'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { ChoiceField, NumberField, TextField } from '#kit/web/ui/fields.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { evaluationsContract } from '../contract.ts'
import type { ObjectionDetail } from '../contract/objections.ts'
import { amountText } from './names.tsx'
import { DecisionLight, useAbout } from './ObjectionTable.tsx'
import { words as shared } from './texts.ts'
import './evaluations.css'

const words = defineTexts({
  title: { zh: '{name} 的异议', en: 'Objection of {name}' },
  about: { zh: '异议事项', en: 'About' },
  stood: { zh: '原记录', en: 'What stood' },
  asked: { zh: '要求更正为', en: 'What it should be' },
  evidence: { zh: '理由与证据', en: 'Reason and evidence' },
  decision: { zh: '处理结果', en: 'Decision' },
  decidedBy: { zh: '{by}，{at}', en: '{by}, {at}' },
  standsNow: { zh: '更正为 {value}', en: 'It stands at {value} from now on' },
  countedIn: { zh: '已计入第 {n} 次计算', en: 'Counted in from result {n} on' },
  notCounted: { zh: '待复算计入', en: 'Waits for the next computation' },
  filed: { zh: '提出', en: 'Filed' },
  card: { zh: '评分卡', en: 'Score card' },
  clocks: { zh: '时限', en: 'Deadlines' },
  timeline: { zh: '办理记录', en: 'What was done' },
  acceptReason: { zh: '理由', en: 'Reason' },
  acceptValue: { zh: '更正为（与要求不同时填写）', en: 'What stands from now on, when it is not what was asked' },
  nothing: { zh: '未填', en: 'not stated' },
})

/** One objection: what stood, what was asked, the evidence, the decision and its reason. */
export function ObjectionPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(evaluationsContract)
  const s = useTexts(shared)
  const t = useTexts(words)
  const found = useQuery(api.objectionShow.queryOptions({ input: { id } }))
  const one = found.data
  const crumbs = [
    { title: s('evaluations'), to: evaluationPaths.list() },
    { title: s('objections'), to: evaluationPaths.objections() },
  ]
  if (one === undefined)
    return <Page title={s('objection')} crumbs={crumbs} problem={found.error} loading={found.error === null} />
  return <Open one={one} title={t('title', { name: one.unitName })} crumbs={crumbs} />
}

type OpenProps = { one: ObjectionDetail; title: string; crumbs: { title: string; to: string }[] }

function useValueText(one: ObjectionDetail): (value: string | null) => string {
  const t = useTexts(words)
  const s = useTexts(shared)
  const language = useLanguage()
  return (value) => {
    if (value === null) return t('nothing')
    if (value === 'true' || value === 'false') return s(value === 'true' ? 'yes' : 'no')
    return /^-?\d/.test(value) ? amountText(value, one.amountUnit ?? 'one', language) : value
  }
}

function Open({ one, title, crumbs }: OpenProps) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const client = useQueryClient()
  const { message } = App.useApp()
  const [problem, setProblem] = useState<unknown>()
  const [accepting, setAccepting] = useState(false)
  const accept = one.acts.find(({ to }) => to === 'accepted')

  async function perform(act: string, reason?: string, value?: string | boolean): Promise<void> {
    setProblem(undefined)
    try {
      await api.objectionAct.call({
        id: one.id,
        act,
        revision: one.revision,
        ...(reason === undefined ? {} : { reason }),
        ...(value === undefined ? {} : { value }),
      })
      message.success(s('done', { act: say(one.acts.find((each) => each.act === act)?.name) }))
      await client.invalidateQueries({ queryKey: api.key() })
    } catch (thrown) {
      setProblem(thrown)
      if (reason !== undefined) throw thrown
    }
  }

  return (
    <Page
      title={title}
      sentence={say(one.stateName)}
      crumbs={crumbs}
      acts={<ActButtons acts={one.acts} perform={perform} except={accept === undefined ? [] : [accept.act]} />}
      primary={
        accept === undefined ? undefined : (
          <ActButton primary decision={accept.decision} act={() => setAccepting(true)}>
            {say(accept.name)}
          </ActButton>
        )
      }
    >
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      <Facts items={useFacts(one)} />
      <PagePart title={t('evidence')}>
        <p className="ev-said">{one.evidence}</p>
      </PagePart>
      <Decision one={one} />
      <PagePart title={t('timeline')}>
        <CaseTimeline entries={one.timeline} />
      </PagePart>
      {accept === undefined ? null : (
        <AcceptForm
          one={one}
          name={say(accept.name)}
          open={accepting}
          onClose={() => setAccepting(false)}
          accept={(reason, value) => perform(accept.act, reason, value)}
        />
      )}
    </Page>
  )
}

function useFacts(one: ObjectionDetail) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const about = useAbout()
  const value = useValueText(one)
  const { programme } = useSession()
  return [
    { label: t('about'), value: about(one) },
    ...(one.about === 'result'
      ? []
      : [
          { label: t('stood'), value: value(one.stood) },
          { label: t('asked'), value: value(one.asked) },
        ]),
    {
      label: s('run'),
      value: (
        <Go to={evaluationPaths.one(one.run)}>
          {say(one.schemeName)} {formatPeriod(one.period, language)}
        </Go>
      ),
    },
    { label: t('card'), value: <Go to={evaluationPaths.card(one.run, one.unit)}>{one.unitName}</Go> },
    { label: t('filed'), value: `${one.filedBy ?? ''} ${formatInstant(one.filedAt, programme.timeZone)}` },
    ...(one.clocks.length === 0
      ? []
      : [{ label: t('clocks'), value: one.clocks.map((clock) => <ClockLight key={clock.id} clock={clock} />) }]),
  ]
}

function Decision({ one }: { one: ObjectionDetail }) {
  const t = useTexts(words)
  const value = useValueText(one)
  const { programme } = useSession()
  if (one.decision === null) return null
  const { accepted, reason, at, by, value: stands } = one.decision
  return (
    <PagePart title={t('decision')}>
      <p>
        <DecisionLight accepted={accepted} />{' '}
        <span className="jd-quiet">{t('decidedBy', { by: by ?? '', at: formatInstant(at, programme.timeZone) })}</span>
      </p>
      <p className="ev-said">{reason}</p>
      {accepted && one.about !== 'result' ? (
        <p>
          {t('standsNow', { value: value(stands) })}
          {' · '}
          {one.countedIn === null ? t('notCounted') : t('countedIn', { n: one.countedIn })}
        </p>
      ) : null}
    </PagePart>
  )
}

type AcceptProps = {
  one: ObjectionDetail
  name: string
  open: boolean
  onClose: () => void
  accept: (reason: string, value?: string | boolean) => Promise<void>
}

function AcceptForm({ one, name, open, onClose, accept }: AcceptProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  return (
    <DrawerForm<{ reason: string; value?: string }>
      title={name}
      open={open}
      onClose={onClose}
      submitLabel={name}
      submit={({ reason, value }) =>
        accept(reason, value === undefined ? undefined : one.about === 'fact' ? value === 'yes' : value)
      }
    >
      {one.about === 'input' ? (
        <NumberField
          name="value"
          label={t('acceptValue')}
          {...(one.amountUnit === null ? {} : { unit: one.amountUnit })}
        />
      ) : null}
      {one.about === 'fact' ? (
        <ChoiceField
          name="value"
          label={t('acceptValue')}
          choices={[
            { value: 'yes', label: s('yes') },
            { value: 'no', label: s('no') },
          ]}
        />
      ) : null}
      <TextField name="reason" label={t('acceptReason')} rows={4} max={2000} required />
    </DrawerForm>
  )
}
