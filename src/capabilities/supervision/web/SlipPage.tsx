import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { CasePanel } from '#capabilities/workflows/web/parts.tsx'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { ChoiceField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { supervisionContract } from '../contract.ts'
import type { SlipDetail } from '../contract/slips.ts'
import { FilesField } from './FilesField.tsx'
import { colourOf } from './marks.tsx'
import { FileList } from './names.tsx'
import { useOffered } from './refusals.ts'
import { type SlipLine, SlipSheet } from './SlipSheet.tsx'
import { words as shared } from './texts.ts'
import './supervision.css'

const words = defineTexts({
  titled: { zh: '督办单 {number}', en: 'Slip {number}' },
  matter: { zh: '督办事项', en: 'Matter' },
  why: { zh: '督办事由', en: 'Why' },
  demand: { zh: '督办要求', en: 'Demanded' },
  moved: { zh: '{deadline}（原定 {original}）', en: '{deadline} (originally {original})' },
  byRule: { zh: '按规则自动签发', en: 'issued by rule' },
  issuedBy: { zh: '签发人', en: 'Issued by' },
  from: { zh: '由此单升级', en: 'Follows slip' },
  to: { zh: '已升级为', en: 'Followed by slip' },
  reply: { zh: '回复', en: 'Reply' },
  noReply: { zh: '（待回复）', en: '(not yet replied)' },
  decision: { zh: '处理意见', en: 'Decision' },
  noDecision: { zh: '（待处理）', en: '(not yet decided)' },
  met: { zh: '符合要求，办结', en: 'Met; closed' },
  notMet: { zh: '未达要求', en: 'Not met' },
  withdrawn: { zh: '撤回', en: 'Withdrawn' },
  signed: { zh: '{by} {at}', en: '{by} {at}' },
  writeReply: { zh: '回复', en: 'Reply' },
  replyText: { zh: '办理情况', en: 'What was done about it' },
  decide: { zh: '处理', en: 'Decide' },
  verdict: { zh: '处理结果', en: 'Decision' },
  escalates: {
    zh: '未达要求的，按规则签发上一级督办单。',
    en: 'If it is not met, the slip of the next level is issued.',
  },
  withdraw: { zh: '撤回', en: 'Withdraw' },
  next: { zh: '已签发上一级督办单 {number}', en: 'Slip {number} of the next level was issued' },
})

const replyingAct = 'reply'
const settlingAct = 'settle'
/** Acts for which the page has forms of its own. */
const actsOfForms = [replyingAct, settlingAct, 'declare_unmet', 'withdraw']

/** One slip as the paper that was issued, with reply and decision, and the case beneath it. */
export function SlipPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(supervisionContract)
  const s = useTexts(shared)
  const found = useQuery(api.slipShow.queryOptions({ input: { id } }))
  const crumbs = [{ title: s('slips'), to: supervisionPaths.slips() }]
  if (found.data === undefined)
    return <Page title={s('slip')} crumbs={crumbs} problem={found.error} loading={found.error === null} />
  return <Open slip={found.data} crumbs={crumbs} />
}

function Open({ slip, crumbs }: { slip: SlipDetail; crumbs: { title: string; to: string }[] }) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const client = useQueryClient()
  const offered = useOffered(slip.case)
  const [open, setOpen] = useState<'reply' | 'decide' | 'withdraw'>()
  const close = () => setOpen(undefined)
  const lines = useLines(slip)
  const reply = slip.reply === null && slip.withdrawn === null
  return (
    <Page
      title={t('titled', { number: slip.number })}
      crumbs={crumbs}
      acts={
        <>
          {slip.may.withdraw ? <ActButton act={() => setOpen('withdraw')}>{t('withdraw')}</ActButton> : null}
          {reply ? null : (
            <ActButton primary decision={offered(settlingAct)} act={() => setOpen('decide')}>
              {t('decide')}
            </ActButton>
          )}
          <Button onClick={() => globalThis.print()}>{s('print')}</Button>
        </>
      }
      primary={
        reply ? (
          <ActButton primary decision={offered(replyingAct)} act={() => setOpen('reply')}>
            {t('writeReply')}
          </ActButton>
        ) : undefined
      }
    >
      <SlipSheet
        colour={colourOf(slip.colour)}
        title={say(slip.levelName)}
        number={slip.number}
        issuedOn={slip.issuedOn}
        issuer={say(slip.issuer)}
        lines={lines}
      />
      <div className="jd-screen-only">
        <CasePanel
          caseId={slip.case}
          perform={(done) => api.slipAct.call({ id: slip.id, ...done })}
          except={actsOfForms}
          parts={['acts', 'clocks', 'diagram', 'family', 'files', 'timeline']}
          onDone={() => client.invalidateQueries({ queryKey: api.key() })}
        />
      </div>
      <ReplyForm slip={slip} open={open === 'reply'} onClose={close} />
      <DecideForm slip={slip} open={open === 'decide'} onClose={close} />
      <WithdrawForm slip={slip} open={open === 'withdraw'} onClose={close} />
    </Page>
  )
}

