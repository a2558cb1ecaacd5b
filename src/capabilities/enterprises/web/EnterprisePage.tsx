import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { placePaths } from '#base/paths/places.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { Sections } from '#kit/web/sections.tsx'
import { useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { MaskedContact } from '#kit/web/ui/MaskedContact.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type Classification, type EnterpriseDetail, enterprisesContract } from '../contract.ts'
import { useEnterpriseChoices } from './choices.ts'
import { EnterpriseEdit } from './enterprise-edit.tsx'
import { EnterpriseRungs } from './EnterpriseRungs.tsx'
import { fieldWords, statusWords, words } from './texts.ts'

/** The dossier of an enterprise: who it is, how it was classified over time, and the sections of the higher rooms. */
export function EnterprisePage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(enterprisesContract)
  const t = useTexts(words)
  const found = useQuery(api.get.queryOptions({ input: { id } }))
  const { rung: rungChoices } = useEnterpriseChoices()
  const [editing, setEditing] = useState(false)
  const detail = found.data
  return (
    <Page
      title={detail?.enterprise.name ?? t('enterprise')}
      sentence={detail?.enterprise.synthetic === true ? t('syntheticNote') : undefined}
      crumbs={[{ title: t('enterprises'), to: enterprisePaths.list() }]}
      problem={found.error}
      loading={found.isLoading}
      primary={
        detail === undefined ? null : (
          <ActButton decision={detail.mayEdit} act={() => setEditing(true)}>
            {t('edit')}
          </ActButton>
        )
      }
    >
      {detail === undefined ? null : (
        <>
          <PagePart title={t('identity')} id="identity">
            <Identity detail={detail} />
          </PagePart>
          <Sections slot="enterprise.dossier" subject={id} />
          {rungChoices.length === 0 && detail.rungs.length === 0 ? null : (
            <PagePart title={t('rungs')} id="rungs">
              <EnterpriseRungs detail={detail} />
            </PagePart>
          )}
          <PagePart title={t('history')} id="history">
            <History detail={detail} />
          </PagePart>
          {detail.overrides.length === 0 ? null : (
            <PagePart title={t('overrides')} id="overrides">
              <Overrides detail={detail} />
            </PagePart>
          )}
          <EnterpriseEdit
            key={detail.enterprise.version}
            detail={detail}
            open={editing}
            onClose={() => setEditing(false)}
          />
        </>
      )}
    </Page>
  )
}

type ClassField = keyof Omit<Classification, 'from' | 'to'>

/** The name of a class or place as the record refers to it. */
function useNameOf({ names }: EnterpriseDetail): (field: ClassField, id: string | null) => string {
  const t = useTexts(words)
  const say = useText()
  return (field, id) => {
    if (id === null) return t('notKnown')
    const name = names[`${field}:${id}`]
    return field === 'industry' ? `${id} ${say(name)}` : name === undefined ? id : say(name)
  }
}

function Identity({ detail }: { detail: EnterpriseDetail }) {
  const t = useTexts(words)
  const f = useTexts(fieldWords)
  const s = useTexts(statusWords)
  const nameOf = useNameOf(detail)
  const { enterprise } = detail
  const or = (value: string | null) => value ?? <span className="jd-blank">{t('notKnown')}</span>
  const { aboveScaleSince: since, aboveScaleUntil: until } = enterprise
  return (
    <Facts
      items={[
        { label: f('credit_code'), value: or(enterprise.creditCode) },
        {
          label: f('former_names'),
          value: or(enterprise.formerNames.length === 0 ? null : enterprise.formerNames.join(' · ')),
        },
        { label: f('town'), value: <Go to={placePaths.one(enterprise.town)}>{nameOf('town', enterprise.town)}</Go> },
        {
          label: f('base'),
          value:
            enterprise.base === null ? (
              or(null)
            ) : (
              <Go to={placePaths.one(enterprise.base)}>{nameOf('base', enterprise.base)}</Go>
            ),
        },
        { label: f('industry'), value: nameOf('industry', enterprise.industry) },
        { label: f('size'), value: nameOf('size', enterprise.size) },
        { label: f('ownership'), value: nameOf('ownership', enterprise.ownership) },
        { label: f('status'), value: s(enterprise.status) },
        { label: t('aboveScale'), value: since === null ? t('no') : `${since} – ${until ?? t('still')}` },
        { label: f('opened_on'), value: or(enterprise.openedOn) },
        { label: f('address'), value: or(enterprise.address) },
        {
          label: f('contact_name'),
          value:
            enterprise.contact.name === null && enterprise.contact.phone === null ? (
              <span className="jd-blank">{t(detail.mayEdit.allowed ? 'notKnown' : 'hidden')}</span>
            ) : (
              <Contact enterprise={enterprise} />
            ),
        },
        { label: t('version'), value: String(enterprise.version) },
      ]}
    />
  )
}

/** Masked until somebody asks; that they did is on record. */
function Contact({ enterprise: { id, contact } }: { enterprise: EnterpriseDetail['enterprise'] }) {
  const api = useApi(enterprisesContract)
  return <MaskedContact masked={contact} show={() => api.contactShow.call({ id })} />
}

function History({ detail }: { detail: EnterpriseDetail }) {
  const t = useTexts(words)
  const f = useTexts(fieldWords)
  const nameOf = useNameOf(detail)
  const plain = { sort: false, filter: false } as const
  const columns: Column<Classification>[] = [
    {
      ...plain,
      id: 'from',
      title: t('from'),
      value: (row) => (row.from === '1900-01-01' ? t('always') : row.from),
      width: 110,
    },
    { ...plain, id: 'to', title: t('to'), value: (row) => row.to ?? t('still'), width: 110 },
    ...(['town', 'base', 'industry', 'size', 'ownership'] as const).map(
      (field): Column<Classification> => ({
        ...plain,
        id: field,
        title: f(field),
        value: (row) => nameOf(field, row[field]),
        width: 160,
      }),
    ),
  ]
  return (
    <>
      <p className="jd-quiet">{t('historyWhy')}</p>
      <DataTable
        name={t('history')}
        prefix="history."
        columns={columns}
        rows={detail.history.toReversed()}
        rowKey={(row) => row.from}
        searchable={false}
        empty={null}
      />
    </>
  )
}

function Overrides({ detail }: { detail: EnterpriseDetail }) {
  const t = useTexts(words)
  const f = useTexts(fieldWords)
  const { timeZone } = useSession().programme
  return (
    <ul>
      {detail.overrides.map((each) => (
        <li key={each.at}>
          {f('credit_code')} {each.code} · {t('reason')}: {each.reason} · {formatInstant(each.at, timeZone)}
        </li>
      ))}
    </ul>
  )
}
