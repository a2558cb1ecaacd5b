import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState } from 'react'
import { useEnterpriseChoices } from '#capabilities/enterprises/web/parts.tsx'
import { useAreaFigures } from '#capabilities/indicators/web/parts.tsx'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useBrightness } from '#kit/web/brightness.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { formatNumber, formatQuantity } from '#kit/web/numbers.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { useExplain } from '#kit/web/ui/ExplanationDrawer.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { mapContract, type ParcelOnMapRow } from '../contract.ts'
import { type Chosen, formatBounds, formatChosen, formatList, parseChosen, parseList } from '../rules/view.ts'
import { areaShades } from './area-shades.ts'
import { AreaTotals } from './AreaTotals.tsx'
import { MapBoard } from './MapBoard.tsx'
import type { Drawn, MapHandle } from './MapCanvas.tsx'
import { MapFilters } from './MapFilters.tsx'
import { AssessmentDrawer, CarrierDrawer } from './GroundDrawers.tsx'
import { LayerChooser } from './MapLegend.tsx'
import { MapList } from './MapList.tsx'
import type { Features } from './map-style.ts'
import { OfferDrawer } from './OfferDrawer.tsx'
import { ParcelDrawer } from './ParcelDrawer.tsx'
import { PrintSheet } from './PrintSheet.tsx'
import { words } from './texts.ts'
import { useGroundLayers } from './use-ground-layers.ts'
import { tones, useLandWords } from './use-land-words.ts'
import { useMapParcels } from './use-map-parcels.ts'
import { useOffers } from './use-offers.ts'

const layers = ['places', 'shades', 'parcels', 'carriers', 'assessments', 'offers'] as const
type Layer = (typeof layers)[number]
const ofLand: readonly Layer[] = ['carriers', 'assessments']
const usual: readonly Layer[] = ['places', 'parcels']
const long = 600_000

/** The map of the office: places, areas by a figure, parcels by their state; the list beside it holds the same parcels. */
export function MapPage() {
  const t = useTexts(words)
  const { state, set } = useAddress()
  const map = useRef<MapHandle>(null)
  const [bounds, setBounds] = useState<string>()
  const list = useMapParcels(bounds)
  const shown = useShown(list)
  const { settings, places, parts, legend, title, choose } = shown
  const onRest = useCallback((drawn: Drawn) => setBounds(formatBounds(drawn.bounds)), [])
  const close = useCallback(() => set({ one: undefined }), [set])

  if (settings.data === undefined)
    return <Page title={t('map')} problem={settings.error} loading={settings.isPending} />
  const sheet = state.sheet === 'a3' || state.sheet === 'a4' ? state.sheet : undefined
  if (sheet !== undefined)
    return (
      <PrintSheet
        size={sheet}
        title={title}
        settings={settings.data}
        places={places.data}
        parts={parts}
        legend={legend}
        onClose={() => set({ sheet: undefined })}
      />
    )

  function open(row: ParcelOnMapRow): void {
    set({ one: formatChosen({ kind: 'parcel', id: row.id }) })
    if (row.bounds !== null) map.current?.fit(row.bounds)
  }

  return (
    <Page title={t('map')} filters={<MapFilters {...shown.choices} />} problem={places.error ?? shown.problem}>
      <div className="map-page">
        <aside className="map-side" aria-label={t('list')}>
          <ListPart list={list} open={open} stateOf={shown.stateOf} chosen={parts.chosen} />
        </aside>
        <MapBoard
          title={title}
          settings={settings.data}
          places={places.data}
          parts={parts}
          handle={map}
          onRest={onRest}
          onPick={choose}
          onSheet={() => set({ sheet: 'a4' }, { remember: true })}
          totals={(corners) => (
            <AreaTotals corners={corners} readiness={shown.choices.readiness} uses={shown.choices.uses} />
          )}
          legend={<LayerChooser parts={legend} {...shown.chooser} />}
        />
      </div>
      <ParcelDrawer
        id={parts.chosen?.kind === 'parcel' ? parts.chosen.id : undefined}
        rows={list.rows}
        choices={shown.choices}
        onClose={close}
      />
      <OfferDrawer offer={shown.offer} onClose={close} />
      <CarrierDrawer id={parts.chosen?.kind === 'carrier' ? parts.chosen.id : undefined} onClose={close} />
      <AssessmentDrawer id={parts.chosen?.kind === 'assessment' ? parts.chosen.id : undefined} onClose={close} />
    </Page>
  )
}

function ListPart({
  list,
  open,
  stateOf,
  chosen,
}: {
  list: ReturnType<typeof useMapParcels>
  open: (row: ParcelOnMapRow) => void
  stateOf: (row: ParcelOnMapRow) => string
  chosen: Chosen | undefined
}) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const { places } = useSession()
  const names = useMemo(() => new Map(places.map(({ id, name }) => [id, say(name)])), [places, say])
  const { found, first, rows, isNarrowed } = list
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  if (first === undefined) return <Busy lines={8} />
  if (first.total === 0)
    return <EmptyState title={t('noParcels')} why={t(isNarrowed ? 'noParcelsFiltered' : 'noParcelsYet')} />
  const mu = (area: string) => formatQuantity({ value: area, unit: 'm2' }, language, { unit: 'mu', scale: 1 })
  const marked = isNarrowed && first.total > rows.length ? t('foundMarked', { n: formatNumber(rows.length) }) : ''
  return (
    <MapList
      name={t('list')}
      found={t('found', { n: formatNumber(first.total), area: mu(first.area) }) + marked}
      rows={rows.map((row) => ({
        id: row.id,
        title: row.code,
        amount: mu(row.area),
        foot: [row.name, names.get(row.base ?? row.place), row.bounds === null ? t('noShape') : null]
          .filter((word) => word !== null && word !== undefined)
          .join(' · '),
        state: stateOf(row),
      }))}
      chosen={chosen?.kind === 'parcel' ? chosen.id : undefined}
      onOpen={(id) => {
        const row = rows.find((one) => one.id === id)
        if (row !== undefined) open(row)
      }}
      onMore={found.hasNextPage ? () => void found.fetchNextPage() : undefined}
      busy={found.isFetching}
    />
  )
}

