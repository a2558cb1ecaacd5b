import { Select, TreeSelect } from 'antd'
import { useMemo } from 'react'
import {
  isPeriod,
  type PeriodKind,
  periodRange,
  periodContaining,
  startOf,
  previousPeriod,
  parsePeriod,
  endOf,
} from '#base/period.ts'
import type { Language } from '#base/text.ts'
import { periodName } from '#base/texts/periods.ts'
import { useAddress } from '../../address.ts'
import { useSession } from '../../session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '../../texts.tsx'
import { placeTree } from '../places.ts'

const words = defineTexts({
  place: { zh: '地区', en: 'Place' },
  everywhere: { zh: '全部地区', en: 'All places' },
  period: { zh: '报告期', en: 'Period' },
  newest: { zh: '最新：{period}', en: 'Newest: {period}' },
  month: { zh: '月', en: 'Months' },
  quarter: { zh: '季', en: 'Quarters' },
  half_year: { zh: '半年', en: 'Half-years' },
  year: { zh: '年', en: 'Years' },
})

/** The place that every page honours; it lives in the address. */
export function PlaceSelector() {
  const t = useTexts(words)
  const say = useText()
  const { places } = useSession()
  const { state, set } = useAddress()
  const tree = useMemo(() => placeTree(places, say), [places, say])
  return (
    <TreeSelect
      className="jd-selector"
      aria-label={t('place')}
      treeData={tree}
      value={state.place}
      placeholder={t('everywhere')}
      allowClear
      showSearch={{ treeNodeFilterProp: 'title' }}
      popupMatchSelectWidth={280}
      treeDefaultExpandedKeys={tree.map((node) => node.value)}
      style={{ width: 160 }}
      onChange={(place: string | undefined) => set({ place }, { remember: true })}
    />
  )
}

const kinds: readonly PeriodKind[] = ['year', 'half_year', 'quarter', 'month']
const yearsBack = 8

/** The periods that the selector offers, newest first, by kind: up to the newest month and some years back. */
export function offeredPeriods(newest: string): { kind: PeriodKind; periods: string[] }[] {
  if (!isPeriod(newest)) return []
  return kinds.map((kind) => {
    const last = periodContaining(kind, endOf(parsePeriod(newest)))
    const perYear = { year: 1, half_year: 2, quarter: 4, month: 12 }[kind]
    const first = periodContaining(kind, startOf(previousPeriod(periodContaining('year', endOf(last)), yearsBack)))
    return {
      kind,
      periods: periodRange(first, last)
        .slice(-perYear * (yearsBack + 1))
        .reverse(),
    }
  })
}

/** The period that every page honours; empty means the newest. */
export function PeriodSelector() {
  const t = useTexts(words)
  const language = useLanguage()
  const { defaultPeriod } = useSession()
  const { state, set } = useAddress()
  const options = useMemo(
    () =>
      offeredPeriods(defaultPeriod).map(({ kind, periods }) => ({
        label: t(kind),
        options: periods.map((period) => ({ value: period, label: nameOf(period, language) })),
      })),
    [defaultPeriod, language, t],
  )
  return (
    <Select
      className="jd-selector"
      aria-label={t('period')}
      value={
        state.period === undefined || state.period === ''
          ? undefined
          : { value: state.period, label: nameOf(state.period, language) }
      }
      labelInValue
      placeholder={t('newest', { period: nameOf(defaultPeriod, language) })}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      options={options}
      popupMatchSelectWidth={200}
      listHeight={400}
      style={{ width: 190 }}
      onChange={(chosen?: { value: string; label: string }) => set({ period: chosen?.value }, { remember: true })}
    />
  )
}

function nameOf(period: string, language: Language): string {
  return isPeriod(period) ? periodName(period, language) : period
}
