import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { piecesOf } from '#base/geo/geometry.ts'
import { landPaths } from '#base/paths/land.ts'
import { parcelPaths } from '#base/paths/parcels.ts'
import { placePaths } from '#base/paths/places.ts'
import { useApi } from '#kit/web/api.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { Sections } from '#kit/web/sections.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { ShapeDrawing } from '#kit/web/ui/ShapeDrawing.tsx'
import { landContract } from '../contract.ts'
import type { LotDetail } from '../contract/lots.ts'
import { IndicatorsPart } from './IndicatorsPart.tsx'
import { LotForm } from './LotForm.tsx'
import { LotHistory } from './LotHistory.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  prepare: { zh: '纳入整备', en: 'Bring into preparation' },
  change: { zh: '改动整备情况', en: 'Change preparation' },
  state: { zh: '整备情况', en: 'Preparation' },
  notPrepared: { zh: '未纳入整备', en: 'not in preparation' },
  registered: { zh: '登记面积', en: 'Area of the register' },
  measured: { zh: '实测面积', en: 'Measured' },
  landUse: { zh: '登记用途', en: 'Use in the register' },
  onIt: { zh: '在用情况', en: 'Occupied' },
  occupied: { zh: '有企业在用', en: 'somebody is on it' },
  unoccupied: { zh: '无人在用', en: 'nobody is on it' },
  nature: { zh: '数据性质', en: 'Nature' },
  shape: { zh: '范围', en: 'Shape' },
  noShape: { zh: '还没有范围', en: 'It has no shape yet' },
  register: { zh: '{code}（地块登记）', en: '{code} in the register' },
  history: { zh: '变动记录', en: 'Changes' },
})

/** Everything of one parcel: the register, how ready it is, what is asked of who takes it, and what other rooms know. */
export function ParcelPage() {
  const { id = '' } = useParams({ strict: false })
  const api = useApi(landContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const [changing, setChanging] = useState(false)
  const found = useQuery(api.lotShow.queryOptions({ input: { parcel: id } }))
  const detail = found.data
  const act = t(detail?.row.lot == null ? 'prepare' : 'change')
  return (
    <Page
      title={detail === undefined ? s('parcel') : detail.row.code}
      sentence={detail?.row.name ?? undefined}
      crumbs={[{ title: s('ledger'), to: landPaths.ledger() }]}
      problem={found.error}
      loading={found.isLoading}
      primary={
        detail === undefined ? undefined : (
          <ActButton primary decision={detail.mayPlan} act={() => setChanging(true)}>
            {act}
          </ActButton>
        )
      }
    >
      {detail === undefined ? null : (
        <>
          <Register detail={detail} />
          <PagePart title={t('state')}>
            <Preparation detail={detail} />
          </PagePart>
          <PagePart title={t('shape')}>
            {detail.shape === null ? (
              <EmptyState title={t('noShape')} />
            ) : (
              <ShapeDrawing
                label={t('shape')}
                shapes={[
                  { id, rings: piecesOf(detail.shape.geometry).flat(), tone: 'own' as const, label: detail.row.code },
                ]}
              />
            )}
          </PagePart>
          <IndicatorsPart parcel={id} />
          <Sections slot="parcel.dossier" subject={id} />
          <PagePart title={t('history')}>
            <LotHistory events={detail.events} />
          </PagePart>
          <LotForm title={act} rows={[detail.row]} open={changing} onClose={() => setChanging(false)} />
        </>
      )}
    </Page>
  )
}

function Register({ detail: { row, landUse, shape } }: { detail: LotDetail }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const area = (value: string) =>
    `${formatQuantity({ value, unit: 'm2' }, language, { unit: 'mu', scale: 2 })}（${formatQuantity({ value, unit: 'm2' }, language)}）`
  const nature = [
    ...(row.synthetic ? [s('synthetic')] : []),
    ...(shape?.schematic === true ? [s('schematic')] : []),
    ...(shape?.approximate === true ? [s('approximate')] : []),
  ]
  return (
    <Facts
      items={[
        { label: s('place'), value: <Go to={placePaths.one(row.place.id)}>{say(row.place.name)}</Go> },
        {
          label: s('base'),
          value: row.base === null ? s('noBase') : <Go to={placePaths.one(row.base.id)}>{say(row.base.name)}</Go>,
        },
        { label: t('registered'), value: area(row.area) },
        ...(shape?.area == null ? [] : [{ label: t('measured'), value: area(shape.area) }]),
        { label: t('landUse'), value: landUse ?? <span className="jd-blank">{s('notStated')}</span> },
        { label: t('onIt'), value: t(row.occupied ? 'occupied' : 'unoccupied') },
        ...(nature.length === 0 ? [] : [{ label: t('nature'), value: nature.join(' · ') }]),
        {
          label: s('code'),
          value: <Go to={parcelPaths.list({ parcel: row.parcel })}>{t('register', { code: row.code })}</Go>,
        },
      ]}
    />
  )
}

function Preparation({ detail: { row } }: { detail: LotDetail }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const { lot } = row
  if (lot === null) return <EmptyState title={t('notPrepared')} />
  const or = (value: string | null) => value ?? <span className="jd-blank">{s('notStated')}</span>
  const named = (one: { name: { zh: string; en: string } } | null) => or(one === null ? null : say(one.name))
  return (
    <Facts
      items={[
        { label: s('readiness'), value: named(row.readiness) },
        { label: s('use'), value: named(row.use) },
        ...(['usableOn', 'acquiredOn', 'preparedOn', 'suppliedOn', 'powerKw', 'note'] as const).map((field) => ({
          label: s(field),
          value: or(lot[field]),
        })),
      ]}
    />
  )
}
