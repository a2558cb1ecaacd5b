import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { ChoiceField, DateField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { peopleContract } from '../contract.ts'
import type { Key } from '../contract-keys.ts'
import { accountWords } from './account-words.ts'
import { CodesOnce } from './CodesOnce.tsx'
import { permissionNames } from './permission-words.ts'

/** Keys by which programs act for me, or for a service that I look after. */
export function KeysPart({ person }: { person?: string }) {
  const api = useApi(peopleContract)
  const t = useTexts(accountWords)
  const client = useQueryClient()
  const keys = useQuery(api.keyList.queryOptions({ input: { person } }))
  const [making, setMaking] = useState(false)
  const [revoking, setRevoking] = useState<Key>()
  const [secret, setSecret] = useState<string>()
  const refresh = () => void client.invalidateQueries({ queryKey: api.keyList.key() })
  const columns = useKeyColumns(setRevoking)
  return (
    <PagePart title={t('keys')} acts={<ActButton act={() => setMaking(true)}>{t('makeKey')}</ActButton>}>
      <p className="jd-quiet">{t('keysSentence')}</p>
      <DataTable
        name={t('keys')}
        columns={columns}
        rows={keys.data?.items ?? []}
        rowKey={(one) => one.id}
        searchable={false}
        loading={keys.isLoading}
        empty={<EmptyState title={t('noKeys')} why={t('noKeysWhy')} />}
      />
      <KeyMake
        person={person}
        permissions={keys.data?.permissions ?? []}
        lastDay={keys.data?.lastDay ?? ''}
        open={making}
        onClose={() => setMaking(false)}
        onMade={(made) => {
          setSecret(made)
          refresh()
        }}
      />
      <DrawerForm<{ reason: string }>
        title={t('revokeTitle', { name: revoking?.name ?? '' })}
        open={revoking !== undefined}
        onClose={() => setRevoking(undefined)}
        onDone={refresh}
        done={t('revokedDone')}
        submitLabel={t('revoke')}
        danger
        submit={async ({ reason }) => {
          if (revoking !== undefined) await api.keyRevoke.call({ id: revoking.id, reason })
        }}
      >
        <TextField name="reason" label={t('reason')} rows={3} required max={500} />
      </DrawerForm>
      <CodesOnce
        title={t('keyOnce')}
        help={t('keyOnceHelp')}
        codes={secret === undefined ? undefined : [secret]}
        onClose={() => setSecret(undefined)}
      />
    </PagePart>
  )
}

type KeyValues = { name: string; permissions: string[]; places?: string[]; expiresOn: string }
type KeyMakeProps = {
  person: string | undefined
  permissions: readonly string[]
  lastDay: string
  open: boolean
  onClose: () => void
  onMade: (secret: string) => void
}

function KeyMake({ person, permissions, lastDay, open, onClose, onMade }: KeyMakeProps) {
  const api = useApi(peopleContract)
  const t = useTexts(accountWords)
  const say = useText()
  const { places } = useSession()
  return (
    <DrawerForm<KeyValues>
      title={t('makeKey')}
      open={open}
      onClose={onClose}
      submitLabel={t('makeKey')}
      submit={async ({ places: only, ...values }) => {
        const narrowed = only === undefined || only.length === 0 ? {} : { places: only }
        onMade((await api.keyCreate.call({ person, ...values, ...narrowed })).secret)
      }}
    >
      <TextField name="name" label={t('keyName')} required max={100} />
      <ChoiceField
        name="permissions"
        label={t('permissions')}
        multiple
        required
        choices={permissions.map((value) => ({ value, label: say(permissionNames[value]) || value }))}
      />
      <ChoiceField
        name="places"
        label={t('places')}
        help={t('placesHelp')}
        multiple
        choices={places.map(({ id, name }) => ({ value: id, label: say(name) }))}
      />
      <DateField name="expiresOn" label={t('lastDay')} help={t('lastDayHelp', { day: lastDay })} required />
    </DrawerForm>
  )
}

function useKeyColumns(onRevoke: (key: Key) => void): Column<Key>[] {
  const t = useTexts(accountWords)
  const say = useText()
  const { places, programme } = useSession()
  const placeName = (id: string) => say(places.find((place) => place.id === id)?.name) || id
  return [
    { id: 'name', title: t('keyName'), value: (one) => one.name, width: 160 },
    {
      id: 'prefix',
      title: t('keyPrefix'),
      value: (one) => one.prefix,
      show: (one) => <code>{one.prefix}</code>,
      width: 150,
    },
    {
      id: 'permissions',
      title: t('permissions'),
      value: (one) => one.permissions.map((each) => say(permissionNames[each]) || each).join(' · '),
      width: 240,
    },
    {
      id: 'places',
      title: t('places'),
      value: (one) => one.places?.map(placeName).join(' · ') ?? t('everywhere'),
      width: 140,
    },
    { id: 'lastDay', title: t('lastDay'), kind: 'date', value: (one) => one.expiresOn, width: 110 },
    {
      id: 'used',
      title: t('lastUsed'),
      value: (one) => (one.lastUsedAt === undefined ? t('never') : formatInstant(one.lastUsedAt, programme.timeZone)),
      width: 150,
    },
    { id: 'state', title: t('state'), value: (one) => t(one.state), width: 90 },
    {
      id: 'acts',
      title: t('acts'),
      value: () => '',
      show: (one) =>
        one.state === 'revoked' ? null : (
          <ActButton small danger act={() => onRevoke(one)}>
            {t('revoke')}
          </ActButton>
        ),
      sort: false,
      filter: false,
      width: 110,
    },
  ]
}
