import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Drawer, Input } from 'antd'
import { useMemo, useState } from 'react'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { blankWord, formatNumber } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { evaluationsContract } from '../contract.ts'
import type { UnitInputs } from '../contract/runs.ts'
import type { InputShown } from '../contract/words.ts'
import { InputOrigin } from './InputOrigin.tsx'
import { useDimensionNames } from './names.tsx'
import { words as shared } from './texts.ts'
import './evaluations.css'

const words = defineTexts({
  title: { zh: '归集的数据', en: 'Inputs gathered' },
  sentence: {
    zh: '每个数点开可看来源文件、版本和提供人。',
    en: 'Every amount opens its file, version and who brought it in.',
  },
  find: { zh: '查找名称', en: 'Find a name' },
  none: { zh: '没有数据', en: 'Nothing gathered' },
  noneWhy: { zh: '先在评价页归集数据。', en: 'Gather the inputs on the page of the evaluation first.' },
  where: { zh: '这个数怎么来的', en: 'Where this comes from' },
})

const portion = 100

/** What was gathered of each subject that the reader may see, each amount with where it comes from. */
export function InputsPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const { state, set } = useAddress()
  const [shown, setShown] = useState<InputShown>()
  const run = useQuery(api.runShow.queryOptions({ input: { id } })).data
  const asked = {
    ...(state.find === undefined ? {} : { q: state.find }),
    ...(state.place === undefined ? {} : { town: state.place }),
  }
  const found = useInfiniteQuery(
    api.inputList.infiniteOptions({
      input: (page: number) => ({ id, page, pageSize: portion, ...asked }),
      initialPageParam: 1,
      getNextPageParam: (last, pages) => (pages.length * portion < last.total ? pages.length + 1 : undefined),
    }),
  )
  const rows = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data])
  const name = run === undefined ? s('run') : `${say(run.schemeName)} ${formatPeriod(run.period, language)}`
  return (
    <Page
      title={t('title')}
      sentence={t('sentence')}
      crumbs={[
        { title: s('evaluations'), to: evaluationPaths.list() },
        { title: name, to: evaluationPaths.one(id) },
      ]}
      problem={found.error}
      filters={
        <Input.Search
          aria-label={t('find')}
          placeholder={t('find')}
          allowClear
          defaultValue={state.find ?? ''}
          style={{ width: 240 }}
          onSearch={(find) => set({ find: find === '' ? undefined : find })}
        />
      }
    >
      <DataTable
        name={t('title')}
        columns={useInputColumns(rows, setShown)}
        rows={rows}
        rowKey={({ unit }) => unit}
        loading={found.isLoading}
        searchable={false}
        remote={remoteRows(found, found.data?.pages[0]?.total ?? 0)}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      />
      <Drawer
        open={shown !== undefined}
        onClose={() => setShown(undefined)}
        title={t('where')}
        size="min(520px, 100vw)"
      >
        {shown === undefined ? null : (
          <div className="jd-explanation">
            <InputOrigin input={shown} />
          </div>
        )}
      </Drawer>
    </Page>
  )
}

function useInputColumns(rows: readonly UnitInputs[], open: (input: InputShown) => void): Column<UnitInputs>[] {
  const s = useTexts(shared)
  const say = useText()
  const nameOf = useDimensionNames([])
  const plain = { sort: false, filter: false }
  const [first] = rows
  return [
    { ...plain, id: 'name', title: s('name'), value: ({ name }) => name, width: 240 },
    { ...plain, id: 'town', title: s('town'), value: ({ town }) => nameOf('town', town), width: 120 },
    ...(first?.inputs ?? []).map(
      ({ input, name, unit }): Column<UnitInputs> => ({
        ...plain,
        id: `input.${input}`,
        title: say(name),
        unit,
        fixedUnit: true,
        value: (row) => quantityOf(row.inputs.find((one) => one.input === input)),
        show: (row) => {
          const own = row.inputs.find((one) => one.input === input)
          return own === undefined ? null : <Amount input={own} open={open} />
        },
        width: 130,
      }),
    ),
    ...(first?.facts ?? []).map(
      ({ fact, name }): Column<UnitInputs> => ({
        ...plain,
        id: `fact.${fact}`,
        title: say(name),
        value: (row) => {
          const holds = row.facts.find((one) => one.fact === fact)?.holds
          return holds === undefined || holds === null ? s('unknown') : s(holds ? 'yes' : 'no')
        },
        width: 110,
        hidden: true,
      }),
    ),
  ]
}

function quantityOf(input: InputShown | undefined) {
  if (input === undefined) return undefined
  return input.amount === null
    ? { blank: input.blank ?? ('not_reported' as const) }
    : { value: input.amount, unit: input.unit }
}

function Amount({ input, open }: { input: InputShown; open: (input: InputShown) => void }) {
  const language = useLanguage()
  const text = input.amount === null ? blankWord(input.blank ?? 'not_reported', language) : formatNumber(input.amount)
  return (
    <button type="button" className="jd-figure" onClick={() => open(input)}>
      {input.amount === null ? <span className="jd-blank">{text}</span> : text}
    </button>
  )
}
