import { useMutation } from '@tanstack/react-query'
import type { Position } from '#base/geo/geometry.ts'
import { useApi } from '#kit/web/api.ts'
import { formatNumber, formatQuantity } from '#kit/web/numbers.ts'
import { useLanguage, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Choice } from '#kit/web/ui/table/columns.ts'
import { type CarrierTotals, mapContract, type MapTotals } from '../contract.ts'
import { ringShape } from '../rules/measuring.ts'
import { words } from './texts.ts'

type AreaTotalsProps = { corners: readonly Position[]; readiness: readonly Choice[]; uses: readonly Choice[] }

/** What of the parcels lies within an area that was drawn. */
export function AreaTotals({ corners, readiness, uses }: AreaTotalsProps) {
  const api = useApi(mapContract)
  const t = useTexts(words)
  const geometry = ringShape(corners)
  const found = useMutation(api.totals.mutationOptions())
  if (geometry === undefined) return null
  return (
    <section aria-label={t('totals')}>
      <ActButton primary busy={found.isPending} act={() => found.mutate({ geometry })}>
        {t('countTotals')}
      </ActButton>
      {found.error === null ? null : <ProblemAlert problem={found.error} />}
      {found.data === undefined ? null : <Totals totals={found.data} readiness={readiness} uses={uses} />}
    </section>
  )
}

function Totals({ totals, readiness, uses }: { totals: MapTotals } & Pick<AreaTotalsProps, 'readiness' | 'uses'>) {
  const t = useTexts(words)
  const language = useLanguage()
  const area = (value: string) =>
    `${formatQuantity({ value, unit: 'm2' }, language, { scale: 0 })} · ${formatQuantity({ value, unit: 'm2' }, language, { unit: 'mu', scale: 1 })}`
  const shares = (list: MapTotals['byUse'], choices: readonly Choice[]) => (
    <ul className="map-plain">
      {list.map(({ id, parcels, area: ground }) => (
        <li key={id ?? ''}>
          {choices.find(({ value }) => value === id)?.label ?? id ?? t('notStated')} · {formatNumber(parcels)} ·{' '}
          {area(ground)}
        </li>
      ))}
    </ul>
  )
  return (
    <Facts
      items={[
        { label: t('areaIs'), value: area(totals.drawn) },
        { label: t('inside'), value: formatNumber(totals.inside) },
        { label: t('cut'), value: formatNumber(totals.cut) },
        { label: t('ground'), value: area(totals.area) },
        ...(totals.approximate === 0 ? [] : [{ label: t('notCounted'), value: formatNumber(totals.approximate) }]),
        ...(totals.unmeasured === 0 ? [] : [{ label: t('unmeasured'), value: formatNumber(totals.unmeasured) }]),
        ...(totals.byReadiness.length === 0
          ? []
          : [{ label: t('byReadiness'), value: shares(totals.byReadiness, readiness) }]),
        ...(totals.byUse.length === 0 ? [] : [{ label: t('byUse'), value: shares(totals.byUse, uses) }]),
        ...(totals.carriers === null ? [] : [{ label: t('carriersWithin'), value: <Carriers of={totals.carriers} /> }]),
        ...(totals.synthetic || totals.schematic
          ? [
              {
                label: t('marks'),
                value: [totals.synthetic ? t('synthetic') : '', totals.schematic ? t('schematic') : '']
                  .filter((word) => word !== '')
                  .join(' · '),
              },
            ]
          : []),
      ]}
    />
  )
}

/** How many buildings, how much floor, how much of it free; what is not known is said, never nothing. */
function Carriers({ of }: { of: CarrierTotals }) {
  const t = useTexts(words)
  const language = useLanguage()
  const area = (value: string) => formatQuantity({ value, unit: 'm2' }, language, { scale: 0 })
  const count = t('carrierCount', { n: formatNumber(of.count) })
  if (of.count === 0) return count
  const free =
    of.free === null
      ? t('freeUnknown')
      : of.unknown === 0
        ? area(of.free)
        : t('freeBut', { area: area(of.free), n: formatNumber(of.unknown) })
  return (
    <ul className="map-plain">
      <li>{count}</li>
      <li>
        {t('floorArea')} · {area(of.floorArea)}
      </li>
      <li>
        {t('free')} · {free}
      </li>
    </ul>
  )
}
