import { Checkbox, Segmented, Select } from 'antd'
import type { ReactNode } from 'react'
import { unitName } from '#base/unit.ts'
import { type AreaFigures, shadeOf } from '#capabilities/indicators/web/parts.tsx'
import { useBrightness } from '#kit/web/brightness.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { tokens } from '#kit/web/theme.ts'
import type { Choice } from '#kit/web/ui/table/columns.ts'
import type { Mark } from '../rules/marks.ts'
import { shadeColour } from './area-shades.ts'
import { colourOf, layerHue } from './map-style.ts'
import { Swatch } from './Swatch.tsx'
import { words } from './texts.ts'

/** A state with its mark and its word. */
export type NamedMark = Mark & { readonly word: string }

/** What the map shows, layer by layer. */
export type LegendParts = {
  readonly shown: ReadonlySet<string>
  readonly schematic: boolean
  readonly surveyed: boolean
  /** States of parcels by the chosen tone, in order. */
  readonly marks: readonly NamedMark[]
  readonly areas?: AreaFigures | undefined
  /** Layers of which only so many shapes came. */
  readonly cut?: ReadonlyMap<string, number> | undefined
}

/** The words and shapes of what is drawn; the same on the page and on paper. */
export function LegendOf({ layer, parts }: { layer: string; parts: LegendParts }) {
  const t = useTexts(words)
  const brightness = useBrightness()
  const grey = tokens[brightness].lineStrong
  const line = (dashed: boolean, word: string, wide = false) => (
    <Entry swatch={<LineSwatch colour={grey} dashed={dashed} wide={wide} />} word={word} />
  )
  const sign = (text: string, hue: number, word: string) => (
    <Entry swatch={<span style={{ color: colourOf({ hue }, brightness) }}>{text}</span>} word={word} />
  )
  if (layer === 'places')
    return (
      <ul className="map-legend-list">
        {parts.surveyed ? line(false, t('placesSurveyed')) : null}
        {parts.schematic ? line(true, t('placesSchematic')) : null}
      </ul>
    )
  if (layer === 'shades') return parts.areas === undefined ? null : <ShadesLegend areas={parts.areas} />
  if (layer === 'parcels')
    return (
      <ul className="map-legend-list">
        {parts.marks.map((mark) => (
          <Entry
            key={mark.id}
            swatch={<Swatch pattern={mark.pattern} colour={colourOf(mark, brightness)} />}
            word={mark.word}
          />
        ))}
        <Entry swatch={<Swatch pattern="plain" colour={grey} />} word={t('notStated')} />
        {line(false, t('offeredEdge'), true)}
        {line(true, t('unsure'))}
        <li className="jd-quiet">{t('blocks')}</li>
      </ul>
    )
  const cut = parts.cut?.get(layer)
  return (
    <ul className="map-legend-list">
      {layer === 'assessments' ? (
        <Entry
          swatch={<Swatch pattern="level" colour={colourOf({ hue: layerHue.assessments }, brightness)} />}
          word={t('assessmentsToday')}
        />
      ) : null}
      {layer === 'carriers' ? sign('■', layerHue.carriers, t('carriersSign')) : null}
      {layer === 'offers' ? sign('◆', layerHue.offers, t('offers')) : null}
      {cut === undefined ? null : <li className="jd-quiet">{t('onlyFirst', { n: formatNumber(cut) })}</li>}
    </ul>
  )
}

function Entry({ swatch, word }: { swatch: ReactNode; word: string }) {
  return (
    <li>
      <span className="map-swatch" aria-hidden="true">
        {swatch}
      </span>
      {word}
    </li>
  )
}

function LineSwatch({ colour, dashed, wide }: { colour: string; dashed: boolean; wide: boolean }) {
  return (
    <svg width="22" height="14" viewBox="0 0 22 14">
      <path
        d="M1 7h20"
        stroke={colour}
        strokeWidth={wide ? 3.5 : 1.5}
        {...(dashed ? { strokeDasharray: '4 3' } : {})}
      />
    </svg>
  )
}

function ShadesLegend({ areas }: { areas: AreaFigures }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const brightness = useBrightness()
  const { breaks } = areas.classes
  const number = (at: number) => formatNumber(breaks[at]?.toFixed() ?? '0', { scale: areas.scale })
  const label = (at: number): string => {
    if (at === 0) return t('below', { to: number(0) })
    return at === breaks.length
      ? t('from', { from: number(at - 1) })
      : t('between', { from: number(at - 1), to: number(at) })
  }
  return (
    <>
      <p className="jd-small">
        {say(areas.indicator.name)} · {formatPeriod(areas.period, language)} · {unitName(areas.unit, language)}
      </p>
      <ul className="map-legend-list">
        {breaks.length === 0
          ? null
          : [...breaks.keys(), breaks.length].map((at) => (
              <Entry
                key={at}
                swatch={<Swatch pattern="plain" colour={shadeColour(shadeOf(at, areas.classes), brightness)} solid />}
                word={label(at)}
              />
            ))}
        <Entry swatch={<Swatch pattern="rising" colour={tokens[brightness].lineStrong} />} word={t('missing')} />
      </ul>
      <p className="jd-small jd-quiet">{t('quantiles', { n: breaks.length + 1 })}</p>
    </>
  )
}

type LayerChooserProps = {
  layers: readonly string[]
  parts: LegendParts
  onShow: (layer: string, shown: boolean) => void
  /** By what parcels are told apart, where parcels are shown. */
  tone?: { all: readonly string[]; chosen: string; onChoose: (tone: string) => void } | undefined
  /** Which figure areas can be coloured by, where they can. */
  figure?: { all: readonly Choice[]; onChoose: (id: string | undefined) => void } | undefined
}

type LayerWord = 'places' | 'shades' | 'parcels' | 'carriers' | 'assessments' | 'offers'
type ToneWord = 'readiness' | 'offered' | 'light' | 'use'

/** Which layers are drawn, and by what. */
export function LayerChooser({ layers, parts, onShow, tone, figure }: LayerChooserProps) {
  const t = useTexts(words)
  return (
    <section className="map-layers" aria-label={t('layers')}>
      <h2>{t('layers')}</h2>
      {layers.map((layer) => (
        <div key={layer} className="map-layer">
          <Checkbox checked={parts.shown.has(layer)} onChange={(event) => onShow(layer, event.target.checked)}>
            {t(layer as LayerWord)}
          </Checkbox>
          {parts.shown.has(layer) ? (
            <>
              {layer === 'parcels' && tone !== undefined ? (
                <div role="group" aria-label={t('tone')}>
                  <Segmented
                    size="small"
                    value={tone.chosen}
                    onChange={tone.onChoose}
                    options={tone.all.map((one) => ({ value: one, label: t(one as ToneWord) }))}
                  />
                </div>
              ) : null}
              {layer === 'shades' && figure !== undefined ? (
                <Select
                  aria-label={t('indicator')}
                  className="map-indicator"
                  placeholder={t('chooseIndicator')}
                  showSearch={{ optionFilterProp: 'label' }}
                  allowClear
                  value={parts.areas?.indicator.id}
                  onChange={(id?: string) => figure.onChoose(id)}
                  options={[...figure.all]}
                />
              ) : null}
              <LegendOf layer={layer} parts={parts} />
            </>
          ) : null}
        </div>
      ))}
    </section>
  )
}
