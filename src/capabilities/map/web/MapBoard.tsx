import { Button, Select } from 'antd'
import { lazy, type ReactNode, Suspense, useCallback, useId, useMemo, useState } from 'react'
import { boundsOf, type Position } from '#base/geo/geometry.ts'
import { useAddress } from '#kit/web/address.ts'
import { useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import type { MapSettings, PlacesLayer } from '../contract.ts'
import { degreesText } from '../rules/coordinates.ts'
import { metresPerPixel } from '../rules/measuring.ts'
import { type Chosen, formatView, parseView, type View } from '../rules/view.ts'
import { DrawingPanel } from './DrawingPanel.tsx'
import type { Drawn, MapHandle } from './MapCanvas.tsx'
import { mapStyle, pickable, type StyleParts } from './map-style.ts'
import { ScaleBar } from './ScaleBar.tsx'
import { words } from './texts.ts'
import './map.css'

// The library comes while the page still asks for its settings.
const canvas = import('./MapCanvas.tsx')
/** The canvas, when its library is here. */
export const MapCanvas = lazy(async () => ({ default: (await canvas).MapCanvas }))

export type Tool = 'length' | 'area'

type MapBoardProps = {
  title: string
  settings: MapSettings
  parts: Omit<StyleParts, 'settings' | 'corners' | 'closed' | 'placeName'>
  places: PlacesLayer | undefined
  /** Which layer a shape belongs to and its id decide what opens. */
  onPick: (picked: Chosen) => void
  onRest?: (drawn: Drawn) => void
  handle: React.RefObject<MapHandle | null>
  /** Adds up what lies within an area that was drawn; absent where one may not. */
  totals?: ((corners: readonly Position[]) => ReactNode) | undefined
  legend: ReactNode
  /** The sheet on which the map prints. */
  onSheet: () => void
}

const kinds: Readonly<Record<string, string>> = {
  parcels: 'parcel',
  found: 'parcel',
  offers: 'offer',
  carriers: 'carrier',
  'carriers-ground': 'carrier',
  'offers-ground': 'offer',
  assessments: 'assessment',
  shades: 'place',
}

/** The map with its tools, scale, attribution and legend. */
export function MapBoard(props: MapBoardProps) {
  const { title, settings, places, onPick, onRest, handle, totals, legend, onSheet } = props
  const t = useTexts(words)
  const description = useId()
  const { state, set } = useAddress()
  const style = useBoardStyle(props)
  const [pointer, setPointer] = useState<Position>()
  const [drawn, setDrawn] = useState<Drawn>()
  const { tool, corners } = style.drawing
  const [first] = useState(() => parseView(state.at) ?? firstView(settings))

  const rest = useCallback(
    (next: Drawn) => {
      setDrawn(next)
      onRest?.(next)
      set({ at: formatView(next.view) })
    },
    [onRest, set],
  )
  const view = drawn?.view ?? first
  return (
    <div className="map-board">
      <div className="map-tools" role="toolbar" aria-label={t('tools')}>
        <Button onClick={() => handle.current?.zoomBy(1)}>{t('zoomIn')}</Button>
        <Button onClick={() => handle.current?.zoomBy(-1)}>{t('zoomOut')}</Button>
        <Button onClick={() => (settings.bounds === null ? undefined : handle.current?.fit(settings.bounds))}>
          {t('whole')}
        </Button>
        <PlaceFinder places={places} handle={handle} />
        <Button aria-pressed={tool === 'length'} onClick={() => style.start('length')}>
          {t('length')}
        </Button>
        <Button aria-pressed={tool === 'area'} onClick={() => style.start('area')}>
          {t('area')}
        </Button>
        <Button onClick={onSheet}>{t('print')}</Button>
      </div>
      <div className="map-main">
        <div className="map-frame">
          <Suspense fallback={<Busy />}>
            <MapCanvas
              label={t('mapName', { title })}
              describedBy={description}
              style={style.style}
              first={first}
              pickable={pickable}
              handle={handle}
              onRest={rest}
              onPoint={setPointer}
              onClick={(at, feature) => {
                if (tool !== undefined) return style.add(at)
                const kind = kinds[feature?.layer.id ?? '']
                const id: unknown = feature?.properties.id
                if (kind !== undefined && id !== undefined) onPick({ kind, id: String(id) })
              }}
            />
          </Suspense>
          <div className="map-corner">
            <ScaleBar metresPerPixel={metresPerPixel(view.centre[1], view.zoom)} />
          </div>
        </div>
        <MapFoot settings={settings} pointer={pointer} />
      </div>
      <p className="jd-hidden" id={description}>
        {t('mapSays', { n: drawn?.shapes ?? 0 })}
      </p>
      <div className="map-beside">
        {tool === undefined ? null : (
          <DrawingPanel
            tool={tool}
            corners={corners}
            onCorners={style.setCorners}
            places={places}
            totals={totals}
            onClose={() => style.start(undefined)}
          />
        )}
        {legend}
      </div>
    </div>
  )
}

/** The style of the moment, with what is being drawn. */
function useBoardStyle({ settings, parts, places }: MapBoardProps) {
  const say = useText()
  const [tool, setTool] = useState<Tool>()
  const [corners, setCorners] = useState<readonly Position[]>([])
  const style = useMemo(
    () =>
      mapStyle({
        ...parts,
        settings,
        places,
        placeName: ({ name }) => say(name),
        corners: tool === undefined ? [] : corners,
        closed: tool === 'area',
      }),
    [parts, settings, places, say, corners, tool],
  )
  return {
    style,
    drawing: { tool, corners },
    setCorners,
    add: (at: Position) => setCorners((before) => [...before, at]),
    start: (next: Tool | undefined) => {
      setTool(next === tool ? undefined : next)
      setCorners([])
    },
  }
}

/** Where a map looks when the address says nothing. */
export function firstView({ centre, zoom, bounds }: MapSettings): View {
  if (centre !== null) return { centre, zoom: zoom ?? 10 }
  if (bounds === null) return { centre: [0, 0], zoom: 1 }
  const [west, south, east, north] = bounds
  const widest = Math.max(east - west, north - south, 1e-6)
  return { centre: [(west + east) / 2, (south + north) / 2], zoom: Math.log2(360 / widest) }
}

function PlaceFinder({
  places,
  handle,
}: {
  places: PlacesLayer | undefined
  handle: React.RefObject<MapHandle | null>
}) {
  const t = useTexts(words)
  const say = useText()
  return (
    <Select
      className="map-finder"
      aria-label={t('goTo')}
      placeholder={t('goTo')}
      showSearch={{ optionFilterProp: 'label' }}
      value={null}
      onChange={(id: string | null) => {
        const found = places?.features.find((feature) => feature.properties.id === id)
        if (found !== undefined) handle.current?.fit(boundsOf(found.geometry))
      }}
      options={(places?.features ?? []).map(({ properties }) => ({
        value: properties.id,
        label: say(properties.name),
      }))}
    />
  )
}

/** Whose background it is, under which number it may be shown, and what lies under the pointer. */
function MapFoot({ settings, pointer }: { settings: MapSettings; pointer: Position | undefined }) {
  const t = useTexts(words)
  const { synthetic } = useSession()
  return (
    <p className="map-foot jd-small">
      <MapSource settings={settings} />
      {synthetic ? <span>{t('synthetic')}</span> : null}
      <span className="jd-spring" />
      <span className="jd-number map-pointer">
        {pointer === undefined ? '' : `${t('pointer')} ${degreesText(pointer)}`}
      </span>
    </p>
  )
}

/** Attribution and approval number, or in plain words that there are none. */
export function MapSource({ settings }: { settings: MapSettings }) {
  const t = useTexts(words)
  const say = useText()
  const { tiles, attribution, approvalNumber } = settings
  return (
    <>
      <span>{tiles === null ? t('noBase') : say(attribution ?? undefined)}</span>
      <span>{approvalNumber === null ? t('noApproval') : t('approval', { number: approvalNumber })}</span>
    </>
  )
}
