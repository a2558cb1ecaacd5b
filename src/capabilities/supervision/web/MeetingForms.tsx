import { useQuery, useQueryClient } from '@tanstack/react-query'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { useUnitChoices } from '#capabilities/people/web/parts.tsx'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, DateField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import type { Choice } from '#kit/web/ui/table/columns.ts'
import { supervisionContract } from '../contract.ts'
import { useBaseChoices } from './names.tsx'
import { useToday } from './periods.ts'
import { words as shared } from './texts.ts'

const words = defineTexts({
  call: { zh: '召集会议', en: 'Call a meeting' },
  series: { zh: '例会', en: 'Series' },
  seriesHelp: { zh: '不选则为单次会议，须写名称', en: 'None: a single meeting, which needs a title' },
  heldOn: { zh: '日期', en: 'Held on' },
  at: { zh: '时间（如 09:30）', en: 'Time, such as 09:30' },
  where: { zh: '地点', en: 'Where' },
  participants: { zh: '参加单位', en: 'Participants' },
  propose: { zh: '提出议题', en: 'Propose an item' },
  proposed: { zh: '已提出', en: 'Proposed' },
  proposer: { zh: '提出单位', en: 'Proposed by' },
  papers: { zh: '材料（汇报要点、建议意见）', en: 'Papers: what is put before the meeting' },
  decides: { zh: '送哪个例会决定', en: 'Which series decides it' },
  decidesHelp: { zh: '不选则按职责分工', en: 'None: as the duties say' },
})

function useSeriesChoices(open: boolean): Choice[] {
  const api = useApi(supervisionContract)
  const say = useText()
  const { data } = useQuery(api.meetingSeries.queryOptions({ input: {}, enabled: open }))
  return (data?.items ?? []).map(({ id, name }) => ({ value: id, label: say(name) }))
}

function isSaid(value: string | undefined): value is string {
  return value !== undefined && value !== ''
}

type Called = FormValues & {
  series?: string
  title?: string
  heldOn: string
  at?: string
  where?: string
  base?: string
  participants?: string[]
}

type OpenProps = { open: boolean; onClose: () => void }

/** A meeting: of a series or on its own. */
export function MeetingForm({ open, onClose }: OpenProps) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const go = useGo()
  const today = useToday()
  const client = useQueryClient()
  return (
    <DrawerForm<Called>
      title={t('call')}
      open={open}
      onClose={onClose}
      draft="supervision-meeting"
      initial={{ heldOn: today }}
      submitLabel={t('call')}
      submit={async ({ series, title, heldOn, at, where, base, participants }) => {
        const { id } = await api.meetingCreate.call({
          heldOn,
          participants: participants ?? [],
          ...(isSaid(series) ? { series } : {}),
          ...(isSaid(title) ? { title } : {}),
          ...(isSaid(at) ? { at } : {}),
          ...(isSaid(where) ? { where } : {}),
          ...(isSaid(base) ? { base } : {}),
        })
        await client.invalidateQueries({ queryKey: api.key() })
        go(supervisionPaths.meeting(id))
      }}
    >
      <ChoiceField name="series" label={t('series')} help={t('seriesHelp')} choices={useSeriesChoices(open)} />
      <TextField name="title" label={s('title')} max={300} />
      <DateField name="heldOn" label={t('heldOn')} required />
      <TextField name="at" label={t('at')} max={5} />
      <TextField name="where" label={t('where')} max={200} />
      <ChoiceField name="base" label={s('base')} choices={useBaseChoices()} />
      <ChoiceField name="participants" label={t('participants')} choices={useUnitChoices()} multiple />
    </DrawerForm>
  )
}

type Proposed = FormValues & { title: string; proposer: string; papers?: string; series?: string; base?: string }

/** An item for a meeting; with a meeting it goes on its agenda at once. */
export function AgendaForm({ open, onClose, meeting }: OpenProps & { meeting?: string }) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const { actor } = useSession()
  const client = useQueryClient()
  const series = useSeriesChoices(open)
  return (
    <DrawerForm<Proposed>
      title={t('propose')}
      open={open}
      onClose={onClose}
      draft={`supervision-agenda-${meeting ?? 'open'}`}
      initial={actor.organisation === undefined ? {} : { proposer: actor.organisation }}
      submitLabel={t('propose')}
      done={t('proposed')}
      submit={async ({ title, proposer, papers, series: chosen, base }) => {
        await api.agendaAdd.call({
          title,
          proposer,
          ...(isSaid(papers) ? { papers } : {}),
          ...(isSaid(chosen) ? { series: chosen } : {}),
          ...(isSaid(base) ? { base } : {}),
          ...(meeting === undefined ? {} : { meeting }),
        })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <TextField name="title" label={s('title')} max={300} required />
      <ChoiceField name="proposer" label={t('proposer')} choices={useUnitChoices()} required />
      <TextField name="papers" label={t('papers')} rows={6} max={10_000} />
      <ChoiceField name="base" label={s('base')} choices={useBaseChoices()} />
      {meeting === undefined ? (
        <ChoiceField name="series" label={t('decides')} help={t('decidesHelp')} choices={series} />
      ) : null}
    </DrawerForm>
  )
}
