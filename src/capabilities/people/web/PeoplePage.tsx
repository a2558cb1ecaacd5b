import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { peoplePaths } from '#base/paths/people.ts'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { useTableState } from '#kit/web/ui/table/state.ts'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { type PersonSummary, peopleContract } from '../contract.ts'
import { PasswordOnce } from './PasswordOnce.tsx'
import { PersonCreate, ServiceCreate } from './person-create.tsx'
import { accountWords } from './account-words.ts'
import { RequestsPart } from './RequestsPart.tsx'
import { words } from './texts.ts'

const portion = 100

/** Everybody with an account: who holds which role for which organisation. */
export function PeoplePage() {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const may = useMay()
  const go = useGo()
  const client = useQueryClient()
  const a = useTexts(accountWords)
  const [serving, setServing] = useState(false)
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<{ person: PersonSummary; password: string }>()
  const table = useTableState()
  const search = table.state.words === '' ? undefined : table.state.words
  const role = table.state.filters.role?.split(',')[0]
  const people = useInfiniteQuery(
    api.personList.infiniteOptions({
      input: (offset: number) => ({ search, role, offset, limit: portion }),
      initialPageParam: 0,
      getNextPageParam: (last, pages) => {
        const held = pages.reduce((sum, page) => sum + page.people.length, 0)
        return held < last.total ? held : undefined
      },
    }),
  )
  const rows = useMemo(() => people.data?.pages.flatMap((page) => page.people) ?? [], [people.data])
  const columns = usePeopleColumns()
  return (
    <Page
      title={t('people')}
      sentence={t('peopleSentence')}
      problem={people.error}
      acts={
        <>
          <Button onClick={() => go(peoplePaths.roles())}>{t('rolesPage')}</Button>
          <ActButton decision={may('people.manage')} act={() => setServing(true)}>
            {a('addService')}
          </ActButton>
        </>
      }
      primary={
        <ActButton primary decision={may('people.manage')} act={() => setAdding(true)}>
          {t('add')}
        </ActButton>
      }
    >
      {may('people.manage').allowed ? <RequestsPart /> : null}
      <DataTable
        name={t('people')}
        columns={columns}
        rows={rows}
        rowKey={(person) => person.id}
        rowTo={(person) => peoplePaths.one(person.id)}
        loading={people.isLoading}
        remote={remoteRows(people, people.data?.pages[0]?.total ?? 0)}
        empty={<EmptyState title={t('noPeople')} why={t('noPeopleWhy')} />}
      />
      <ServiceCreate
        open={serving}
        onClose={() => setServing(false)}
        onDone={() => void client.invalidateQueries({ queryKey: api.personList.key() })}
      />
      <PersonCreate open={adding} onClose={() => setAdding(false)} onCreated={setMade} />
      <PasswordOnce
        made={made === undefined ? undefined : { ...made.person, password: made.password }}
        onClose={() => {
          setMade(undefined)
          void client.invalidateQueries({ queryKey: api.personList.key() })
        }}
      />
    </Page>
  )
}

function usePeopleColumns(): Column<PersonSummary>[] {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const say = useText()
  const { timeZone } = useSession().programme
  const roles = useQuery(api.roleList.queryOptions())
  return useMemo(() => {
    const held = (person: PersonSummary) => person.memberships.filter((one) => !one.revoked)
    const all = (names: string[]) => [...new Set(names)].join(' · ')
    return [
      { id: 'name', title: t('name'), value: (person) => person.name, sort: false, filter: false, width: 160 },
      { id: 'login', title: t('login'), value: (person) => person.login, sort: false, filter: false, width: 140 },
      {
        id: 'role',
        title: t('roles'),
        kind: 'choice',
        choices: (roles.data ?? []).map((role) => ({ value: role.id, label: say(role.name) })),
        value: (person) => held(person)[0]?.role,
        show: (person) => all(held(person).map((one) => say(one.roleName))),
        sort: false,
        width: 160,
      },
      {
        id: 'organisation',
        title: t('organisation'),
        value: (person) => all(held(person).map((one) => say(one.organisationName))),
        sort: false,
        filter: false,
        width: 200,
      },
      {
        id: 'place',
        title: t('place'),
        value: (person) =>
          all(held(person).flatMap((one) => (one.placeName === undefined ? [] : [say(one.placeName)]))),
        sort: false,
        filter: false,
        width: 110,
      },
      {
        id: 'state',
        title: t('state'),
        value: (person) =>
          stateWords(person)
            .map((word) => t(word))
            .join(' · '),
        sort: false,
        filter: false,
        width: 160,
      },
      {
        id: 'seen',
        title: t('lastSignIn'),
        value: (person) => (person.lastSignIn === undefined ? t('never') : formatInstant(person.lastSignIn, timeZone)),
        sort: false,
        filter: false,
        width: 160,
      },
    ]
  }, [t, say, timeZone, roles.data])
}

/** Words for the state of an account, the weightiest first. */
export function stateWords(
  person: PersonSummary,
): ('disabled' | 'erased' | 'service' | 'lockedShort' | 'firstPassword' | 'demoAccount' | 'active')[] {
  if (person.disabled) return [person.erased ? 'erased' : 'disabled']
  const found = [
    ...(person.service ? (['service'] as const) : []),
    ...(person.locked ? (['lockedShort'] as const) : []),
    ...(person.mustChangePassword ? (['firstPassword'] as const) : []),
    ...(person.demo ? (['demoAccount'] as const) : []),
  ]
  return found.length === 0 ? ['active'] : found
}
