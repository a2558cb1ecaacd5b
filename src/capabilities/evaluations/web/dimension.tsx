import { Segmented } from 'antd'
import type { ReactNode } from 'react'
import { useAddress } from '#kit/web/address.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { type Dimension, dimensions } from './names.tsx'

const words = defineTexts({
  by: { zh: '分组方式', en: 'By' },
  'by.group': { zh: '按分组', en: 'By group' },
  'by.town': { zh: '按镇街', en: 'By town' },
  'by.size': { zh: '按规模', en: 'By size' },
  'by.industry': { zh: '按行业', en: 'By industry' },
})

/** How a breakdown is grouped: lives in the address; its name, and the picker that changes it. */
export function useDimension(): { by: Dimension; name: string; picker: ReactNode } {
  const t = useTexts(words)
  const { state, set } = useAddress()
  const by = dimensions.find((one) => one === state.by) ?? 'group'
  return {
    by,
    name: t(`by.${by}`),
    picker: (
      <div className="jd-filters jd-screen-only">
        <Segmented<Dimension>
          aria-label={t('by')}
          value={by}
          options={dimensions.map((value) => ({ value, label: t(`by.${value}`) }))}
          onChange={(next) => set({ by: next === 'group' ? undefined : next })}
        />
      </div>
    ),
  }
}
