import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { parcelPaths } from '#base/paths/parcels.ts'
import { placePaths } from '#base/paths/places.ts'
import { clauseText } from '#base/texts/clause.ts'
import { useApi } from '#kit/web/api.ts'
import { Sections } from '#kit/web/sections.tsx'
import { useMay } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type PlaceClaim, type PlaceCode, type PlaceDetail, type PlaceReference, placesContract } from '../contract.ts'
import { useClaimWords } from './claim.tsx'
import { roles, words } from './texts.ts'

/** One place: what it is called and coded, its areas by source, what it is made of, and the sections of the higher rooms. */
export function PlacePage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(placesContract)
  const t = useTexts(words)
  const say = useText()
  const may = useMay()
  const found = useQuery(api.get.queryOptions({ input: { id } }))
  const place = found.data
  return (
    <Page
      title={place === undefined ? t('place') : say(place.name)}
      sentence={place?.site === undefined ? undefined : say(place.site)}
      crumbs={[{ title: t('places'), to: placePaths.list() }]}
      problem={found.error}
      loading={found.isLoading}
      acts={
        <>
          {may('enterprises.see').allowed ? <Go to={enterprisePaths.list({ place: id })}>{t('enterprises')}</Go> : null}
          {may('parcels.see').allowed ? <Go to={parcelPaths.list({ place: id })}>{t('parcels')}</Go> : null}
        </>
      }
    >
      {place === undefined ? null : (
        <>
          <PlaceFacts place={place} />
          {place.claims.length === 0 ? null : (
            <PagePart title={t('areas')} id="areas">
              <Claims claims={place.claims} />
            </PagePart>
          )}
          <References title={t('members')} places={place.members} />
          <References title={t('children')} places={place.children} />
          <References title={t('memberOf')} places={place.memberOf} />
          {place.industries.length === 0 ? null : (
            <PagePart title={t('industries')} id="industries">
              <Industries place={place} />
            </PagePart>
          )}
          <Sections slot="place.page" subject={id} />
          {place.codes.length === 0 ? null : (
            <PagePart title={t('codes')} id="codes">
              <Codes codes={place.codes} />
            </PagePart>
          )}
        </>
      )}
    </Page>
  )
}

function PlaceFacts({ place }: { place: PlaceDetail }) {
  const t = useTexts(words)
  const say = useText()
  const [nearest] = place.ancestors
  const source = place.sourceTitle === undefined ? place.source : `${say(place.sourceTitle)} · ${place.source}`
  const items = [
    { label: t('kind'), value: say(place.kindName) },
    { label: t('code'), value: place.code ?? <span className="jd-blank">{t('notStated')}</span> },
    ...(nearest === undefined
      ? []
      : [{ label: t('parent'), value: <Go to={placePaths.one(nearest.id)}>{say(nearest.name)}</Go> }]),
    ...(place.from === undefined ? [] : [{ label: t('from'), value: place.from }]),
    ...(place.to === undefined ? [] : [{ label: t('to'), value: place.to }]),
    ...(source === undefined ? [] : [{ label: t('source'), value: source }]),
  ]
  return <Facts items={items} />
}

const plain = { sort: false, filter: false } as const

function Claims({ claims }: { claims: PlaceClaim[] }) {
  const t = useTexts(words)
  const language = useLanguage()
  const say = useText()
  const write = useClaimWords()
  const columns: Column<PlaceClaim>[] = [
    { ...plain, id: 'value', title: t('value'), value: write, width: 200 },
    {
      ...plain,
      id: 'km2',
      title: t('squareMetres'),
      unit: 'km2',
      scale: 2,
      value: (claim) => ({ value: claim.inSquareMetres, unit: 'm2' }),
      width: 130,
    },
    { ...plain, id: 'as_of', title: t('asOf'), value: (claim) => claim.asOf, width: 100 },
    {
      ...plain,
      id: 'source',
      title: t('source'),
      value: (claim) =>
        [
          claim.sourceTitle === undefined ? claim.source : say(claim.sourceTitle),
          claim.clause === undefined ? undefined : clauseText(claim.clause, language),
        ]
          .filter((part) => part !== undefined)
          .join(' · '),
      width: 420,
    },
  ]
  return (
    <>
      {claims.length < 2 ? null : <p className="jd-quiet">{t('areasWhy')}</p>}
      <DataTable
        name={t('areas')}
        prefix="areas."
        columns={columns}
        rows={claims}
        rowKey={(claim) => `${claim.source} ${claim.clause} ${claim.value} ${claim.unit}`}
        searchable={false}
        empty={null}
      />
    </>
  )
}

function roleName({ role = '', roleName: own }: PlaceReference) {
  return own ?? roles[role] ?? { zh: role, en: role }
}

function References({ title, places }: { title: string; places: PlaceReference[] }) {
  const say = useText()
  if (places.length === 0) return null
  return (
    <PagePart title={title}>
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {places.map((place) => (
          <li key={`${place.id} ${place.role}`}>
            <Go to={placePaths.one(place.id)}>{say(place.name)}</Go>
            {place.role === undefined ? null : <span className="jd-quiet"> · {say(roleName(place))}</span>}
          </li>
        ))}
      </ul>
    </PagePart>
  )
}

function Industries({ place }: { place: PlaceDetail }) {
  const t = useTexts(words)
  const say = useText()
  const columns: Column<PlaceDetail['industries'][number]>[] = [
    { ...plain, id: 'industry', title: t('industry'), value: (row) => say(row.className), width: 240 },
    { ...plain, id: 'taxonomy', title: t('taxonomy'), value: (row) => say(row.taxonomyName), width: 260 },
    { ...plain, id: 'note', title: t('note'), value: (row) => say(row.note), width: 320 },
  ]
  return (
    <DataTable
      name={t('industries')}
      prefix="industries."
      columns={columns}
      rows={place.industries}
      rowKey={(row) => `${row.taxonomy}/${row.class}`}
      searchable={false}
      empty={null}
    />
  )
}

function Codes({ codes }: { codes: PlaceCode[] }) {
  const t = useTexts(words)
  const columns: Column<PlaceCode>[] = [
    { ...plain, id: 'code', title: t('code'), value: (row) => row.code, width: 140 },
    { ...plain, id: 'system', title: t('system'), value: (row) => row.system, width: 200 },
    { ...plain, id: 'from', title: t('from'), value: (row) => row.from, width: 110 },
    { ...plain, id: 'to', title: t('to'), value: (row) => row.to, width: 110 },
    { ...plain, id: 'source', title: t('source'), value: (row) => row.source, width: 300 },
  ]
  return (
    <DataTable
      name={t('codes')}
      prefix="codes."
      columns={columns}
      rows={codes}
      rowKey={(row) => `${row.system} ${row.code}`}
      searchable={false}
      empty={null}
    />
  )
}
