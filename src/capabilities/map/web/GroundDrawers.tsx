import { useQuery } from '@tanstack/react-query'
import { Drawer } from 'antd'
import type { ReactNode } from 'react'
import { landPaths } from '#base/paths/land.ts'
import { placePaths } from '#base/paths/places.ts'
import { type AssessmentDetail, type CarrierDetail, landContract } from '#capabilities/land/contract.ts'
import { useApi } from '#kit/web/api.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { FigureCell } from '#kit/web/ui/FigureCell.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { words } from './texts.ts'

type DrawerOf = { id: string | undefined; onClose: () => void }

/** One building beside the map, and the way to its dossier. */
export function CarrierDrawer({ id, onClose }: DrawerOf) {
  const api = useApi(landContract)
  const found = useQuery(api.carrierShow.queryOptions({ input: { id: id ?? '' }, enabled: id !== undefined }))
  return (
    <Beside title={found.data?.name} open={id !== undefined} problem={found.error} onClose={onClose}>
      {found.data === undefined ? undefined : <CarrierFacts one={found.data} />}
    </Beside>
  )
}

/** One assessment beside the map, and the way to all of it. */
export function AssessmentDrawer({ id, onClose }: DrawerOf) {
  const api = useApi(landContract)
  const found = useQuery(api.assessmentShow.queryOptions({ input: { id: id ?? '' }, enabled: id !== undefined }))
  return (
    <Beside title={found.data?.name} open={id !== undefined} problem={found.error} onClose={onClose}>
      {found.data === undefined ? undefined : <AssessmentFacts one={found.data} />}
    </Beside>
  )
}

type BesideProps = {
  title: string | undefined
  open: boolean
  problem: Error | null
  onClose: () => void
  /** Undefined until it is there. */
  children: ReactNode | undefined
}

function Beside({ title, open, problem, onClose, children }: BesideProps) {
  return (
    <Drawer title={title} open={open} onClose={onClose} mask={false} size="min(400px, 100vw)" destroyOnHidden>
      {problem === null ? (children ?? <Busy />) : <ProblemAlert problem={problem} />}
    </Drawer>
  )
}

function CarrierFacts({ one }: { one: CarrierDetail }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const area = (value: string) => formatQuantity({ value, unit: 'm2' }, language)
  const marks = useMarks(one)
  return (
    <>
      <Facts
        items={[
          { label: t('code'), value: one.code },
          { label: t('placeOf'), value: <Go to={placePaths.one(one.place.id)}>{say(one.place.name)}</Go> },
          ...(one.base === null
            ? []
            : [{ label: t('base'), value: <Go to={placePaths.one(one.base.id)}>{say(one.base.name)}</Go> }]),
          { label: t('floorArea'), value: area(one.floorArea) },
          { label: t('free'), value: one.free === null ? t('freeUnknown') : area(one.free) },
          {
            label: t('occupancy'),
            value: (
              <>
                <FigureCell figure={one.occupancy} unit="percent" scale={1} title={`${t('occupancy')} · ${one.name}`} />{' '}
                {'blank' in one.occupancy.value ? null : '%'}
              </>
            ),
          },
          ...marks,
        ]}
      />
      <p className="map-dossier">
        <Go to={landPaths.carrier(one.id)}>{t('carrierDossier')}</Go>
      </p>
    </>
  )
}

function AssessmentFacts({ one }: { one: AssessmentDetail }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const marks = useMarks(one)
  return (
    <>
      <Facts
        items={[
          { label: t('assessmentKind'), value: say(one.kindName) },
          { label: t('placeOf'), value: <Go to={placePaths.one(one.place.id)}>{say(one.place.name)}</Go> },
          { label: t('body'), value: one.body },
          { label: t('validUntil'), value: one.validUntil ?? t('noEnd') },
          ...(one.area === null
            ? []
            : [
                {
                  label: t('groundOf'),
                  value: formatQuantity({ value: one.area, unit: 'm2' }, language, { scale: 0 }),
                },
              ]),
          ...marks,
        ]}
      />
      <p className="map-dossier">
        <Go to={landPaths.assessment(one.id)}>{t('assessmentDossier')}</Go>
      </p>
    </>
  )
}

type Marked = { readonly synthetic: boolean; readonly schematic: boolean; readonly approximate?: boolean }

/** What has to be known of its data, as a line of facts; none where nothing has. */
function useMarks({ synthetic, schematic, approximate }: Marked): { label: string; value: string }[] {
  const t = useTexts(words)
  const worn = [
    ...(synthetic ? [t('synthetic')] : []),
    ...(schematic ? [t('schematic')] : []),
    ...(approximate === true ? [t('approximate')] : []),
  ]
  return worn.length === 0 ? [] : [{ label: t('marks'), value: worn.join(' · ') }]
}
