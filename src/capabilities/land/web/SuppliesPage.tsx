import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { landPaths } from '#base/paths/land.ts'
import { useAddress, usePlace } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { suppliesContract } from '../contract/supplies.ts'
import { FirstOnly } from './FirstOnly.tsx'
import { SupplyTable, supplyWords } from './SupplyTable.tsx'
import { FilterChoice } from './FilterChoice.tsx'

const words = defineTexts({
  sentence: {
    zh: '标准地从拟供到交地：一窗受理、并联核查、带设计方案公告、成交、签约、交地。',
    en: 'Standard land from proposal to handing over: one window, units check at once, announced with its design, sold, signed, handed over.',
  },
  open: { zh: '在办', en: 'Open' },
  over: { zh: '已办结', en: 'Over' },
  all: { zh: '全部', en: 'All' },
  which: { zh: '范围', en: 'Which' },
  anyState: { zh: '全部状态', en: 'All states' },
  anyDue: { zh: '不限期限', en: 'Due any time' },
  overdue: { zh: '已逾期', en: 'Overdue' },
  week: { zh: '一周内到期', en: 'Due within a week' },
  due: { zh: '期限', en: 'Due' },
  none: { zh: '没有供应事项', en: 'No supplies' },
  noneWhy: {
    zh: '在地块档案里发起供应；如已筛选，请放宽条件。',
    en: 'A supply begins from the dossier of a parcel; lift the filters if any are set.',
  },
  ledger: { zh: '地块台账', en: 'Ledger of parcels' },
  counted: { zh: '{name}（{n}）', en: '{name} ({n})' },
})

const most = 500

/** Supplies of land: how far each is, what is due next, who has to answer. */
export function SuppliesPage() {
  const api = useApi(suppliesContract)
  const t = useTexts(words)
  const s = useTexts(supplyWords)
  const say = useText()
  const place = usePlace()
  const { state, set } = useAddress()
  const which = state.which === 'over' || state.which === 'all' ? state.which : 'open'
  const due = state.due === 'overdue' || state.due === 'week' ? state.due : undefined
  const found = useQuery(
    api.supplyList.queryOptions({
      input: {
        pageSize: most,
        ...(which === 'all' ? {} : { open: which === 'open' ? 'yes' : 'no' }),
        ...(state.state === undefined ? {} : { state: state.state }),
        ...(due === undefined ? {} : { due }),
        ...(place === undefined ? {} : { place }),
        ...(state.unit === undefined ? {} : { unit: state.unit }),
      },
    }),
  )
  return (
    <Page
      title={s('supplies')}
      sentence={t('sentence')}
      problem={found.error}
      loading={found.isPending && found.error === null}
      filters={
        <>
          <Segmented
            aria-label={t('which')}
            value={which}
            options={(['open', 'over', 'all'] as const).map((value) => ({ value, label: t(value) }))}
            onChange={(next) => set({ which: next === 'open' ? undefined : String(next), state: undefined })}
          />
          <FilterChoice
            name={s('state')}
            value={state.state}
            all={t('anyState')}
            choices={(found.data?.states ?? []).map(({ id, name, count }) => ({
              value: id,
              label: t('counted', { name: say(name), n: count }),
            }))}
            width={190}
            onChoose={(next) => set({ state: next })}
          />
          <FilterChoice
            name={t('due')}
            value={due}
            all={t('anyDue')}
            choices={(['overdue', 'week'] as const).map((value) => ({ value, label: t(value) }))}
            width={150}
            onChoose={(next) => set({ due: next })}
          />
        </>
      }
    >
      <SupplyTable
        rows={found.data?.rows ?? []}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} act={<Go to={landPaths.ledger()}>{t('ledger')}</Go>} />}
      />
      <FirstOnly shown={found.data?.rows.length ?? 0} total={found.data?.total ?? 0} />
    </Page>
  )
}
