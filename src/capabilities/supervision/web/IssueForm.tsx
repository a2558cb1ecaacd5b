import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Form } from 'antd'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, DateField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { supervisionContract } from '../contract.ts'
import type { SlipLevel } from '../contract/slips.ts'
import type { TaskDetail } from '../contract/tasks.ts'
import { colourOf, SlipMark } from './marks.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  title: { zh: '签发督办单', en: 'Issue a slip' },
  submit: { zh: '签发', en: 'Issue' },
  demand: { zh: '督办要求', en: 'What is demanded' },
  reason: { zh: '督办事由', en: 'Why it is issued' },
  deadlineHelp: {
    zh: '不填则按级别：{n} 个{kind}。',
    en: 'Left empty, as the level says: {n} {kind}.',
  },
  deadlineByHand: {
    zh: '级别没有写明时限的，由签发人定。',
    en: 'Where the level states none, whoever issues the slip sets it.',
  },
  'kind.working': { zh: '工作日', en: 'working days' },
  'kind.calendar': { zh: '自然日', en: 'calendar days' },
})

type Issued = FormValues & { level: string; recipient?: string; deadline?: string; reason: string; demand: string }

type IssueProps = { task: TaskDetail; open: boolean; onClose: () => void }

/** A slip issued by hand: level, recipient, what is demanded until when. */
export function IssueForm({ task, open, onClose }: IssueProps) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const go = useGo()
  const client = useQueryClient()
  const levels = useQuery(api.slipLevels.queryOptions({ input: {}, enabled: open })).data?.levels ?? []
  return (
    <DrawerForm<Issued>
      title={t('title')}
      open={open}
      onClose={onClose}
      draft={`supervision-slip-${task.id}`}
      submitLabel={t('submit')}
      initial={task.lead[0] === undefined ? {} : { recipient: task.lead[0].id }}
      submit={async ({ level, recipient, deadline, reason, demand }) => {
        const { id } = await api.slipIssue.call({
          task: task.id,
          level,
          reason,
          demand,
          ...(recipient === undefined ? {} : { recipient }),
          ...(deadline === undefined || deadline === '' ? {} : { deadline }),
        })
        await client.invalidateQueries()
        go(supervisionPaths.slip(id))
      }}
    >
      <Fields task={task} levels={levels} />
    </DrawerForm>
  )
}

function Fields({ task, levels }: { task: TaskDetail; levels: readonly SlipLevel[] }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const chosen = Form.useWatch<string | undefined>('level')
  const level = levels.find(({ id }) => id === chosen)
  return (
    <>
      <ChoiceField
        name="level"
        label={s('level')}
        required
        choices={levels.filter(({ may }) => may).map(({ id, name }) => ({ value: id, label: say(name) }))}
      />
      {level === undefined ? null : (
        <p>
          <SlipMark colour={colourOf(level.colour)} name={say(level.name)} />{' '}
          <span className="jd-quiet">{say(level.byHand ?? undefined)}</span>
        </p>
      )}
      <ChoiceField
        name="recipient"
        label={s('recipient')}
        required
        choices={[...task.lead, ...task.assist].map(({ id, name }) => ({ value: id, label: say(name) }))}
      />
      <DateField
        name="deadline"
        label={s('deadline')}
        required={level !== undefined && level.days === null}
        help={
          level === undefined || level.days === null || level.count === null
            ? t('deadlineByHand')
            : t('deadlineHelp', { n: level.days, kind: t(`kind.${level.count}`) })
        }
      />
      <TextField name="reason" label={t('reason')} rows={3} max={4000} required />
      <TextField name="demand" label={t('demand')} rows={3} max={4000} required />
    </>
  )
}
