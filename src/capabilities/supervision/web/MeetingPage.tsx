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
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { supervisionContract } from '../contract.ts'
import type { AgendaItem, MeetingDetail } from '../contract/meetings.ts'
import { AgendaCard } from './AgendaCard.tsx'
import { AgendaForm } from './MeetingForms.tsx'
import { FileList, Stated, useNamesOf } from './names.tsx'
import { useRefused } from './refusals.ts'
import { ResolutionsPart } from './ResolutionsPart.tsx'
import { words as shared } from './texts.ts'
import './supervision.css'

const words = defineTexts({
  heldOn: { zh: '日期', en: 'Held on' },
  where: { zh: '地点', en: 'Where' },
  chair: { zh: '主持', en: 'Chair' },
  participants: { zh: '参加单位', en: 'Participants' },
  agenda: { zh: '议程', en: 'Agenda' },
  add: { zh: '加议题', en: 'Add an item' },
  noItems: { zh: '议程上还没有议题', en: 'Nothing on the agenda yet' },
  noItemsWhy: {
    zh: '用“加议题”写入，或从待上会议题中取。',
    en: 'Add an item, or take one of those that wait.',
  },
  waiting: { zh: '待上会议题', en: 'Items that wait for this series' },
  take: { zh: '列入议程', en: 'Put on the agenda' },
  off: { zh: '移出议程', en: 'Take off' },
  minutes: { zh: '纪要', en: 'Minutes' },
  write: { zh: '写纪要', en: 'Write the minutes' },
  rewrite: { zh: '改纪要', en: 'Change the minutes' },
  kept: { zh: '以前的版本保留在记录中。', en: 'Earlier versions stay on record.' },
  noMinutes: { zh: '还没有纪要', en: 'No minutes yet' },
  signed: { zh: '{by} · {at} · 第 {n} 版', en: '{by} · {at} · version {n}' },
  text: { zh: '纪要全文', en: 'Text of the minutes' },
})

/** One meeting: agenda with papers, minutes, resolutions and the tasks that they became. */
export function MeetingPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(supervisionContract)
  const s = useTexts(shared)
  const found = useQuery(api.meetingShow.queryOptions({ input: { id } }))
  const crumbs = [{ title: s('meetings'), to: supervisionPaths.meetings() }]
  if (found.data === undefined)
    return <Page title={s('meeting')} crumbs={crumbs} problem={found.error} loading={found.error === null} />
  return <Open meeting={found.data} crumbs={crumbs} />
}

function Open({ meeting, crumbs }: { meeting: MeetingDetail; crumbs: { title: string; to: string }[] }) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const names = useNamesOf()
  const client = useQueryClient()
  const [adding, setAdding] = useState(false)
  const refused = useRefused()
  const meet = refused('supervision.meet', meeting.may.meet, meeting.final)
  return (
    <Page
      title={say(meeting.title)}
      sentence={say(meeting.stateName)}
      crumbs={crumbs}
      acts={<Button onClick={() => globalThis.print()}>{s('print')}</Button>}
    >
      <Facts
        items={[
          { label: t('heldOn'), value: meeting.at === null ? meeting.heldOn : `${meeting.heldOn} ${meeting.at}` },
          { label: t('where'), value: <Stated text={meeting.where} /> },
          { label: t('chair'), value: <Stated text={say(meeting.chair ?? undefined)} /> },
          { label: t('participants'), value: <Stated text={names(meeting.participants)} /> },
          ...(meeting.base === null
            ? []
            : [
                {
                  label: s('base'),
                  value: <Go to={supervisionPaths.base(meeting.base.id)}>{say(meeting.base.name)}</Go>,
                },
              ]),
        ]}
      />
      <PagePart
        title={t('agenda')}
        acts={
          <ActButton decision={meet} act={() => setAdding(true)}>
            {t('add')}
          </ActButton>
        }
      >
        {meeting.agenda.length === 0 ? <EmptyState title={t('noItems')} why={t('noItemsWhy')} /> : null}
        <Items meeting={meeting} items={meeting.agenda} to={null} word={t('off')} />
        {meeting.waiting.length === 0 ? null : (
          <>
            <h3 className="sv-h">{t('waiting')}</h3>
            <Items meeting={meeting} items={meeting.waiting} to={meeting.id} word={t('take')} />
          </>
        )}
      </PagePart>
      <Minutes meeting={meeting} />
      <ResolutionsPart meeting={meeting} />
      {meeting.case === null ? null : (
        <div className="jd-screen-only">
          <CasePanel
            caseId={meeting.case}
            perform={(done) => api.meetingAct.call({ id: meeting.id, ...done })}
            parts={['acts', 'clocks', 'diagram', 'files', 'timeline']}
            onDone={() => client.invalidateQueries({ queryKey: api.key() })}
          />
        </div>
      )}
      <AgendaForm open={adding} onClose={() => setAdding(false)} meeting={meeting.id} />
    </Page>
  )
}

type ItemsProps = { meeting: MeetingDetail; items: readonly AgendaItem[]; to: string | null; word: string }

/** Items with the button that puts them on the agenda of this meeting or takes them off. */
function Items({ meeting, items, to, word }: ItemsProps) {
  const api = useApi(supervisionContract)
  const client = useQueryClient()
  const refused = useRefused()
  const meet = refused('supervision.meet', meeting.may.meet, meeting.final)
  return (
    <ul className="sv-plain">
      {items.map((item) => (
        <li key={item.id}>
          <AgendaCard
            item={item}
            acts={
              <ActButton
                small
                decision={meet}
                act={async () => {
                  await api.agendaPlace.call({ id: item.id, expectedVersion: item.version, meeting: to })
                  await client.invalidateQueries({ queryKey: api.key() })
                }}
              >
                {word}
                <span className="jd-hidden">{item.title}</span>
              </ActButton>
            }
          />
        </li>
      ))}
    </ul>
  )
}

function Minutes({ meeting }: { meeting: MeetingDetail }) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const { timeZone } = useSession().programme
  const refused = useRefused()
  const client = useQueryClient()
  const [writing, setWriting] = useState(false)
  const { minutes } = meeting
  return (
    <PagePart
      title={t('minutes')}
      acts={
        <ActButton decision={refused('supervision.meet', meeting.may.meet)} act={() => setWriting(true)}>
          {t(minutes === null ? 'write' : 'rewrite')}
        </ActButton>
      }
    >
      {minutes === null ? (
        <EmptyState title={t('noMinutes')} />
      ) : (
        <>
          <p className="sv-said">{minutes.text}</p>
          <FileList caseId={meeting.case} files={minutes.files} />
          <p className="jd-quiet jd-small">
            {t('signed', {
              by: minutes.by ?? '',
              at: formatInstant(minutes.at, timeZone),
              n: minutes.versions,
            })}
          </p>
        </>
      )}
      <DrawerForm<FormValues & { text: string }>
        title={t('minutes')}
        open={writing}
        onClose={() => setWriting(false)}
        wide
        draft={`supervision-minutes-${meeting.id}`}
        {...(minutes === null ? {} : { initial: { text: minutes.text } })}
        submitLabel={t('write')}
        submit={async ({ text }) => {
          await api.minutesRecord.call({ id: meeting.id, text })
          await client.invalidateQueries({ queryKey: api.key() })
        }}
      >
        <p className="jd-quiet">{t('kept')}</p>
        <TextField name="text" label={t('text')} rows={16} max={40_000} required />
      </DrawerForm>
    </PagePart>
  )
}
