import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { peoplePaths } from '#base/paths/people.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { peopleContract } from '../contract.ts'
import type { PersonData } from '../contract-privacy.ts'
import { lookNames } from '../rules/look-names.ts'
import { actNames } from './act-words.ts'
import { privacyWords } from './privacy-words.ts'
import { useRoleNames } from './role-names.ts'

/** Everything that is kept of a person, to be read, printed and handed over. */
export function PersonDataPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(peopleContract)
  const t = useTexts(privacyWords)
  const may = useMay()
  const person = useQuery(api.personShow.queryOptions({ input: { id } }))
  const taken = useMutation(api.personDataTake.mutationOptions())
  const { data } = taken
  return (
    <Page
      title={t('data')}
      sentence={t('dataSentence')}
      crumbs={[{ title: person.data?.name ?? '', to: peoplePaths.one(id) }]}
      problem={person.error ?? taken.error}
      loading={person.isLoading}
      acts={data === undefined ? null : <Button onClick={() => download(data)}>{t('json')}</Button>}
      primary={
        <ActButton primary decision={may('people.export')} act={() => taken.mutateAsync({ id })}>
          {t(data === undefined ? 'take' : 'takeAgain')}
        </ActButton>
      }
    >
      {data === undefined ? <EmptyState title={t('notTaken')} why={t('notTakenWhy')} /> : <Kept data={data} />}
    </Page>
  )
}

function download(data: PersonData): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${data.person.login}.json`
  link.click()
  URL.revokeObjectURL(url)
}

function useInstant(): (at: string | null) => string {
  const t = useTexts(privacyWords)
  const { timeZone } = useSession().programme
  return (at) => (at === null ? t('none') : formatInstant(at, timeZone))
}

function Kept({ data }: { data: PersonData }) {
  const t = useTexts(privacyWords)
  const instant = useInstant()
  const { person } = data
  return (
    <>
      <Facts
        items={[
          { label: t('takenAt'), value: instant(data.takenAt) },
          { label: t('login'), value: person.login },
          { label: t('name'), value: person.name },
          { label: t('mail'), value: person.mail ?? t('none') },
          { label: t('createdAt'), value: instant(person.createdAt) },
          { label: t('lastSignIn'), value: instant(person.lastSignIn) },
        ]}
      />
      <Roles rows={data.memberships} />
      <Sessions rows={data.sessions} />
      <Done title={t('acts')} rows={data.acts} />
      <Done title={t('looked')} rows={data.looks} />
      <LookedAt rows={data.lookedAt} />
      <Traces rows={data.traces} />
    </>
  )
}

type PartProps<Row> = {
  readonly title: string
  readonly columns: Column<Row>[]
  readonly rows: Row[]
  readonly rowKey: (row: Row) => string
}

function Part<Row>({ title, columns, rows, rowKey }: PartProps<Row>) {
  const t = useTexts(privacyWords)
  return (
    <PagePart title={title}>
      <DataTable
        name={title}
        columns={columns}
        rows={rows}
        rowKey={rowKey}
        searchable={false}
        empty={<EmptyState title={t('none')} />}
      />
    </PagePart>
  )
}

function Roles({ rows }: { rows: PersonData['memberships'] }) {
  const t = useTexts(privacyWords)
  const names = useRoleNames()
  const columns: Column<PersonData['memberships'][number]>[] = [
    { id: 'role', title: t('role'), value: (one) => names.roles([one.role]), width: 160 },
    { id: 'organisation', title: t('organisation'), value: (one) => names.organisation(one.organisation), width: 220 },
    { id: 'place', title: t('place'), value: (one) => one.place ?? '', width: 120 },
    { id: 'from', title: t('from'), kind: 'date', value: (one) => one.from, width: 110 },
    { id: 'to', title: t('to'), kind: 'date', value: (one) => one.to ?? '', width: 110 },
  ]
  return (
    <Part
      title={t('memberships')}
      columns={columns}
      rows={rows}
      rowKey={(one) => [one.role, one.organisation, one.place, one.from, one.takenBackAt].join(' ')}
    />
  )
}

function Sessions({ rows }: { rows: PersonData['sessions'] }) {
  const t = useTexts(privacyWords)
  const instant = useInstant()
  const columns: Column<PersonData['sessions'][number]>[] = [
    { id: 'at', title: t('at'), value: (one) => instant(one.beganAt), width: 160 },
    { id: 'ends', title: t('endsAt'), value: (one) => instant(one.endsAt), width: 160 },
    { id: 'address', title: t('address'), value: (one) => one.address ?? '', width: 160 },
    { id: 'browser', title: t('browser'), value: (one) => one.browser ?? '', width: 360 },
  ]
  return <Part title={t('sessions')} columns={columns} rows={rows} rowKey={(one) => one.beganAt + one.endsAt} />
}

function Done({ title, rows }: { title: string; rows: PersonData['acts'] }) {
  const t = useTexts(privacyWords)
  const say = useText()
  const instant = useInstant()
  const columns: Column<PersonData['acts'][number]>[] = [
    {
      id: 'name',
      title: t('what'),
      value: (one) => say(actNames[one.name] ?? lookNames[one.name]) || one.name,
      width: 260,
    },
    { id: 'times', title: t('times'), kind: 'number', value: (one) => one.times, width: 90 },
    { id: 'first', title: t('first'), value: (one) => instant(one.first), width: 160 },
    { id: 'last', title: t('last'), value: (one) => instant(one.last), width: 160 },
  ]
  return <Part title={title} columns={columns} rows={rows} rowKey={(one) => one.name} />
}

function LookedAt({ rows }: { rows: PersonData['lookedAt'] }) {
  const t = useTexts(privacyWords)
  const say = useText()
  const instant = useInstant()
  const names = useRoleNames()
  const columns: Column<PersonData['lookedAt'][number]>[] = [
    { id: 'at', title: t('at'), value: (one) => instant(one.at), width: 160 },
    { id: 'roles', title: t('roles'), value: (one) => names.roles(one.roles), width: 200 },
    { id: 'what', title: t('what'), value: (one) => say(lookNames[one.what]) || one.what, width: 260 },
  ]
  const rowKey = (one: PersonData['lookedAt'][number]) => one.at + one.what
  return <Part title={t('lookedAt')} columns={columns} rows={rows} rowKey={rowKey} />
}

function Traces({ rows }: { rows: PersonData['traces'] }) {
  const t = useTexts(privacyWords)
  const columns: Column<PersonData['traces'][number]>[] = [
    { id: 'table', title: t('table'), value: (one) => one.table, width: 220 },
    { id: 'column', title: t('column'), value: (one) => one.column, width: 140 },
    { id: 'rows', title: t('count'), kind: 'number', value: (one) => one.rows, width: 90 },
    { id: 'fate', title: t('onErasure'), value: (one) => t(one.onErasure), width: 120 },
  ]
  return <Part title={t('traces')} columns={columns} rows={rows} rowKey={(one) => `${one.table}.${one.column}`} />
}
