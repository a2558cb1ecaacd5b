import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { cataloguePaths } from '#base/paths/catalogue.ts'
import { useApi } from '#kit/web/api.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { ChoiceField, DateField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { catalogueContract, type PlatformDetail, type PlatformState } from '../contract.ts'
import { dispositions, platformKinds, platformStates, words } from './texts.ts'
import { useCitationWords, useUnitWords, useWordOf } from './units.tsx'

/** One platform: who has it, how far it is and since when, where its work is done. */
export function PlatformPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(catalogueContract)
  const t = useTexts(words)
  const say = useText()
  const [noting, setNoting] = useState(false)
  const found = useQuery(api.platform.queryOptions({ input: { id } }))
  const platform = found.data
  return (
    <Page
      title={platform === undefined ? t('platform') : say(platform.name)}
      sentence={platform === undefined ? undefined : say(platform.about)}
      crumbs={[{ title: t('platforms'), to: cataloguePaths.platforms() }]}
      problem={found.error}
      loading={found.isLoading}
      primary={
        platform === undefined ? undefined : (
          <ActButton decision={platform.mayRecord} act={() => setNoting(true)}>
            {t('noteState')}
          </ActButton>
        )
      }
    >
      {platform === undefined ? null : (
        <>
          <PlatformFacts platform={platform} />
          <PagePart title={t('history')} id="history">
            <States states={platform.states} />
          </PagePart>
          <StateNote platform={platform} open={noting} onClose={() => setNoting(false)} />
        </>
      )}
    </Page>
  )
}

function PlatformFacts({ platform }: { platform: PlatformDetail }) {
  const t = useTexts(words)
  const say = useText()
  const units = useUnitWords()
  const cite = useCitationWords()
  const kind = useWordOf(platformKinds)
  const state = useWordOf(platformStates)
  const disposition = useWordOf(dispositions)
  const { page, link, field, note } = platform
  return (
    <Facts
      items={[
        { label: t('kind'), value: kind(platform.kind) },
        { label: t('owner'), value: units(platform.owner) },
        { label: t('state'), value: state(platform.state) },
        {
          label: t('disposition'),
          value: (
            <>
              {disposition(platform.disposition)}
              {page === undefined ? null : (
                <>
                  {' · '}
                  <Go to={page}>{t('open')}</Go>
                </>
              )}
              {link === undefined ? null : (
                <>
                  {' · '}
                  <a href={link} rel="noreferrer">
                    {link}
                  </a>
                </>
              )}
            </>
          ),
        },
        ...(field === undefined ? [] : [{ label: t('field'), value: say(field) }]),
        { label: t('source'), value: cite(platform.source) },
        ...(note === undefined ? [] : [{ label: t('note'), value: say(note) }]),
      ]}
    />
  )
}

function States({ states }: { states: PlatformState[] }) {
  const t = useTexts(words)
  const state = useWordOf(platformStates)
  const cite = useCitationWords()
  const plain = { sort: false, filter: false } as const
  const columns: Column<PlatformState>[] = [
    { ...plain, id: 'state', title: t('state'), value: (row) => state(row.state), width: 120 },
    {
      ...plain,
      id: 'since',
      title: t('stateSince'),
      kind: 'date',
      value: (row) => row.since,
      show: (row) => row.since ?? <span className="jd-blank">{t('notStated')}</span>,
      width: 120,
    },
    {
      ...plain,
      id: 'known',
      title: t('howKnown'),
      value: ({ reason, source }) =>
        reason ?? (source === undefined ? '' : `${t('asTheDocumentSays')} · ${cite(source)}`),
      width: 520,
    },
  ]
  return (
    <DataTable
      name={t('history')}
      prefix="states."
      columns={columns}
      rows={states}
      rowKey={(row) => row.recordedAt ?? ''}
      searchable={false}
      empty={null}
    />
  )
}

type StateValues = { state?: 'planned' | 'building' | 'running' | 'ended'; since?: string; reason?: string }

function StateNote({ platform, open, onClose }: { platform: PlatformDetail; open: boolean; onClose: () => void }) {
  const api = useApi(catalogueContract)
  const t = useTexts(words)
  const say = useText()
  const client = useQueryClient()
  const choices = Object.entries(platformStates)
    .filter(([value]) => value !== 'not_stated')
    .map(([value, name]) => ({ value, label: say(name) }))
  return (
    <DrawerForm<StateValues>
      title={t('noteState')}
      open={open}
      onClose={onClose}
      submitLabel={t('save')}
      done={t('noted')}
      submit={async ({ state = 'planned', since = '', reason = '' }) => {
        await api.platformState.call({ id: platform.id, state, since, reason })
        await client.invalidateQueries()
      }}
    >
      <ChoiceField name="state" label={t('state')} choices={choices} required />
      <DateField name="since" label={t('stateSince')} required />
      <TextField name="reason" label={t('howKnown')} help={t('noPeople')} rows={3} required max={500} />
    </DrawerForm>
  )
}