/** What is drawn and how: from the address, the settings, the words of the programme and the figures of areas. */
function useShown(list: ReturnType<typeof useMapParcels>) {
  const api = useApi(mapContract)
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const brightness = useBrightness()
  const explain = useExplain()
  const { state, set } = useAddress()
  const may = useMay()
  const settings = useQuery(api.settings.queryOptions({ staleTime: long }))
  const places = useQuery(api.places.queryOptions({ input: {}, staleTime: long }))
  const land = useLandWords()
  const { industry } = useEnterpriseChoices()
  const mayLand = may('land.see').allowed
  const known = useMemo(() => layers.filter((layer) => mayLand || !ofLand.includes(layer)), [mayLand])
  const open = useMemo(() => parseList(state.show, known, usual), [state.show, known])
  const tone = tones.find((one) => one === state.tone) ?? 'readiness'
  const mayFigures = may('indicators.see').allowed
  const areas = useAreaFigures(
    open.includes('shades') ? state.figure : undefined,
    open.includes('shades') && mayFigures,
  )
  const chosen = useMemo(() => parseChosen(state.one), [state.one])
  const only = useOnly(list)
  const offered = useOffers(open.includes('offers'))
  const { carriers, assessments, ...ground } = useGroundLayers(open)
  const parts = useMemo(
    () => ({
      brightness,
      places: open.includes('places') || open.includes('shades') ? places.data : undefined,
      shades: areas.shown === undefined ? undefined : areaShades(areas.shown, { brightness, language }),
      parcels: open.includes('parcels') ? { property: tone, marks: land.marks[tone] } : undefined,
      carriers,
      assessments,
      offers: open.includes('offers') ? offered.features : undefined,
      only,
      chosen,
    }),
    [
      brightness,
      open,
      places.data,
      areas.shown,
      language,
      tone,
      land.marks,
      carriers,
      assessments,
      offered.features,
      only,
      chosen,
    ],
  )
  const features = places.data?.features ?? []
  const title = [
    t('map'),
    ...(areas.shown === undefined ? [] : [say(areas.shown.indicator.name), formatPeriod(areas.shown.period, language)]),
  ].join(' · ')
  return {
    settings,
    places,
    parts,
    title,
    problem: areas.problem ?? offered.found.error ?? ground.problem,
    offer: chosen?.kind === 'offer' ? offered.offers.find(({ id }) => id === chosen.id) : undefined,
    choices: { readiness: land.readiness, uses: land.uses, industries: industry, rows: land.rows },
    stateOf: (row: ParcelOnMapRow) =>
      land.marks[tone].find(({ id }) => id === String(row[tone]))?.word ?? t('notStated'),
    legend: {
      shown: new Set<string>(open),
      schematic: features.some(({ properties }) => properties.schematic),
      surveyed: features.some(({ properties }) => !properties.schematic),
      marks: land.marks[tone],
      areas: areas.shown,
      cut: ground.cut,
    },
    chooser: {
      layers: known,
      tone: {
        all: tones,
        chosen: tone,
        onChoose: (next: string) => set({ tone: next === 'readiness' ? undefined : next }),
      },
      onShow: (layer: string, isShown: boolean) => {
        const next = isShown ? [...open, layer as Layer] : open.filter((one) => one !== layer)
        set({ show: formatList(next, known, usual) })
      },
      figure: {
        all: areas.indicators.map(({ id, name }) => ({ value: id, label: say(name) })),
        onChoose: (id: string | undefined) => set({ figure: id }),
      },
    },
    choose: (picked: Chosen) => {
      if (picked.kind !== 'place') return set({ one: formatChosen(picked) })
      const figure = areas.shown?.figures.get(picked.id)
      const place = features.find(({ properties }) => properties.id === picked.id)
      if (figure === undefined || areas.shown === undefined) return undefined
      return explain({
        title: `${say(place?.properties.name)} · ${say(areas.shown.indicator.name)} · ${formatPeriod(areas.shown.period, language)}`,
        figure,
        unit: areas.shown.unit,
        scale: areas.shown.scale,
      })
    },
  }
}

/** The parcels that were found, for the map, where the reader narrowed them. */
function useOnly({ rows, isNarrowed }: ReturnType<typeof useMapParcels>) {
  return useMemo(() => {
    if (!isNarrowed) return undefined
    const points: Features = {
      type: 'FeatureCollection',
      features: rows.flatMap(({ id, bounds }) => {
        if (bounds === null) return []
        const [west, south, east, north] = bounds
        const geometry = { type: 'Point', coordinates: [(west + east) / 2, (south + north) / 2] }
        return [{ type: 'Feature' as const, geometry, properties: { id } }]
      }),
    }
    return { ids: rows.map(({ id }) => id), points }
  }, [rows, isNarrowed])
}
