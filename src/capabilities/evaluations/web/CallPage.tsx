import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { ChoiceField, PlaceField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { evaluationsContract } from '../contract.ts'
import type { CallDetail } from '../contract/calls.ts'
import { ApplicationCard } from './ApplicationCard.tsx'
import { callWords as words } from './call-texts.ts'
import { StageLight } from './CallsPage.tsx'
import { words as shared } from './texts.ts'
import './evaluations.css'

/** One call: its terms, the applications that one may see, marks, experts, and the way to the ranking. */
export function CallPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const found = useQuery(api.callShow.queryOptions({ input: { id } }))
  const call = found.data
  const crumbs = [{ title: t('calls'), to: evaluationPaths.calls() }]
  if (call === undefined)
    return <Page title={t('call')} crumbs={crumbs} problem={found.error} loading={found.error === null} />
  return <Open call={call} crumbs={crumbs} />
}

function Open({ call, crumbs }: { call: CallDetail; crumbs: { title: string; to: string }[] }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const go = useGo()
  const may = useMay()
  const client = useQueryClient()
  const [applying, setApplying] = useState(false)
  const canApply = call.stage === 'open' && may('evaluations.apply').allowed
  async function begin(): Promise<void> {
    const { id } = await api.callEvaluate.call({ id: call.id })
    await client.invalidateQueries({ queryKey: api.key() })
    go(evaluationPaths.one(id))
  }
  return (
    <Page
      title={call.title}
      crumbs={crumbs}
      acts={
        call.run === null ? null : (
          <Go to={evaluationPaths.one(call.run)} className="ev-link">
            {t('result')}
          </Go>
        )
      }
      primary={
        canApply ? (
          <ActButton primary act={() => setApplying(true)}>
            {t('apply')}
          </ActButton>
        ) : call.mayRun && call.run === null && call.stage === 'closed' ? (
          <ActButton primary act={begin}>
            {t('evaluate')}
          </ActButton>
        ) : undefined
      }
    >
      <Facts
        items={[
          { label: s('state'), value: <StageLight stage={call.stage} /> },
          { label: s('scheme'), value: <Go to={evaluationPaths.scheme(call.scheme)}>{say(call.schemeName)}</Go> },
          { label: s('period'), value: formatPeriod(call.period, language) },
          { label: t('opensOn'), value: call.opensOn },
          { label: t('closesOn'), value: call.closesOn },
        ]}
      />
      <PagePart title={t('terms')}>
        <p className="ev-said">{call.terms}</p>
      </PagePart>
      <PagePart title={t('applications')}>
        {call.items.length === 0 ? <EmptyState title={t('noApplications')} why={t('noApplicationsWhy')} /> : null}
        {call.items.map((application) => (
          <ApplicationCard key={application.id} call={call} application={application} />
        ))}
      </PagePart>
      {call.mayRun ? <Experts call={call} /> : null}
      <ApplyForm call={call} open={applying} onClose={() => setApplying(false)} />
    </Page>
  )
}

function Experts({ call }: { call: CallDetail }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const say = useText()
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const applicants = new Map(call.items.map((one) => [one.organisation, say(one.organisationName)]))
  return (
    <PagePart title={t('experts')} acts={<ActButton act={() => setOpen(true)}>{t('appoint')}</ActButton>}>
      {call.experts.length === 0 ? <p className="jd-quiet">{t('noExperts')}</p> : null}
      <ul className="ev-list">
        {call.experts.map(({ person, name, conflicts }) => (
          <li key={person}>
            {name ?? person}{' '}
            <span className="jd-quiet">
              {t('conflicts')}{' '}
              {conflicts.length === 0 ? t('noConflicts') : conflicts.map((one) => say(one.name)).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      <DrawerForm<FormValues & { person: string; conflicts?: string[] }>
        title={t('appoint')}
        open={open}
        onClose={() => setOpen(false)}
        submitLabel={t('appoint')}
        submit={async ({ person, conflicts }) => {
          await api.expertAppoint.call({ id: call.id, person: person.trim(), conflicts: conflicts ?? [] })
          await client.invalidateQueries({ queryKey: api.key() })
        }}
      >
        <TextField name="person" label={t('person')} help={t('personHelp')} required />
        <ChoiceField
          name="conflicts"
          label={t('conflicts')}
          multiple
          choices={[...applicants].map(([value, label]) => ({ value, label }))}
        />
      </DrawerForm>
    </PagePart>
  )
}

type Applied = FormValues & { place: string; name: string; industry?: string; statement: string }

function ApplyForm({ call, open, onClose }: { call: CallDetail; open: boolean; onClose: () => void }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const client = useQueryClient()
  const { actor } = useSession()
  return (
    <DrawerForm<Applied>
      title={t('apply')}
      open={open}
      onClose={onClose}
      draft={`application-${call.id}`}
      submitLabel={t('apply')}
      submit={async ({ industry, ...rest }) => {
        const given = industry === undefined || industry === '' ? {} : { industry }
        await api.applicationFile.call({ id: call.id, organisation: actor.organisation ?? '', ...rest, ...given })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <TextField name="name" label={t('name')} max={200} required />
      <PlaceField name="place" label={t('place')} required />
      <TextField name="industry" label={t('industry')} />
      <TextField name="statement" label={t('statement')} rows={10} max={20_000} required />
    </DrawerForm>
  )
}
