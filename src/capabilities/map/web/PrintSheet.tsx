import { Button, Input, Segmented } from 'antd'
import { Suspense, useMemo, useRef, useState } from 'react'
import { toPlainDate } from '#base/plain-date.ts'
import { useAddress } from '#kit/web/address.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { pageNonce } from '#kit/web/nonce.ts'
import { useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { MapSettings, PlacesLayer } from '../contract.ts'
import { metresPerPixel, scaleOnPaper } from '../rules/measuring.ts'
import { formatView, parseView } from '../rules/view.ts'
import { firstView, MapCanvas, MapSource } from './MapBoard.tsx'
import type { Drawn, MapHandle } from './MapCanvas.tsx'
import { LegendOf, type LegendParts } from './MapLegend.tsx'
import { mapStyle, type StyleParts } from './map-style.ts'
import { ScaleBar } from './ScaleBar.tsx'
import { words } from './texts.ts'

type PrintSheetProps = {
  size: 'a4' | 'a3'
  title: string
  settings: MapSettings
  places: PlacesLayer | undefined
  parts: Omit<StyleParts, 'settings' | 'corners' | 'closed' | 'placeName'>
  legend: LegendParts
  onClose: () => void
}

/** A pixel of a style sheet on paper, in metres. */
const pixelOnPaper = 0.0254 / 96
const nothing = (): void => undefined

/** The map as a sheet: title, legend, scale, day, marks, attribution and number. What prints is a picture of the map. */
export function PrintSheet({ size, title, settings, places, parts, legend, onClose }: PrintSheetProps) {
  const t = useTexts(words)
  const say = useText()
  const { programme, synthetic } = useSession()
  const { state, set } = useAddress()
  const map = useRef<MapHandle>(null)
  const [first] = useState(() => parseView(state.at) ?? firstView(settings))
  const [view, setView] = useState(first)
  const [today] = useState(() => toPlainDate(new Date(), programme.timeZone))
  const [picture, setPicture] = useState<string>()
  const [name, setName] = useState(title)
  const style = useMemo(
    () =>
      mapStyle({
        ...parts,
        settings,
        places,
        placeName: (place) => say(place.name),
        corners: [],
        closed: false,
        chosen: undefined,
      }),
    [parts, settings, places, say],
  )
  const metres = metresPerPixel(view.centre[1], view.zoom)
  async function rest(drawn: Drawn): Promise<void> {
    setView(drawn.view)
    set({ at: formatView(drawn.view) })
    setPicture(await map.current?.picture())
  }
  return (
    <Page
      title={t('sheet')}
      acts={<Button onClick={onClose}>{t('backToMap')}</Button>}
      primary={
        <Button type="primary" disabled={picture === undefined} onClick={() => globalThis.print()}>
          {t('print')}
        </Button>
      }
      filters={
        <>
          <Segmented
            aria-label={t('sheet')}
            value={size}
            onChange={(next) => set({ sheet: next })}
            options={[
              { value: 'a4', label: t('a4') },
              { value: 'a3', label: t('a3') },
            ]}
          />
          <Input
            className="map-title"
            aria-label={t('sheetTitle')}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </>
      }
    >
      <style nonce={pageNonce()}>{`@page { size: ${size.toUpperCase()} landscape; margin: 10mm }`}</style>
      <div className="map-sheet-scroll">
        <section className={`map-sheet map-sheet-${size}`} aria-label={name} key={size}>
          <h2>{name}</h2>
          <div className="map-sheet-frame">
            <Suspense fallback={<Busy />}>
              <MapCanvas
                label={name}
                describedBy="map-sheet-foot"
                style={style}
                first={first}
                pickable={[]}
                handle={map}
                onRest={(drawn) => void rest(drawn)}
                onPoint={nothing}
                onClick={nothing}
              />
            </Suspense>
            {picture === undefined ? null : <img className="map-picture" src={picture} alt={name} />}
          </div>
          <aside className="map-sheet-legend" aria-label={t('layers')}>
            {[...legend.shown].map((layer) => (
              <LegendOf key={layer} layer={layer} parts={legend} />
            ))}
            <ScaleBar metresPerPixel={metres} />
            <p>{t('scaleIs', { n: formatNumber(scaleOnPaper(metres, pixelOnPaper)) })}</p>
          </aside>
          <p className="map-foot jd-small" id="map-sheet-foot">
            <span>{say(programme.name)}</span>
            <MapSource settings={settings} />
            {synthetic ? <strong>{t('synthetic')}</strong> : null}
            <span>{t('printedOn', { date: today })}</span>
          </p>
        </section>
      </div>
    </Page>
  )
}
