import { useQuery } from '@tanstack/react-query'
import { Drawer } from 'antd'
import { type ReactNode, useState } from 'react'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { placePaths } from '#base/paths/places.ts'
import { useEnterpriseChoices } from '#capabilities/enterprises/web/parts.tsx'
import { useApi } from '#kit/web/api.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { Sections } from '#kit/web/sections.tsx'
import { useLanguage, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { type Occupation, type ParcelDetail, parcelsContract } from '../contract.ts'
import { OccupationCreate, OccupationEnd } from './occupation-forms.tsx'
import { ParcelForm } from './parcel-edit.tsx'
import { ParcelShapePart } from './ParcelShapePart.tsx'
import { words } from './texts.ts'

/** One parcel beside the list: what it is, who is and was on it, what is free. */
export function ParcelDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const api = useApi(parcelsContract)
  const t = useTexts(words)
  const found = useQuery(api.get.queryOptions({ input: { id: id ?? '' }, enabled: id !== undefined }))
  const title = id === undefined || found.data === undefined ? t('parcel') : `${t('parcel')} ${found.data.parcel.code}`
  return (
    <Drawer title={title} open={id !== undefined} onClose={onClose} size="min(760px, 100vw)" destroyOnHidden>
      {found.error === null ? null : <ProblemAlert problem={found.error} />}
      {found.data === undefined ? <Busy /> : <ParcelCard detail={found.data} />}
    </Drawer>
  )
}

function ParcelCard({ detail }: { detail: ParcelDetail }) {
  const t = useTexts(words)
  const language = useLanguage()
  const { town, base } = useEnterpriseChoices()
  const [editing, setEditing] = useState(false)
  const [adding, setAdding] = useState(false)
  const [ending, setEnding] = useState<Occupation>()
  const { parcel, mayEdit, free, occupations } = detail
  const area = (value: string) => formatQuantity({ value, unit: 'm2' }, language)
  const or = (value: string | null) => value ?? <span className="jd-blank">{t('notKnown')}</span>
  const named = (choices: { value: string; label: string }[], id: string) =>
    choices.find((each) => each.value === id)?.label ?? id
  return (
    <>
      <Facts
        items={[
          { label: t('name'), value: or(parcel.name) },
          { label: t('place'), value: <Go to={placePaths.one(parcel.place)}>{named(town, parcel.place)}</Go> },
          {
            label: t('base'),
            value:
              parcel.base === null ? or(null) : <Go to={placePaths.one(parcel.base)}>{named(base, parcel.base)}</Go>,
          },
          { label: t('area'), value: area(parcel.area) },
          ...(free === null ? [] : [{ label: t('free'), value: area(free) }]),
          { label: t('landUse'), value: or(parcel.landUse) },
          ...(parcel.synthetic ? [{ label: t('nature'), value: t('syntheticNote') }] : []),
        ]}
      />
      <p className="jd-acts">
        <ActButton decision={mayEdit} act={() => setEditing(true)}>
          {t('edit')}
        </ActButton>
        <ActButton decision={mayEdit} act={() => setAdding(true)}>
          {t('occupy')}
        </ActButton>
      </p>
      <Sections slot="parcel.page" subject={parcel.id} />
      <PagePart title={t('history')}>
        {occupations.length === 0 ? (
          <EmptyState title={t('noHistory')} />
        ) : (
          <Stays
            occupations={occupations}
            act={(each) => (
              <ActButton small decision={mayEdit} act={() => setEnding(each)}>
                {t('leave')}
              </ActButton>
            )}
          />
        )}
      </PagePart>
      <ParcelShapePart parcel={parcel.id} />
      <ParcelForm key={parcel.version} parcel={parcel} open={editing} onClose={() => setEditing(false)} />
      <OccupationCreate parcel={parcel} open={adding} onClose={() => setAdding(false)} />
      <OccupationEnd key={ending?.id ?? ''} occupation={ending} onClose={() => setEnding(undefined)} />
    </>
  )
}

function Stays({
  occupations,
  act,
}: {
  occupations: readonly Occupation[]
  act: (occupation: Occupation) => ReactNode
}) {
  const t = useTexts(words)
  const language = useLanguage()
  return (
    <table className="jd-table">
      <thead>
        <tr>
          {(['enterprise', 'from', 'to', 'area'] as const).map((head) => (
            <th key={head} scope="col">
              {t(head)}
            </th>
          ))}
          <th scope="col">
            <span className="jd-hidden">{t('leave')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {occupations.map((each) => (
          <tr key={each.id}>
            <th scope="row">
              {each.enterpriseName === '' ? (
                t('unnamed')
              ) : (
                <Go to={enterprisePaths.one(each.enterprise)}>{each.enterpriseName}</Go>
              )}
            </th>
            <td>{each.from}</td>
            <td>{each.to ?? t('still')}</td>
            <td className="jd-right jd-number">
              {each.area === null ? t('whole') : formatQuantity({ value: each.area, unit: 'm2' }, language)}
            </td>
            <td>{act(each)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
