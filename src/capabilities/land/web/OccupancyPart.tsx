import { useQuery } from '@tanstack/react-query'
import { unitName } from '#base/unit.ts'
import { useApi } from '#kit/web/api.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { FigureCell } from '#kit/web/ui/FigureCell.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import { landContract } from '../contract.ts'
import type { OccupancyRow, TargetRow } from '../contract/carriers.ts'
import { carrierWords } from './carrier-words.ts'

function useOccupancy() {
  const api = useApi(landContract)
  return useQuery(api.occupancyShow.queryOptions({ input: {} }))
}

/** Area let over area, by base and by town, each a ratio of sums. */
export function OccupancyPart() {
  const t = useTexts(carrierWords)
  const found = useOccupancy()
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  if (found.data === undefined) return <Busy />
  const { whole, bases, places } = found.data
  if (whole.carriers === 0) return <EmptyState title={t('none')} why={t('noneWhy')} />
  return (
    <>
      <PagePart title={t('byBase')}>
        <Rows rows={bases} whole={whole} />
      </PagePart>
      <PagePart title={t('byPlace')}>
        <Rows rows={places} whole={whole} />
      </PagePart>
    </>
  )
}

function Rows({ rows, whole }: { rows: readonly OccupancyRow[]; whole: OccupancyRow }) {
  const language = useLanguage()
  const t = useTexts(carrierWords)
  const say = useText()
  const metres = (value: string | null) => (value === null ? t('notStated') : formatNumber(value, { scale: 0 }))
  return (
    <div className="jd-scroll">
      <table className="jd-table">
        <thead>
          <tr>
            <th scope="col">{t('name')}</th>
            <th scope="col" className="jd-right">
              {t('carriersCount')}
            </th>
            <th scope="col" className="jd-right">
              {t('inUnit', { name: t('area'), unit: unitName('m2', language) })}
            </th>
            <th scope="col" className="jd-right">
              {t('inUnit', { name: t('let'), unit: unitName('m2', language) })}
            </th>
            <th scope="col" className="jd-right">
              {t('inUnit', { name: t('occupancy'), unit: '%' })}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...rows, whole].map((row, at) => (
            <tr key={at === rows.length ? 'whole' : row.id}>
              <th scope="row">{at === rows.length ? t('whole') : say(row.name)}</th>
              <td className="jd-right jd-number">{row.carriers}</td>
              <td className="jd-right jd-number">{metres(row.area)}</td>
              <td className="jd-right jd-number">{metres(row.let)}</td>
              <td className="jd-right jd-number">
                <FigureCell
                  figure={row.occupancy}
                  unit="percent"
                  scale={1}
                  title={`${t('occupancy')} · ${say(row.name)}`}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What each year was to bring to each base, against what was built or acquired in it. */
export function TargetsPart() {
  const language = useLanguage()
  const t = useTexts(carrierWords)
  const say = useText()
  const found = useOccupancy()
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  if (found.data === undefined) return <Busy />
  const { targets } = found.data
  if (targets.length === 0) return <EmptyState title={t('noTargets')} />
  return (
    <div className="jd-scroll">
      <table className="jd-table">
        <thead>
          <tr>
            {(['base', 'year', 'target', 'actual', 'reached', 'source'] as const).map((head) => (
              <th key={head} scope="col" className={head === 'target' || head === 'actual' ? 'jd-right' : undefined}>
                {head === 'target' || head === 'actual'
                  ? t('inUnit', { name: t(head), unit: unitName('m2', language) })
                  : t(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {targets.map((row) => (
            <tr key={`${row.programme.id} ${row.place.id} ${row.year}`}>
              <th scope="row">{say(row.place.name)}</th>
              <td className="jd-number">{row.year}</td>
              <td className="jd-right jd-number">
                <Target row={row} />
              </td>
              <td className="jd-right jd-number">
                <FigureCell figure={row.actual} unit="m2" scale={0} title={`${t('actual')} · ${say(row.place.name)}`} />
              </td>
              <td>
                <StatusLight
                  light={row.reached === 'yes' ? 'done' : row.reached === 'no' ? 'behind' : 'none'}
                  word={t(row.reached)}
                />
              </td>
              <td>{say(row.source)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Target({ row }: { row: TargetRow }) {
  const t = useTexts(carrierWords)
  const say = useText()
  if (row.low === null) return <>{row.words === null ? t('notStated') : say(row.words)}</>
  const low = formatNumber(row.low, { scale: 0 })
  return <>{row.high === null ? low : `${low}–${formatNumber(row.high, { scale: 0 })}`}</>
}
