import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { piecesOf } from '#base/geo/geometry.ts'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { landPaths } from '#base/paths/land.ts'
import { useApi } from '#kit/web/api.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { FigureCell } from '#kit/web/ui/FigureCell.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { ShapeDrawing } from '#kit/web/ui/ShapeDrawing.tsx'
import { landContract } from '../contract.ts'
import type { CarrierDetail, LettingShown, SpaceShown } from '../contract/carriers.ts'
import { CarrierForm, LettingEnd, LettingForm, SpaceForm } from './carrier-forms.tsx'
import { carrierWords } from './carrier-words.ts'
import { OfferLine } from './OfferLine.tsx'
import { SelectionPart } from './selection.tsx'

type Doing =
  | { what: 'edit' }
  | { what: 'space'; space?: SpaceShown }
  | { what: 'let'; space: SpaceShown }
  | { what: 'end'; letting: LettingShown }

/** One building: its floors, who has which part over time, what an enterprise that applies may have. */
export function CarrierPage() {
  const { id = '' } = useParams({ strict: false })
  const api = useApi(landContract)
  const t = useTexts(carrierWords)
  const [doing, setDoing] = useState<Doing>()
  const found = useQuery(api.carrierShow.queryOptions({ input: { id } }))
  const one = found.data
  return (
    <Page
      title={one?.name ?? ''}
      crumbs={[{ title: t('carriers'), to: landPaths.carriers() }]}
      problem={found.error}
      loading={found.isLoading}
      acts={
        one === undefined ? null : (
          <ActButton decision={one.mayEdit} act={() => setDoing({ what: 'edit' })}>
            {t('edit')}
          </ActButton>
        )
      }
      primary={
        one === undefined ? null : (
          <ActButton primary decision={one.mayEdit} act={() => setDoing({ what: 'space' })}>
            {t('addSpace')}
          </ActButton>
        )
      }
    >
      {one === undefined ? null : (
        <>
          <CarrierFacts one={one} />
          <PagePart title={t('spaces')}>
            {one.spacesOf.length === 0 ? (
              <EmptyState title={t('noSpaces')} why={t('noSpacesWhy')} />
            ) : (
              one.spacesOf.map((space) => <SpacePart key={space.id} space={space} one={one} onDo={setDoing} />)
            )}
          </PagePart>
          {one.offer === null ? null : (
            <PagePart title={t('selection')}>
              <SelectionPart offer={one.offer} />
            </PagePart>
          )}
          <Forms one={one} doing={doing} onClose={() => setDoing(undefined)} />
        </>
      )}
    </Page>
  )
}

type FormsProps = { one: CarrierDetail; doing: Doing | undefined; onClose: () => void }

function Forms({ one, doing, onClose }: FormsProps) {
  const api = useApi(landContract)
  const all = useQuery(api.carrierList.queryOptions({ input: { pageSize: 1 }, enabled: doing?.what === 'edit' }))
  if (doing?.what === 'edit')
    return <CarrierForm open onClose={onClose} one={one} programmes={all.data?.programmes ?? []} />
  if (doing?.what === 'space') return <SpaceForm open onClose={onClose} carrier={one} space={doing.space} />
  if (doing?.what === 'let') return <LettingForm open onClose={onClose} space={doing.space} offer={one.offer} />
  return doing?.what === 'end' ? <LettingEnd open onClose={onClose} letting={doing.letting} /> : null
}

function CarrierFacts({ one }: { one: CarrierDetail }) {
  const t = useTexts(carrierWords)
  const say = useText()
  const language = useLanguage()
  const { geometry } = one
  const marks = [...(one.schematic ? [t('schematic')] : []), ...(one.synthetic ? [t('synthetic')] : [])]
  return (
    <PagePart title={t('facts')}>
      <Facts
        items={[
          { label: t('code'), value: one.code },
          { label: t('place'), value: say(one.place.name) },
          { label: t('base'), value: one.base === null ? t('noBase') : say(one.base.name) },
          { label: t('address'), value: one.address ?? t('notStated') },
          {
            label: t('floorArea'),
            value: (
              <>
                {formatQuantity({ value: one.floorArea, unit: 'm2' }, language)}
                {marks.length === 0 ? null : <span className="jd-quiet jd-small"> {marks.join(' · ')}</span>}
              </>
            ),
          },
          {
            label: t('occupancy'),
            value: (
              <>
                <FigureCell figure={one.occupancy} unit="percent" scale={1} title={`${t('occupancy')} · ${one.name}`} />{' '}
                {'blank' in one.occupancy.value ? null : '%'}
              </>
            ),
          },
          { label: t('origin'), value: t(`origin.${one.origin}`) },
          { label: t('completedOn'), value: one.completedOn ?? t('notStated') },
          { label: t('builder'), value: one.builder === null ? t('notStated') : t(`builder.${one.builder}`) },
          { label: t('programme'), value: one.offer === null ? t('notStated') : say(one.offer.name) },
          ...(geometry?.type === 'Point'
            ? [{ label: t('position'), value: geometry.coordinates.map((value) => value.toFixed(5)).join(', ') }]
            : []),
        ]}
      />
      {geometry === null || geometry.type === 'Point' ? null : (
        <ShapeDrawing
          label={t('position')}
          shapes={[{ id: one.id, rings: piecesOf(geometry).flat(), tone: 'own', label: one.name }]}
        />
      )}
    </PagePart>
  )
}

