import {
  type MapGeoJSONFeature,
  Map as MapLibre,
  type MapMouseEvent,
  type StyleSpecification,
  setWorkerUrl,
} from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { type RefObject, useEffect, useImperativeHandle, useRef } from 'react'
import type { Bounds, Position } from '#base/geo/geometry.ts'
import { fillingPixels, fillingSize, parseFilling } from '../rules/marks.ts'
import type { View } from '../rules/view.ts'
import 'maplibre-gl/dist/maplibre-gl.css'

setWorkerUrl(workerUrl)

/** What a page may ask of the map that is drawn. */
export type MapHandle = {
  fit: (bounds: Bounds) => void
  goTo: (view: View) => void
  zoomBy: (steps: number) => void
  /** What is seen, as a picture that prints. */
  picture: () => Promise<string>
}

/** What is drawn when the map has come to rest. */
export type Drawn = { readonly view: View; readonly bounds: Bounds; readonly shapes: number }

type MapCanvasProps = {
  /** Name for those who do not see it. */
  label: string
  /** The element that describes it. */
  describedBy: string
  style: StyleSpecification
  /** Where it looks first; afterwards it moves by itself and by the handle. */
  first: View
  /** Layers of the style whose shapes can be clicked and are counted. */
  pickable: readonly string[]
  onRest: (drawn: Drawn) => void
  onPoint: (at: Position | undefined) => void
  /** A click: where, and the topmost shape there. */
  onClick: (at: Position, feature: MapGeoJSONFeature | undefined) => void
  handle: RefObject<MapHandle | null>
}

/** MapLibre GL as one component: a style goes in, movements and clicks come out. Everything else is the page's. */
export function MapCanvas(props: MapCanvasProps) {
  const box = useRef<HTMLDivElement>(null)
  const map = useRef<MapLibre | null>(null)
  const now = useRef(props)
  useEffect(() => {
    now.current = props
  })

  useEffect(() => {
    if (box.current === null) return
    const made = mapIn(box.current, now)
    map.current = made
    return () => {
      map.current = null
      made.remove()
    }
  }, [])
  const { style, label, describedBy, handle } = props
  const drawn = useRef(style)
  useEffect(() => {
    if (drawn.current === style) return
    drawn.current = style
    map.current?.setStyle(style, { diff: true })
  }, [style])
  useEffect(() => {
    const canvas = map.current?.getCanvas()
    canvas?.setAttribute('aria-label', label)
    canvas?.setAttribute('aria-describedby', describedBy)
  }, [label, describedBy])
  useImperativeHandle(handle, () => handleOf(map), [])
  return <div className="map-canvas" ref={box} />
}

function mapIn(container: HTMLDivElement, now: RefObject<MapCanvasProps>): MapLibre {
  const { style, first } = now.current
  const map = new MapLibre({
    container,
    style,
    center: first.centre,
    zoom: first.zoom,
    maxZoom: 19,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    localIdeographFontFamily: '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.setMissingStyleImageResolver((id) => {
    const filling = parseFilling(id)
    if (filling === undefined || map.hasImage(id)) return
    const data = fillingPixels(filling.pattern, filling.colour)
    map.addImage(id, { width: fillingSize, height: fillingSize, data })
  })
  map.on('idle', () => {
    const shapes = countOf(map.queryRenderedFeatures({ layers: layersIn(map, now.current.pickable) }))
    container.dataset.shapes = String(shapes)
    container.dataset.ready = 'true'
    now.current.onRest({ view: viewOf(map), bounds: boundsOf(map), shapes })
  })
  map.on('movestart', () => delete container.dataset.ready)
  map.on('mousemove', ({ lngLat }: MapMouseEvent) => now.current.onPoint([lngLat.lng, lngLat.lat]))
  map.on('mouseout', () => now.current.onPoint(undefined))
  map.on('click', ({ point, lngLat }: MapMouseEvent) => {
    const [feature] = map.queryRenderedFeatures(point, { layers: layersIn(map, now.current.pickable) })
    now.current.onClick([lngLat.lng, lngLat.lat], feature)
  })
  // A tile that does not come leaves a gap in the picture; the page goes on.
  map.on('error', () => undefined)
  return map
}

/** A shape that lies in several tiles is one; what bears no id counts each time. */
function countOf(features: readonly MapGeoJSONFeature[]): number {
  return new Set(features.map(({ id, layer }, at) => `${layer.id} ${id ?? `#${at}`}`)).size
}

const layersIn = (map: MapLibre, ids: readonly string[]): string[] => ids.filter((id) => map.getLayer(id) !== undefined)

function viewOf(map: MapLibre): View {
  const { lng, lat } = map.getCenter()
  return { centre: [lng, lat], zoom: map.getZoom() }
}

function boundsOf(map: MapLibre): Bounds {
  const bounds = map.getBounds()
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]
}

function handleOf(map: RefObject<MapLibre | null>): MapHandle {
  return {
    fit: (bounds) => map.current?.fitBounds(bounds, { padding: 40, maxZoom: 17, animate: false }),
    goTo: ({ centre, zoom }) => map.current?.jumpTo({ center: centre, zoom }),
    zoomBy: (steps) => map.current?.zoomTo(map.current.getZoom() + steps, { animate: false }),
    picture: () =>
      new Promise((done, refuse) => {
        const { current } = map
        if (current === null) return refuse(new Error('There is no map to take a picture of'))
        // The picture stands in the canvas only until the frame is over.
        current.once('render', () => done(current.getCanvas().toDataURL('image/png')))
        current.triggerRepaint()
      }),
  }
}
