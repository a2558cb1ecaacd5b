import { Button, Input, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { type AreaShape, piecesOf, type Position } from '#base/geo/geometry.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import type { PlacesLayer } from '../contract.ts'
import { readPositions, writePositions } from '../rules/coordinates.ts'
import { measuredLine, measuredRing } from '../rules/measuring.ts'
import type { Tool } from './MapBoard.tsx'
import { words } from './texts.ts'

type DrawingPanelProps = {
  tool: Tool
  corners: readonly Position[]
  onCorners: (corners: readonly Position[]) => void
  places: PlacesLayer | undefined
  totals?: ((corners: readonly Position[]) => ReactNode) | undefined
  onClose: () => void
}

/** What is being measured: corners by clicks or typed, and what they come to. */
export function DrawingPanel({ tool, corners, onCorners, places, totals, onClose }: DrawingPanelProps) {
  const t = useTexts(words)
  const say = useText()
  return (
    <section className="map-panel" aria-label={t(tool)}>
      <h2>{t(tool)}</h2>
      <p className="jd-small jd-quiet">{t('drawing')}</p>
      <CornerText corners={corners} onCorners={onCorners} />
      {tool === 'area' ? (
        <Select
          aria-label={t('outlineOf')}
          placeholder={t('outlineOf')}
          className="map-finder"
          showSearch={{ optionFilterProp: 'label' }}
          value={null}
          onChange={(id: string | null) => {
            const found = places?.features.find((feature) => feature.properties.id === id)
            if (found !== undefined) onCorners(cornersOf(found.geometry))
          }}
          options={(places?.features ?? []).map(({ properties }) => ({
            value: properties.id,
            label: say(properties.name),
          }))}
        />
      ) : null}
      <Measures tool={tool} corners={corners} />
      <div className="jd-acts">
        <Button onClick={() => onCorners(corners.slice(0, -1))}>{t('undo')}</Button>
        <Button onClick={() => onCorners([])}>{t('clear')}</Button>
        <Button onClick={onClose}>{t('close')}</Button>
      </div>
      {tool === 'area' ? totals?.(corners) : null}
    </section>
  )
}

/** The outer ring of the largest piece, not closed. */
function cornersOf(shape: AreaShape): Position[] {
  const rings = piecesOf(shape).map(([outer]) => outer ?? [])
  const longest = rings.reduce((most, ring) => (ring.length > most.length ? ring : most), [] as Position[])
  return longest.slice(0, -1)
}

function CornerText({ corners, onCorners }: Pick<DrawingPanelProps, 'corners' | 'onCorners'>) {
  const t = useTexts(words)
  // A click on the map is newer than what was typed before it.
  const [typed, setTyped] = useState<{ text: string; over: readonly Position[] }>()
  const [wrong, setWrong] = useState<{ line: number; found: string }>()
  const text = typed?.over === corners ? typed.text : undefined
  return (
    <label>
      {t('corners')}
      <Input.TextArea
        rows={3}
        value={text ?? writePositions(corners)}
        status={wrong === undefined ? '' : 'error'}
        onChange={(event) => setTyped({ text: event.target.value, over: corners })}
        onBlur={() => {
          if (text === undefined) return
          const read = readPositions(text)
          if ('positions' in read) {
            setWrong(undefined)
            onCorners(read.positions)
          } else setWrong({ line: read.wrongLine, found: read.found })
        }}
      />
      <span role="alert" className="map-wrong">
        {wrong === undefined ? '' : t('wrongLine', wrong)}
      </span>
    </label>
  )
}

function Measures({ tool, corners }: { tool: Tool; corners: readonly Position[] }) {
  const t = useTexts(words)
  const language = useLanguage()
  const said = (quantity: { value: string; unit: string }, scale: number) =>
    formatQuantity(quantity, language, { scale })
  if (corners.length < 2) return <p className="jd-quiet">{t('noMeasure')}</p>
  const { length, area, mu } = tool === 'area' ? measuredRing(corners) : measuredLine(corners)
  const places = length.unit === 'km' ? 3 : 1
  return (
    <>
      <dl className="map-measures" aria-live="polite">
        <div>
          <dt>{t(tool === 'area' ? 'edgeIs' : 'lengthIs')}</dt>
          <dd>{said(length, places)}</dd>
        </div>
        {tool === 'area' ? (
          <div>
            <dt>{t('areaIs')}</dt>
            <dd>{area === undefined || mu === undefined ? t('tooFew') : `${said(area, 0)} · ${said(mu, 2)}`}</dd>
          </div>
        ) : null}
      </dl>
      <p className="jd-small jd-quiet">{t('ellipsoid')}</p>
    </>
  )
}
