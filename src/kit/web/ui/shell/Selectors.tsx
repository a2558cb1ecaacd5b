import { Select, TreeSelect } from 'antd'
import { useMemo } from 'react'
import { isPeriod } from '#base/period.ts'
import type { Language } from '#base/text.ts'
import { periodName } from '#base/texts/periods.ts'
import { useAddress } from '../../address.ts'
import { useSession } from '../../session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '../../texts.tsx'
import { offeredPeriods } from '../periods.ts'
import { placeTree } from '../places.ts'

const words = defineTexts({
  place: { zh: '地区', en: 'Place' },
  everywhere: { zh: '全部地区', en: 'All places' },
  period: { zh: '报告期', en: 'Period' },
  newest: { zh: '最新：{period}', en: 'Newest: {period}' },
  soFar: { zh: '{period}（未满年）', en: '{period} (so far)' },
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

/** The period that every page honours; empty means the newest. */
export function PeriodSelector() {
  const t = useTexts(words)
  const language = useLanguage()
  const { defaultPeriod } = useSession()
  const { state, set } = useAddress()
  const options = useMemo(
    () =>
      offeredPeriods(defaultPeriod).map(({ kind, periods, soFar }) => ({
        label: t(kind),
        options: [
          ...(soFar === undefined ? [] : [{ value: soFar, label: t('soFar', { period: nameOf(soFar, language) }) }]),
          ...periods.map((period) => ({ value: period, label: nameOf(period, language) })),
        ],
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
