import { useInfiniteQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useMemo } from 'react'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { evaluationsContract } from '../contract.ts'
import { ObjectionTable } from './ObjectionTable.tsx'
import { words as shared } from './texts.ts'
import './evaluations.css'

const words = defineTexts({
  sentence: {
    zh: '公示期内提出；采纳的异议更正数据，并在冻结数据上复算。',
    en: 'Filed while a window is open; one that is accepted corrects an input, and the result is computed again on the frozen inputs.',
  },
  which: { zh: '状态', en: 'State' },
  open: { zh: '未决', en: 'Open' },
  decided: { zh: '已决', en: 'Decided' },
  none: { zh: '没有异议', en: 'No objections' },
  noneWhy: {
    zh: '在公示中的评价里打开评分卡，即可提出异议。',
    en: 'Open a score card of an evaluation that is public now to object.',
  },
})

const portion = 50

/** Objections within reach, the open ones first. */
export function ObjectionsPage() {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const { state, set } = useAddress()
  const open = (['yes', 'no'] as const).find((one) => one === state.open)
  const asked = {
    ...(state.run === undefined ? {} : { run: state.run }),
    ...(state.subject === undefined ? {} : { unit: state.subject }),
    ...(open === undefined ? {} : { open }),
  }
  const found = useInfiniteQuery(
    api.objectionList.infiniteOptions({
      input: (page: number) => ({ page, pageSize: portion, ...asked }),
      initialPageParam: 1,
      getNextPageParam: (last, pages) => (pages.length * portion < last.total ? pages.length + 1 : undefined),
    }),
  )
  const rows = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data])
  return (
    <Page
      title={s('objections')}
      sentence={t('sentence')}
      crumbs={[{ title: s('evaluations'), to: evaluationPaths.list() }]}
      filters={
        <Segmented
          aria-label={t('which')}
          value={open ?? ''}
          options={[
            { value: '', label: s('all') },
            { value: 'yes', label: t('open') },
            { value: 'no', label: t('decided') },
          ]}
          onChange={(next) => set({ open: next === '' ? undefined : next })}
        />
      }
    >
      <ObjectionTable
        name={s('objections')}
        rows={rows}
        loading={found.isLoading}
        problem={found.error}
        remote={remoteRows(found, found.data?.pages[0]?.total ?? 0)}
        empty={
          <EmptyState
            title={t('none')}
            why={t('noneWhy')}
            act={<Go to={evaluationPaths.list()}>{s('evaluations')}</Go>}
          />
        }
      />
    </Page>
  )
}
