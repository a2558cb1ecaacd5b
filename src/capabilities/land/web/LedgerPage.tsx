import { Segmented } from 'antd'
import { useState } from 'react'
import { useAddress } from '#kit/web/address.ts'
import { useMay } from '#kit/web/session.tsx'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { LotRow } from '../contract/lots.ts'
import { BlocksPart } from './BlocksPart.tsx'
import { LedgerPart } from './LedgerPart.tsx'
import { LotForm } from './LotForm.tsx'
import { LotsPart } from './LotsPart.tsx'
import { PlansPart } from './PlansPart.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  sentence: {
    zh: '哪里有多少用地、多快能用；收储、整备、供应的计划与实际；可以连片的空地。',
    en: 'How much ground is ready where and how soon; plans to acquire, prepare and supply against what was done; free ground that lies together.',
  },
  view: { zh: '视图', en: 'View' },
  ledger: { zh: '台账', en: 'Ledger' },
  lots: { zh: '地块', en: 'Parcels' },
  plans: { zh: '计划与实际', en: 'Plans' },
  blocks: { zh: '连片用地', en: 'Contiguous blocks' },
  bulk: { zh: '改动所选 {n} 宗', en: 'Change {n} chosen' },
})

const views = ['ledger', 'lots', 'plans', 'blocks'] as const

/** The ledger of preparation. */
export function LedgerPage() {
  const t = useTexts(words)
  const s = useTexts(shared)
  const may = useMay()
  const { state, set } = useAddress()
  const [chosen, setChosen] = useState<readonly LotRow[]>([])
  const [changing, setChanging] = useState(false)
  const view = views.find((one) => one === state.view) ?? 'ledger'
  const decision = may('land.plan')
  return (
    <Page
      title={s('ledger')}
      sentence={t('sentence')}
      filters={
        <Segmented
          aria-label={t('view')}
          value={view}
          options={views.map((one) => ({ value: one, label: t(one) }))}
          onChange={(next) => set({ view: next === 'ledger' ? undefined : next })}
        />
      }
      primary={
        view === 'lots' ? (
          <ActButton
            primary
            decision={
              decision.allowed && chosen.length === 0 ? { allowed: false, reason: 'lot.choose_first' } : decision
            }
            act={() => setChanging(true)}
          >
            {t('bulk', { n: chosen.length })}
          </ActButton>
        ) : undefined
      }
    >
      {view === 'ledger' ? <LedgerPart /> : null}
      {view === 'lots' ? <LotsPart chosen={chosen} onChoose={setChosen} /> : null}
      {view === 'plans' ? <PlansPart /> : null}
      {view === 'blocks' ? <BlocksPart /> : null}
      <LotForm
        title={t('bulk', { n: chosen.length })}
        rows={chosen}
        open={changing}
        onClose={() => {
          setChanging(false)
          setChosen([])
        }}
      />
    </Page>
  )
}
