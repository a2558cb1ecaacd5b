import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { workflowPaths } from '#base/paths/workflows.ts'
import { peopleContract } from '#capabilities/people/contract.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { ChoiceField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { type Light, StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type Branch, type CaseDetail, type RelatedCase, workflowsContract } from '../contract.ts'
import { FileSize } from './FilesField.tsx'
import { useActorName } from './actor-name.ts'
import { caseWords as words } from './case-words.ts'

/** The page of a subject by its kind, as the app knows them. */
export type SubjectPages = Readonly<Record<string, (subject: string) => string>>

const parties = ['lead', 'assist', 'decide'] as const

/** State and due date with their light, the units that are answerable, whose it is, who opened it. */
export function CaseFacts({ one, refresh }: { one: CaseDetail; refresh: () => Promise<unknown> }) {
  const t = useTexts(words)
  const say = useText()
  const actorName = useActorName()
  const language = useLanguage()
  const [assigning, setAssigning] = useState(false)
  const items = [
    { label: t('state'), value: say(one.stateName) },
    ...(one.nextDue === undefined || one.final
      ? []
      : [{ label: t('due'), value: <StatusLight light={one.light} note={one.nextDue} /> }]),
    ...parties
      .filter((role) => one.parties[role].length > 0)
      .map((role) => ({
        label: t(role),
        value: one.parties[role].map(({ name }) => say(name)).join(language === 'zh' ? '、' : ', '),
      })),
    ...(one.assignee === undefined && !one.assign.allowed
      ? []
      : [{ label: t('assignee'), value: one.assignee?.name ?? <span className="jd-quiet">{t('nobody')}</span> }]),
    { label: t('opener'), value: actorName(one.opener) },
  ]
  return (
    <>
      <Facts items={items} />
      {one.assign.allowed && !one.final ? (
        <p className="wf-assign jd-screen-only">
          <ActButton small act={() => setAssigning(true)}>
            {t('assign')}
          </ActButton>
        </p>
      ) : null}
      {assigning ? <AssignDrawer one={one} refresh={refresh} onClose={() => setAssigning(false)} /> : null}
    </>
  )
}

type Assigned = { lead?: string[]; assist?: string[]; decide?: string[]; assignee?: string; reason?: string }

function AssignDrawer({
  one,
  refresh,
  onClose,
}: {
  one: CaseDetail
  refresh: () => Promise<unknown>
  onClose: () => void
}) {
  const api = useApi(workflowsContract)
  const people = useApi(peopleContract)
  const t = useTexts(words)
  const say = useText()
  const organisations = useQuery(people.organisationList.queryOptions({}))
  const colleagues = useQuery(people.substitutionChoices.queryOptions({ input: {} }))
  const units = (organisations.data ?? []).map(({ id, name }) => ({ value: id, label: say(name) }))
  const asked = (one.definition as { parties?: readonly (typeof parties)[number][] }).parties ?? []
  const persons = (colleagues.data?.people ?? []).map(({ id, name }) => ({ value: id, label: name }))
  if (one.assignee !== undefined && !persons.some(({ value }) => value === one.assignee?.id))
    persons.push({ value: one.assignee.id, label: one.assignee.name })
  const initial: Assigned = {
    ...Object.fromEntries(asked.map((role) => [role, one.parties[role].map(({ id }) => id)])),
    ...(one.assignee === undefined ? {} : { assignee: one.assignee.id }),
  }
  return (
    <DrawerForm<Assigned>
      title={t('assignTitle')}
      open
      onClose={onClose}
      initial={initial}
      submitLabel={t('assign')}
      done={t('assigned')}
      submit={async ({ assignee, reason, ...roles }) => {
        const said = Object.fromEntries(asked.map((role) => [role, roles[role] ?? []]))
        await api.caseAssign.call({
          id: one.id,
          expectedVersion: one.version,
          ...said,
          assignee: assignee ?? null,
          ...(reason === undefined || reason === '' ? {} : { reason }),
        })
        await refresh()
      }}
    >
      {asked.map((role) => (
        <ChoiceField key={role} name={role} label={t(role)} choices={units} multiple />
      ))}
      <ChoiceField name="assignee" label={t('assignee')} choices={persons} />
      <TextField name="reason" label={t('reason')} rows={3} max={2000} />
    </DrawerForm>
  )
}