function useLines(slip: SlipDetail): SlipLine[] {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const { timeZone } = useSession().programme
  const signed = (by: string | null, at: string) => (
    <p className="sv-sheet-sign">{t('signed', { by: by ?? '', at: formatInstant(at, timeZone) })}</p>
  )
  const { reply, decision, withdrawn } = slip
  const lines: (SlipLine | undefined)[] = [
    { label: s('recipient'), content: say(slip.recipient.name) },
    { label: t('matter'), content: <Go to={supervisionPaths.task(slip.task)}>{say(slip.taskTitle)}</Go> },
    { label: t('why'), content: say(slip.reason) },
    { label: t('demand'), content: say(slip.demand) },
    {
      label: s('deadline'),
      content:
        slip.deadline === slip.originalDeadline
          ? slip.deadline
          : t('moved', { deadline: slip.deadline, original: slip.originalDeadline }),
    },
    { label: t('issuedBy'), content: slip.issuedBy ?? t('byRule') },
    slip.escalatedFrom === null
      ? undefined
      : {
          label: t('from'),
          content: <Go to={supervisionPaths.slip(slip.escalatedFrom.id)}>{slip.escalatedFrom.number}</Go>,
        },
    {
      label: t('reply'),
      content:
        reply === null ? (
          <span className="jd-quiet">{t('noReply')}</span>
        ) : (
          <>
            {reply.text}
            <FileList caseId={slip.case} files={reply.files} />
            {signed(reply.by, reply.at)}
          </>
        ),
    },
    {
      label: t('decision'),
      content:
        decision === null ? (
          <span className="jd-quiet">{t('noDecision')}</span>
        ) : (
          <>
            <strong>{t(decision.met ? 'met' : 'notMet')}</strong> {decision.reason}
            {signed(decision.by, decision.at)}
          </>
        ),
    },
    slip.escalatedTo === null
      ? undefined
      : { label: t('to'), content: <Go to={supervisionPaths.slip(slip.escalatedTo.id)}>{slip.escalatedTo.number}</Go> },
    withdrawn === null
      ? undefined
      : {
          label: t('withdrawn'),
          content: (
            <>
              {withdrawn.reason}
              {signed(withdrawn.by, withdrawn.at)}
            </>
          ),
        },
  ]
  return lines.filter((line) => line !== undefined)
}

type SlipFormProps = { slip: SlipDetail; open: boolean; onClose: () => void }

function ReplyForm({ slip, open, onClose }: SlipFormProps) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const say = useText()
  const client = useQueryClient()
  return (
    <DrawerForm<FormValues & { text: string; files?: string[] }>
      title={t('writeReply')}
      open={open}
      onClose={onClose}
      draft={`supervision-reply-${slip.id}`}
      submitLabel={t('writeReply')}
      submit={async ({ text, files }) => {
        await api.slipReply.call({ id: slip.id, expectedVersion: slip.version, text, files: files ?? [] })
        await client.invalidateQueries()
      }}
    >
      <p className="sv-said">{say(slip.demand)}</p>
      <TextField name="text" label={t('replyText')} rows={6} max={4000} required />
      <FilesField name="files" caseId={slip.case} act="reply" />
    </DrawerForm>
  )
}

function DecideForm({ slip, open, onClose }: SlipFormProps) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const client = useQueryClient()
  return (
    <DrawerForm<FormValues & { verdict: 'met' | 'notMet'; reason: string }>
      title={t('decide')}
      open={open}
      onClose={onClose}
      submitLabel={t('decide')}
      submit={async ({ verdict, reason }) => {
        await api.slipDecide.call({ id: slip.id, expectedVersion: slip.version, met: verdict === 'met', reason })
        await client.invalidateQueries()
      }}
    >
      <ChoiceField
        name="verdict"
        label={t('verdict')}
        help={t('escalates')}
        required
        choices={[
          { value: 'met', label: t('met') },
          { value: 'notMet', label: t('notMet') },
        ]}
      />
      <TextField name="reason" label={s('reason')} rows={4} max={4000} required />
    </DrawerForm>
  )
}

function WithdrawForm({ slip, open, onClose }: SlipFormProps) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const client = useQueryClient()
  return (
    <DrawerForm<FormValues & { reason: string }>
      title={t('withdraw')}
      open={open}
      onClose={onClose}
      danger
      submitLabel={t('withdraw')}
      submit={async ({ reason }) => {
        await api.slipWithdraw.call({ id: slip.id, expectedVersion: slip.version, reason })
        await client.invalidateQueries()
      }}
    >
      <TextField name="reason" label={s('reason')} rows={4} max={4000} required />
    </DrawerForm>
  )
}
