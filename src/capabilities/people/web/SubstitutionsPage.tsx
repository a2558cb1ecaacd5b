import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Checkbox } from 'antd'
import { useState } from 'react'
import { peoplePaths } from '#base/paths/people.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { ChoiceField, DateField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { type Light, StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { peopleContract, type Substitution } from '../contract.ts'
import { substitutionWords as words } from './substitution-words.ts'
import { words as shared } from './texts.ts'
import { useToday } from './today.ts'

const lights: Record<Substitution['state'], Light> = {
  planned: 'none',
  in_force: 'on_schedule',
  over: 'done',
  ended: 'done',
}

/** Who stands in for whom, from when to when; somebody who manages people sees and makes it for others (`?person=`). */
export function SubstitutionsPage() {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const { actor } = useSession()
  const { state, set } = useAddress()
  const past = state.past === 'yes'
  const { person } = state
  const found = useQuery(
    api.substitutionList.queryOptions({
      input: { ...(person === undefined ? {} : { person }), past: past ? 'true' : 'false' },
    }),
  )
  const other = useQuery({
    ...api.personShow.queryOptions({ input: { id: person ?? '' } }),
    enabled: person !== undefined,
  })
  const [adding, setAdding] = useState(false)
  const [ending, setEnding] = useState<Substitution>()
  const standing = person === undefined ? (actor.standsInFor ?? []) : []
  return (
    <Page
      title={other.data === undefined ? t('title') : t('titleOf', { name: other.data.name })}
      sentence={t('sentence')}
      crumbs={
        person === undefined
          ? []
          : [
              { title: t('people'), to: peoplePaths.list() },
              { title: other.data?.name ?? '', to: peoplePaths.one(person) },
            ]
      }
      problem={found.error ?? other.error}
      filters={
        <Checkbox checked={past} onChange={(event) => set({ past: event.target.checked ? 'yes' : undefined })}>
          {t('past')}
        </Checkbox>
      }
      primary={
        <ActButton primary act={() => setAdding(true)}>
          {t('add')}
        </ActButton>
      }
    >
      {standing.length === 0 ? null : (
        <p className="jd-note" role="status">
          {t('standing', { names: standing.map(({ name }) => name).join('、') })}
        </p>
      )}
      <Table rows={found.data?.items ?? []} loading={found.isLoading} onEnd={setEnding} />
      {adding ? <Adding person={person} onClose={() => setAdding(false)} /> : null}
      {ending === undefined ? null : <Ending one={ending} onClose={() => setEnding(undefined)} />}
    </Page>
  )
}

type TableProps = { rows: Substitution[]; loading: boolean; onEnd: (one: Substitution) => void }

function Table({ rows, loading, onEnd }: TableProps) {
  const t = useTexts(words)
  const columns: Column<Substitution>[] = [
    { id: 'person', title: t('person'), value: (one) => one.person.name, width: 160 },
    { id: 'substitute', title: t('substitute'), value: (one) => one.substitute.name, width: 160 },
    { id: 'from', title: t('from'), kind: 'date', value: (one) => one.from, width: 110 },
    { id: 'to', title: t('to'), kind: 'date', value: (one) => one.to, width: 130 },
    {
      id: 'state',
      title: t('state'),
      value: (one) => t(one.state),
      show: (one) => <StatusLight light={lights[one.state]} word={t(one.state)} />,
      width: 130,
    },
    {
      id: 'reason',
      title: t('reason'),
      value: (one) => [one.reason, one.endedReason].filter((said) => said !== undefined).join(' · '),
      width: 260,
    },
    {
      id: 'acts',
      title: t('end'),
      value: () => '',
      show: (one) =>
        one.mayEnd ? (
          <ActButton small act={() => onEnd(one)}>
            {t('end')}
          </ActButton>
        ) : null,
      sort: false,
      filter: false,
      width: 90,
    },
  ]
  return (
    <DataTable
      name={t('title')}
      columns={columns}
      rows={rows}
      rowKey={(one) => one.id}
      loading={loading}
      searchable={false}
      empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
    />
  )
}

type Added = { substitute: string; from: string; to: string; reason: string }

function Adding({ person, onClose }: { person: string | undefined; onClose: () => void }) {
  const api = useApi(peopleContract)
  const client = useQueryClient()
  const t = useTexts(words)
  const say = useText()
  const today = useToday()
  const forWhom = person === undefined ? {} : { person }
  const choices = useQuery(api.substitutionChoices.queryOptions({ input: forWhom }))
  return (
    <DrawerForm<Added>
      title={t('add')}
      open
      onClose={onClose}
      initial={{ from: today, to: today }}
      draft={`substitution-${person ?? 'me'}`}
      submitLabel={t('add')}
      done={t('added')}
      submit={async (added) => {
        await api.substitutionCreate.call({ ...forWhom, ...added })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <ChoiceField
        name="substitute"
        label={t('substitute')}
        required
        choices={(choices.data?.people ?? []).map(({ id, name, organisationName }) => ({
          value: id,
          label: t('who', { name, unit: say(organisationName) }),
        }))}
      />
      <DateField name="from" label={t('from')} required />
      <DateField name="to" label={t('to')} required />
      <TextField name="reason" label={t('reason')} rows={3} required max={500} />
    </DrawerForm>
  )
}

function Ending({ one, onClose }: { one: Substitution; onClose: () => void }) {
  const api = useApi(peopleContract)
  const client = useQueryClient()
  const t = useTexts(words)
  const s = useTexts(shared)
  return (
    <DrawerForm<{ reason: string }>
      title={t('endTitle', { name: one.substitute.name })}
      open
      onClose={onClose}
      submitLabel={t('end')}
      done={t('endDone')}
      submit={async ({ reason }) => {
        await api.substitutionEnd.call({ id: one.id, reason })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <p className="jd-note">
        {one.person.name} · {s('from')} {one.from} · {s('to')} {one.to}
      </p>
      <TextField name="reason" label={t('endReason')} rows={3} required max={500} />
    </DrawerForm>
  )
}