type SpaceProps = { space: SpaceShown; one: CarrierDetail; onDo: (doing: Doing) => void }

function SpacePart({ space, one, onDo }: SpaceProps) {
  const t = useTexts(carrierWords)
  const say = useText()
  const language = useLanguage()
  const metres = (value: string) => formatQuantity({ value, unit: 'm2' }, language)
  const measured = (value: string | null, unit: string) =>
    value === null ? t('notStated') : formatQuantity({ value, unit }, language)
  const clean = space.cleanRoom === null ? t('notStated') : t(space.cleanRoom ? 'yes' : 'no')
  return (
    <section aria-label={space.code} style={{ marginBlockEnd: 24 }}>
      <h3>
        {space.code} {space.floor}
      </h3>
      <Facts
        items={[
          { label: t('area'), value: metres(space.area) },
          { label: t('let'), value: metres(space.let) },
          { label: t('free'), value: metres(space.free) },
          {
            label: t('rent'),
            value:
              space.rent === null
                ? t('notStated')
                : formatQuantity({ value: space.rent, unit: 'CNY/m2/month' }, language),
          },
          {
            label: t('terms'),
            value:
              space.termNames.length === 0 ? t('notStated') : space.termNames.map(({ name }) => say(name)).join(' · '),
          },
          { label: t('freeFrom'), value: space.freeFrom ?? t('notStated') },
          { label: t('powerKw'), value: measured(space.powerKw, 'kW') },
          { label: t('cleanRoom'), value: clean },
          { label: t('ceiling'), value: measured(space.ceiling, 'm') },
          { label: t('floorLoad'), value: measured(space.floorLoad, 't/m2') },
        ]}
      />
      {space.lettings.length === 0 ? (
        <p className="jd-quiet">{t('noLettings')}</p>
      ) : (
        <Lettings space={space} one={one} onDo={onDo} />
      )}
      <OfferLine kind="space" of={space.id} />
      <p className="jd-acts">
        <ActButton small decision={one.mayEdit} act={() => onDo({ what: 'let', space })}>
          {t('addLetting')}
        </ActButton>
        <ActButton small decision={one.mayEdit} act={() => onDo({ what: 'space', space })}>
          {t('edit')}
        </ActButton>
      </p>
    </section>
  )
}

function Lettings({ space, one, onDo }: SpaceProps) {
  const t = useTexts(carrierWords)
  const say = useText()
  const language = useLanguage()
  return (
    <div className="jd-scroll">
      <table className="jd-table" aria-label={`${t('lettings')} ${space.code}`}>
        <thead>
          <tr>
            {(['tenant', 'area', 'from', 'to', 'term'] as const).map((head) => (
              <th key={head} scope="col" className={head === 'area' ? 'jd-right' : undefined}>
                {t(head)}
              </th>
            ))}
            <th scope="col">
              <span className="jd-hidden">{t('endLetting')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {space.lettings.map((letting) => (
            <tr key={letting.id}>
              <td>
                {letting.enterprise === null ? (
                  letting.name
                ) : (
                  <Go to={enterprisePaths.one(letting.enterprise)}>{letting.name}</Go>
                )}
              </td>
              <td className="jd-right jd-number">{formatQuantity({ value: letting.area, unit: 'm2' }, language)}</td>
              <td>{letting.from}</td>
              <td>{letting.to ?? t('ongoing')}</td>
              <td>{letting.term === null ? t('notStated') : say(letting.term.name)}</td>
              <td>
                <ActButton small decision={one.mayEdit} act={() => onDo({ what: 'end', letting })}>
                  {t('endLetting')}
                </ActButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
