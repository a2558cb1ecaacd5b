import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { peoplePaths } from '#base/paths/people.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type Membership, type PersonSummary, peopleContract } from '../contract.ts'
import { stateWords } from './PeoplePage.tsx'
import { PasswordOnce } from './PasswordOnce.tsx'
import { PersonGuardPart } from './PersonGuardPart.tsx'
import { PersonErase } from './PersonErase.tsx'
import { privacyWords } from './privacy-words.ts'
import { RoleGive, RoleTake } from './person-create.tsx'
import { substitutionWords } from './substitution-words.ts'
import { words } from './texts.ts'
import { useToday } from './today.ts'

/** One person: account and roles held, now and before. */
export function PersonPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const person = useQuery(api.personShow.queryOptions({ input: { id } }))
  return (
    <Page
      title={person.data?.name ?? t('person')}
      crumbs={[{ title: t('people'), to: peoplePaths.list() }]}
      problem={person.error}
      loading={person.isLoading}
      acts={person.data === undefined ? null : <PersonActs person={person.data} />}
    >
      {person.data === undefined ? null : <PersonDetail person={person.data} />}
    </Page>
  )
}

function PersonActs({ person }: { person: PersonSummary }) {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const s = useTexts(substitutionWords)
  const p = useTexts(privacyWords)
  const may = useMay()
  const client = useQueryClient()
  const [password, setPassword] = useState<string>()
  const manage = person.erased ? ({ allowed: false, reason: 'people.is_erased' } as const) : may('people.manage')
  const refresh = () => client.invalidateQueries({ queryKey: api.key() })
  const { id, name, disabled } = person
  return (
    <>
      {manage.allowed ? <Go to={peoplePaths.substitutions(id)}>{s('title')}</Go> : null}
      {may('people.export').allowed ? <Go to={peoplePaths.data(id)}>{p('data')}</Go> : null}
      {may('people.erase').allowed && !person.erased ? <PersonErase person={id} onDone={refresh} /> : null}
      <ActButton
        decision={manage}
        confirm={{ title: t('reset'), detail: t('resetDetail', { name }), ok: t('reset') }}
        act={async () => setPassword((await api.personPasswordReset.call({ id })).password)}
      >
        {t('reset')}
      </ActButton>
      <ActButton
        danger={!disabled}
        decision={manage}
        confirm={disabled ? undefined : { title: t('close'), detail: t('closeDetail', { name }), ok: t('close') }}
        act={async () => {
          await api.personUpdate.call({ id, disabled: !disabled })
          await refresh()
        }}
      >
        {disabled ? t('reopen') : t('close')}
      </ActButton>
      <PasswordOnce
        made={password === undefined ? undefined : { name, login: person.login, password }}
        onClose={() => {
          setPassword(undefined)
          void refresh()
        }}
      />
    </>
  )
}

function PersonDetail({ person }: { person: PersonSummary }) {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const say = useText()
  const may = useMay()
  const client = useQueryClient()
  const { timeZone } = useSession().programme
  const [giving, setGiving] = useState(false)
  const [taking, setTaking] = useState<Membership>()
  const refresh = () => void client.invalidateQueries({ queryKey: api.key() })
  return (
    <>
      <Facts
        items={[
          { label: t('login'), value: person.login },
          {
            label: t('state'),
            value: stateWords(person)
              .map((word) => t(word))
              .join(' · '),
          },
          {
            label: t('lastSignIn'),
            value: person.lastSignIn === undefined ? t('never') : formatInstant(person.lastSignIn, timeZone),
          },
        ]}
      />
      <PagePart
        title={t('memberships')}
        acts={
          <ActButton decision={may('people.manage')} act={() => setGiving(true)}>
            {t('give')}
          </ActButton>
        }
      >
        <Memberships memberships={person.memberships} onTake={setTaking} />
      </PagePart>
      <PersonGuardPart person={person} />
      <RoleGive person={person.id} open={giving} onClose={() => setGiving(false)} onDone={refresh} />
      <RoleTake
        membership={taking?.id}
        role={taking === undefined ? '' : say(taking.roleName)}
        onClose={() => setTaking(undefined)}
        onDone={refresh}
      />
    </>
  )
}

function Memberships({ memberships, onTake }: { memberships: Membership[]; onTake: (membership: Membership) => void }) {
  const t = useTexts(words)
  const say = useText()
  const may = useMay()
  const today = useToday()
  const columns: Column<Membership>[] = [
    { id: 'role', title: t('role'), value: (one) => say(one.roleName), width: 180 },
    { id: 'organisation', title: t('organisation'), value: (one) => say(one.organisationName), width: 240 },
    { id: 'place', title: t('place'), value: (one) => say(one.placeName), width: 140 },
    { id: 'from', title: t('from'), kind: 'date', value: (one) => one.from, width: 110 },
    { id: 'to', title: t('to'), kind: 'date', value: (one) => one.to ?? t('open'), width: 110 },
    { id: 'state', title: t('state'), value: (one) => t(membershipState(one, today)), width: 110 },
    {
      id: 'acts',
      title: t('acts'),
      value: () => '',
      show: (one) =>
        one.revoked ? null : (
          <ActButton small danger decision={may('people.manage')} act={() => onTake(one)}>
            {t('take')}
          </ActButton>
        ),
      sort: false,
      filter: false,
      width: 120,
    },
  ]
  return (
    <DataTable
      name={t('memberships')}
      columns={columns}
      rows={memberships}
      rowKey={(one) => one.id}
      searchable={false}
      empty={<EmptyState title={t('noMemberships')} why={t('noMembershipsWhy')} />}
    />
  )
}

function membershipState(one: Membership, today: string): 'taken' | 'ended' | 'ahead' | 'held' {
  if (one.revoked) return 'taken'
  if (one.to !== undefined && one.to < today) return 'ended'
  return one.from > today ? 'ahead' : 'held'
}
