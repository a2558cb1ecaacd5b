import { useQuery } from '@tanstack/react-query'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { evaluationsContract } from '../contract.ts'
import type { Card } from '../contract/results.ts'
import { ObjectionTable } from './ObjectionTable.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  none: { zh: '没有异议', en: 'No objections' },
  noneWhy: {
    zh: '公示期内可对数据、认定事项或结果提出异议，并附证据。',
    en: 'While a window is open, inputs, facts and results may be objected to, with evidence.',
  },
})

/** The objections about one subject, with where they stand. */
export function CardObjections({ card }: { card: Card }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const found = useQuery(
    api.objectionList.queryOptions({ input: { run: card.run, unit: card.unit.unit, page: 1, pageSize: 50 } }),
  )
  return (
    <PagePart title={s('objections')} id="objections">
      <ObjectionTable
        name={s('objections')}
        rows={found.data?.items ?? []}
        loading={found.isLoading}
        problem={found.error}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      />
    </PagePart>
  )
}
