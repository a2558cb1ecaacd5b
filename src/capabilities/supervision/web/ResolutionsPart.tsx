import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useState } from 'react'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { useUnitChoices } from '#capabilities/people/web/parts.tsx'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { ChoiceField, DateField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { supervisionContract } from '../contract.ts'
import type { MeetingDetail, Resolution } from '../contract/meetings.ts'
import { useNamesOf } from './names.tsx'
import { useRefused } from './refusals.ts'
import { words as shared } from './texts.ts'

const words = defineTexts({
  title: { zh: '决议', en: 'Resolutions' },
  add: { zh: '记决议', en: 'Record a resolution' },
  none: { zh: '还没有决议', en: 'No resolutions yet' },
  noneWhy: { zh: '记下决议后，可一步转为任务。', en: 'Once recorded, a resolution becomes a task with one act.' },
  text: { zh: '决议事项', en: 'What was resolved' },
  item: { zh: '议题', en: 'Item' },
  leadHelp: { zh: '不选则按议题的职责分工', en: 'None: as the duties of the item say' },
  toTask: { zh: '转为任务', en: 'Make it a task' },
  made: { zh: '已转为任务', en: 'It is a task now' },
  task: { zh: '看任务', en: 'Open the task' },
  line: { zh: '{lead} · {due} 前', en: '{lead} · by {due}' },
  noDue: { zh: '未定期限', en: 'no deadline' },
  needs: { zh: '期限', en: 'Deadline' },
})

/** What a meeting resolved, and the tasks that came of it. */
export function ResolutionsPart({ meeting }: { meeting: MeetingDetail }) {
  const t = useTexts(words)
  const refused = useRefused()
  const [adding, setAdding] = useState(false)
  const [asking, setAsking] = useState<Resolution>()
  return (
    <PagePart
      title={t('title')}
      acts={
        <ActButton decision={refused('supervision.meet', meeting.may.meet)} act={() => setAdding(true)}>
          {t('add')}
        </ActButton>
      }
    >
      {meeting.list.length === 0 ? <EmptyState title={t('none')} why={t('noneWhy')} /> : null}
      <ol className="sv-plain">
        {meeting.list.map((resolution) => (
          <li key={resolution.id} className="sv-card">
            <One meeting={meeting} resolution={resolution} onAsk={() => setAsking(resolution)} />
          </li>
        ))}
      </ol>
      <AddForm meeting={meeting} open={adding} onClose={() => setAdding(false)} />
      <TaskForm resolution={asking} onClose={() => setAsking(undefined)} />
    </PagePart>
  )
}

type OneProps = { meeting: MeetingDetail; resolution: Resolution; onAsk: () => void }

function One({ meeting, resolution, onAsk }: OneProps) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const names = useNamesOf()
  const refused = useRefused()
  const client = useQueryClient()
  const { message } = App.useApp()
  async function make(): Promise<void> {
    await api.resolutionToTask.call({ id: resolution.id })
    message.success(t('made'))
    await client.invalidateQueries({ queryKey: api.key() })
  }
  return (
    <>
      <p className="sv-said">
        {resolution.number}. {resolution.text}
      </p>
      <p className="jd-quiet">{t('line', { lead: names(resolution.lead), due: resolution.due ?? t('noDue') })}</p>
      {resolution.task === null ? (
        <div className="jd-acts">
          <ActButton
            small
            decision={refused('supervision.plan', meeting.may.plan)}
            act={resolution.due === null ? onAsk : make}
          >
            {t('toTask')}
            <span className="jd-hidden">{resolution.text}</span>
          </ActButton>
        </div>
      ) : (
        <Go to={supervisionPaths.task(resolution.task)}>{t('task')}</Go>
      )}
    </>
  )
}

type Added = FormValues & { text: string; item?: string; lead?: string[]; assist?: string[]; due?: string }

function AddForm({ meeting, open, onClose }: { meeting: MeetingDetail; open: boolean; onClose: () => void }) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const units = useUnitChoices()
  const client = useQueryClient()
  return (
    <DrawerForm<Added>
      title={t('add')}
      open={open}
      onClose={onClose}
      draft={`supervision-resolution-${meeting.id}`}
      submitLabel={t('add')}
      submit={async ({ text, item, lead, assist, due }) => {
        await api.resolutionAdd.call({
          id: meeting.id,
          text,
          lead: lead ?? [],
          assist: assist ?? [],
          ...(item === undefined ? {} : { item }),
          ...(due === undefined || due === '' ? {} : { due }),
        })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <TextField name="text" label={t('text')} rows={4} max={4000} required />
      <ChoiceField
        name="item"
        label={t('item')}
        choices={meeting.agenda.map(({ id, title }) => ({ value: id, label: title }))}
      />
      <ChoiceField name="lead" label={s('lead')} help={t('leadHelp')} choices={units} multiple />
      <ChoiceField name="assist" label={s('assist')} choices={units} multiple />
      <DateField name="due" label={s('due')} />
    </DrawerForm>
  )
}

/** A resolution without a deadline is asked for one before it becomes a task. */
function TaskForm({ resolution, onClose }: { resolution: Resolution | undefined; onClose: () => void }) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const client = useQueryClient()
  return (
    <DrawerForm<FormValues & { due: string }>
      title={t('toTask')}
      open={resolution !== undefined}
      onClose={onClose}
      submitLabel={t('toTask')}
      done={t('made')}
      submit={async ({ due }) => {
        if (resolution === undefined) return
        await api.resolutionToTask.call({ id: resolution.id, due })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <p className="sv-said">{resolution?.text}</p>
      <DateField name="due" label={t('needs')} required />
    </DrawerForm>
  )
}
