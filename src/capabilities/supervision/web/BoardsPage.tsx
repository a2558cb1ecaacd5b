import { useQuery } from '@tanstack/react-query'
import { Segmented, Select } from 'antd'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { supervisionContract } from '../contract.ts'
import { BoardTable } from './BoardTable.tsx'
import { BurnUp } from './BurnUp.tsx'
import { words as shared } from './texts.ts'
import './supervision.css'

const words = defineTexts({
  sentence: {
    zh: '任务按灯号、按时办结率，与分季度安排对照。',
    en: 'Tasks by light, the rate done on time, and what is done against the schedule by quarter.',
  },
  by: { zh: '按', en: 'By' },
  'by.base': { zh: '按基地', en: 'By base' },
  'by.unit': { zh: '按责任单位', en: 'By lead unit' },
  'by.leader': { zh: '按责任领导', en: 'By leader' },
  bulletin: { zh: '督办通报', en: 'Bulletin' },
  burnUp: { zh: '完成量与序时安排', en: 'Done against the schedule' },
})

const ways = ['base', 'unit', 'leader'] as const

/** Boards of a year: tasks by light for each base, unit or leader; on-time rate; burn-up. */
export function BoardsPage() {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const { state, set } = useAddress()
  const by = ways.find((one) => one === state.by) ?? 'base'
  const year = state.year === undefined ? undefined : Number(state.year)
  const found = useQuery(api.board.queryOptions({ input: { year, by } }))
  const board = found.data
  return (
    <Page
      title={s('boards')}
      sentence={t('sentence')}
      problem={found.error}
      loading={found.isLoading}
      acts={
        <Go to={supervisionPaths.bulletin()} className="sv-link">
          {t('bulletin')}
        </Go>
      }
      filters={
        <>
          <Select
            aria-label={s('year')}
            value={board?.year ?? year ?? null}
            style={{ width: 90 }}
            options={(board?.years ?? []).map((one) => ({ value: one, label: String(one) }))}
            onChange={(next) => set({ year: next === null ? undefined : String(next) })}
          />
          <Segmented
            aria-label={t('by')}
            value={by}
            options={ways.map((one) => ({ value: one, label: t(`by.${one}`) }))}
            onChange={(next) => set({ by: next === 'base' ? undefined : next })}
          />
        </>
      }
    >
      {board === undefined ? null : (
        <>
          <BoardTable
            name={t(`by.${by}`)}
            rows={board.rows}
            total={board.total}
            rowTo={({ id }) => supervisionPaths.tasks({ year: board.year, [by]: id })}
          />
          <PagePart title={t('burnUp')}>
            <BurnUp year={board.year} />
          </PagePart>
        </>
      )}
    </Page>
  )
}