/** What each unit has to say while several work on the case at once; nothing where there are none. */
export function CaseBranches({ one }: { one: CaseDetail }) {
  const t = useTexts(words)
  const say = useText()
  const { programme } = useSession()
  const unitsOf = (branch: Branch) =>
    (branch.unit === undefined ? branch.units : [branch.unit]).map(({ name }) => say(name)).join(' · ')
  const lightOf = (branch: Branch): Light => (branch.outcome !== undefined ? 'done' : (branch.light ?? 'on_schedule'))
  const columns: Column<Branch>[] = [
    { id: 'unit', title: t('unit'), value: unitsOf, width: 180 },
    { id: 'branch', title: t('branch'), value: (branch) => say(branch.name), width: 160 },
    {
      id: 'outcome',
      title: t('outcome'),
      value: (branch) => (branch.outcomeName === undefined ? t('waiting') : say(branch.outcomeName)),
      show: (branch) => <OutcomeMark branch={branch} />,
      width: 150,
    },
    { id: 'reason', title: t('reason'), value: (branch) => branch.reason, width: 220 },
    { id: 'due', title: t('due'), kind: 'date', value: (branch) => branch.due, width: 110 },
    {
      id: 'light',
      title: t('light'),
      value: lightOf,
      show: (branch) => <StatusLight light={lightOf(branch)} />,
      width: 110,
    },
    { id: 'by', title: t('by'), value: (branch) => branch.by?.name, width: 130 },
    {
      id: 'on',
      title: t('on'),
      value: (branch) => (branch.at === undefined ? undefined : formatInstant(branch.at, programme.timeZone)),
      width: 140,
    },
  ]
  return (
    <DataTable
      name={t('branches')}
      prefix="branches"
      columns={columns}
      rows={one.branches}
      rowKey={(branch) => branch.id}
      searchable={false}
      empty={null}
    />
  )
}

/** An outcome by shape and word: agreed, refused, still at work. */
function OutcomeMark({ branch }: { branch: Branch }) {
  const t = useTexts(words)
  const say = useText()
  if (branch.outcomeName === undefined) return <span className="jd-quiet">… {t('waiting')}</span>
  return (
    <span className={branch.good === false ? 'wf-bad' : 'wf-good'}>
      <span aria-hidden="true">{branch.good === false ? '✕' : '✓'}</span> {say(branch.outcomeName)}
    </span>
  )
}

type FamilyRow = RelatedCase & { role: 'parent' | 'subcases' }

/** The case above this one and those beneath it. */
export function CaseFamily({ one, pages = {} }: { one: CaseDetail; pages?: SubjectPages | undefined }) {
  const t = useTexts(words)
  const say = useText()
  const rows: FamilyRow[] = [
    ...(one.parent === undefined ? [] : [{ ...one.parent, role: 'parent' as const }]),
    ...one.subcases.map((related) => ({ ...related, role: 'subcases' as const })),
  ]
  const to = (row: FamilyRow) => pages[row.subjectKind]?.(row.subject) ?? workflowPaths.one(row.id)
  const columns: Column<FamilyRow>[] = [
    {
      id: 'matter',
      title: t('matter'),
      value: (row) => say(row.title),
      show: (row) => <Go to={to(row)}>{say(row.title)}</Go>,
      width: 320,
    },
    { id: 'role', title: t('family'), value: (row) => t(row.role), width: 130 },
    { id: 'state', title: t('state'), value: (row) => say(row.stateName), width: 120 },
    {
      id: 'light',
      title: t('light'),
      value: (row) => (row.final ? 'done' : row.light),
      show: (row) => <StatusLight light={row.final ? 'done' : row.light} />,
      width: 110,
    },
    { id: 'due', title: t('due'), kind: 'date', value: (row) => row.due, width: 110 },
  ]
  return (
    <DataTable
      name={t('family')}
      prefix="family"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowTo={to}
      searchable={false}
      empty={<p className="jd-quiet">{t('noFamily')}</p>}
    />
  )
}

type CaseFile = CaseDetail['files'][number]

/** Where a file of a case is fetched. */
export function fileAddress(caseId: string, file: string): string {
  return `/api/cases/${encodeURIComponent(caseId)}/files/${encodeURIComponent(file)}`
}

/** Every file of a case: what it is, who attached it, when, with which act. */
export function CaseFiles({ one }: { one: CaseDetail }) {
  const t = useTexts(words)
  const say = useText()
  const actorName = useActorName()
  const { programme } = useSession()
  const actOf = (file: CaseFile) => {
    const entry = one.timeline.find(({ number }) => number === file.act)
    return entry === undefined ? t('notYet') : say(entry.name)
  }
  const columns: Column<CaseFile>[] = [
    {
      id: 'file',
      title: t('file'),
      value: (file) => file.name,
      show: (file) => (
        <a href={fileAddress(one.id, file.id)} download={file.name}>
          {file.name}
        </a>
      ),
      width: 280,
    },
    {
      id: 'size',
      title: t('size'),
      value: (file) => file.size,
      show: (file) => <FileSize bytes={file.size} />,
      width: 90,
    },
    { id: 'with', title: t('with'), value: actOf, width: 140 },
    { id: 'by', title: t('by'), value: ({ by }) => actorName(by), width: 140 },
    { id: 'on', title: t('on'), value: (file) => formatInstant(file.at, programme.timeZone), width: 150 },
  ]
  return (
    <DataTable
      name={t('files')}
      prefix="files"
      columns={columns}
      rows={one.files}
      rowKey={(file) => file.id}
      searchable={false}
      empty={<p className="jd-quiet">{t('noFiles')}</p>}
    />
  )
}
