import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { supervisionContract } from '../contract.ts'
import type { MoneySum } from '../contract/bases.ts'
import { useAmount, useBaseChoices } from './names.tsx'
import { words as shared } from './texts.ts'
import { WorkTable } from './WorkTable.tsx'
import './supervision.css'

const words = defineTexts({
  sentence: {
    zh: '重大工程与基地建设：责任单位、阶段、节点、资金需求与来源；文件没有写明的留空，不作推算。',
    en: 'Major works and construction of the bases: unit, stage, milestones, need against money by source. What documents do not state is blank and never inferred.',
  },
  allBases: { zh: '全部基地', en: 'All bases' },
  kind: { zh: '类别', en: 'Kind' },
  allKinds: { zh: '全部类别', en: 'All kinds' },
  money: { zh: '资金需求与来源', en: 'Need against money by source' },
  need: { zh: '资金需求（{n} / {of} 项写明）', en: 'Need (stated of {n} of {of} works)' },
  source: { zh: '{name}（{n} 项写明）', en: '{name} (stated of {n})' },
  gap: { zh: '缺口', en: 'Gap' },
  gapUnknown: { zh: '有工程没有写明，算不出', en: 'cannot be computed: not stated of every work' },
})

/** Works by base and kind, with the sum of what is stated of need and money. */
export function WorksPage() {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const { state, set } = useAddress()
  const { base, kind } = state
  const found = useQuery(api.workList.queryOptions({ input: { base, kind } }))
  return (
    <Page
      title={s('works')}
      sentence={t('sentence')}
      problem={found.error}
      filters={
        <>
          <Select
            aria-label={s('base')}
            value={base ?? ''}
            style={{ width: 220 }}
            options={[{ value: '', label: t('allBases') }, ...useBaseChoices()]}
            onChange={(next) => set({ base: next === '' ? undefined : next })}
          />
          <Select
            aria-label={t('kind')}
            value={kind ?? ''}
            style={{ width: 170 }}
            options={[
              { value: '', label: t('allKinds') },
              ...(found.data?.kinds ?? []).map(({ id, name }) => ({ value: id, label: say(name) })),
            ]}
            onChange={(next) => set({ kind: next === '' ? undefined : next })}
          />
        </>
      }
    >
      <WorkTable works={found.data?.items ?? []} loading={found.isLoading} />
      {found.data === undefined || found.data.items.length === 0 ? null : (
        <PagePart title={t('money')}>
          <Money sum={found.data.money} />
        </PagePart>
      )}
    </Page>
  )
}

function Money({ sum }: { sum: MoneySum }) {
  const t = useTexts(words)
  const say = useText()
  const write = useAmount()
  const amount = (value: string | null) => write(value, sum.unit)
  return (
    <Facts
      items={[
        { label: t('need', { n: sum.needStated, of: sum.works }), value: amount(sum.need) },
        ...sum.bySource.map(({ name, amount: value, stated }) => ({
          label: t('source', { name: say(name), n: stated }),
          value: amount(value),
        })),
        {
          label: t('gap'),
          value: sum.gap === null ? <span className="jd-blank">{t('gapUnknown')}</span> : amount(sum.gap),
        },
      ]}
    />
  )
}
