import { Segmented, Select } from 'antd'
import { useAddress } from '#kit/web/address.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { words as shared, wordOf } from './texts.ts'
import { type Browsing, mostIndicators } from './use-browsing.ts'

const words = defineTexts({
  by: { zh: '按', en: 'By' },
  choose: { zh: '选择指标，最多 {n} 个', en: 'Indicators, {n} at most' },
})

type BrowsingFiltersProps = { browsing: Browsing; indicators?: boolean }

/** Kind of period, this period or the year so far, and which indicators: in one line, kept in the address. */
export function BrowsingFilters({ browsing, indicators = true }: BrowsingFiltersProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const { set } = useAddress()
  return (
    <>
      <Segmented
        aria-label={`${t('by')} ${s('period')}`}
        value={browsing.kind}
        options={browsing.kinds.map((kind) => ({ value: kind, label: wordOf(s, 'period', kind) }))}
        onChange={(per) => set({ per }, { remember: true })}
      />
      {browsing.kind === 'year' ? null : (
        <Segmented
          aria-label={s('span')}
          value={browsing.span}
          options={[
            { value: 'this', label: s('thisPeriod') },
            { value: 'cumulative', label: s('cumulative') },
          ]}
          onChange={(span) => set({ span: span === 'this' ? undefined : span }, { remember: true })}
        />
      )}
      {indicators ? (
        <Select
          mode="multiple"
          aria-label={t('choose', { n: mostIndicators })}
          placeholder={t('choose', { n: mostIndicators })}
          value={browsing.indicators.map((indicator) => indicator.id)}
          maxCount={mostIndicators}
          maxTagCount="responsive"
          maxTagTextLength={12}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={320}
          style={{ width: 'min(360px, 100%)' }}
          options={browsing.offered.map((indicator) => ({ value: indicator.id, label: say(indicator.name) }))}
          onChange={(ids: string[]) => set({ i: ids.length === 0 ? undefined : ids.join(',') }, { remember: true })}
        />
      ) : null}
    </>
  )
}
