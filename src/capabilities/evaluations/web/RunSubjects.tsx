import { useInfiniteQuery } from '@tanstack/react-query'
import { Input, Select } from 'antd'
import { useMemo } from 'react'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { evaluationsContract } from '../contract.ts'
import type { UnitRow } from '../contract/results.ts'
import type { RunDetail } from '../contract/runs.ts'
import { useNames } from './names.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  title: { zh: '评价对象', en: 'Subjects' },
  onlyYours: { zh: '只列出您有权查看的对象。', en: 'Only those that you may see are listed.' },
  override: { zh: '认定等级', en: 'Grade put beside' },
  none: { zh: '没有可以列出的对象', en: 'Nobody to list' },
  noneWhy: {
    zh: '单个对象的得分只对有权限的人开放；也可能是筛选条件太窄。',
    en: 'Single scores are open only to those with the right; or what was chosen is too narrow.',
  },
  find: { zh: '查找名称', en: 'Find a name' },
})

const portion = 100

/** Ranks and grades of the subjects that the reader may see; a row opens the score card. */
export function RunSubjects({ run, number }: { run: RunDetail; number: number }) {
  const t = useTexts(words)
  const decision = useMay()('evaluations.see_values')
  return (
    <PagePart title={t('title')} id="subjects">
      {decision.allowed ? <List run={run} number={number} /> : <EmptyState title={t('none')} why={t('noneWhy')} />}
    </PagePart>
  )
}

function List({ run, number }: { run: RunDetail; number: number }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const { state } = useAddress()
  const asked = {
    ...(state.group === undefined ? {} : { group: state.group }),
    ...(state.grade === undefined ? {} : { grade: state.grade }),
    ...((state.town ?? state.place) === undefined ? {} : { town: state.town ?? state.place }),
    ...(state.find === undefined ? {} : { q: state.find }),
  }
  const found = useInfiniteQuery(
    api.unitList.infiniteOptions({
      input: (page: number) => ({ id: run.id, number, page, pageSize: portion, ...asked }),
      initialPageParam: 1,
      getNextPageParam: (last, pages) => (pages.length * portion < last.total ? pages.length + 1 : undefined),
    }),
  )
  const rows = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data])
  return (
    <>
      <Filters run={run} />
      {found.error === null ? null : <ProblemAlert problem={found.error} />}
      <DataTable
        name={t('title')}
        prefix="subjects."
        columns={useUnitColumns(run, number)}
        rows={rows}
        rowKey={({ unit }) => unit}
        rowTo={({ unit }) => evaluationPaths.card(run.id, unit, number)}
        loading={found.isLoading}
        searchable={false}
        remote={remoteRows(found, found.data?.pages[0]?.total ?? 0)}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      />
      <p className="jd-quiet jd-small">{t('onlyYours')}</p>
    </>
  )
}

function Filters({ run }: { run: RunDetail }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const { state, set } = useAddress()
  const { places } = useSession()
  const towns = places.filter(({ kind }) => kind === 'town' || kind === 'zone')
  const choose = (name: string, label: string, list: readonly { id: string; name: { zh: string; en: string } }[]) => (
    <Select
      aria-label={label}
      placeholder={label}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      style={{ minWidth: 130 }}
      value={state[name]}
      options={list.map((one) => ({ value: one.id, label: say(one.name) }))}
      onChange={(value: string | undefined) => set({ [name]: value })}
    />
  )
  return (
    <div className="jd-filters jd-screen-only">
      {choose('group', s('group'), run.groups)}
      {choose('grade', s('grade'), run.grades)}
      {run.subject === 'enterprise' ? choose('town', s('town'), towns) : null}
      <Input.Search
        aria-label={t('find')}
        placeholder={t('find')}
        allowClear
        defaultValue={state.find ?? ''}
        style={{ width: 220 }}
        onSearch={(find) => set({ find: find === '' ? undefined : find })}
      />
    </div>
  )
}

function useUnitColumns(run: RunDetail, number: number): Column<UnitRow>[] {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const gradeName = useNames(run.grades)
  const groupName = useNames(run.groups)
  const plain = { sort: false, filter: false }
  return [
    {
      ...plain,
      id: 'name',
      title: s('name'),
      value: ({ name }) => name,
      show: ({ name, unit }) => <Go to={evaluationPaths.card(run.id, unit, number)}>{name}</Go>,
      width: 260,
    },
    {
      ...plain,
      id: 'group',
      title: s('group'),
      value: ({ group }) => (group === null ? '' : groupName(group)),
      width: 130,
    },
    { ...plain, id: 'rank', title: s('rank'), value: ({ rank }) => rank ?? '', kind: 'number', scale: 0, width: 80 },
    {
      ...plain,
      id: 'total',
      title: s('total'),
      value: ({ total }) => total ?? '',
      kind: 'number',
      scale: 2,
      width: 90,
    },
    { ...plain, id: 'grade', title: s('grade'), value: ({ grade }) => gradeName(grade), width: 140 },
    {
      ...plain,
      id: 'quotaGrade',
      title: s('quotaGrade'),
      value: ({ quotaGrade }) => (quotaGrade === null ? '' : gradeName(quotaGrade)),
      width: 120,
      hidden: true,
    },
    {
      ...plain,
      id: 'override',
      title: t('override'),
      value: ({ override }) => (override === null ? '' : gradeName(override)),
      width: 110,
    },
    { ...plain, id: 'town', title: s('town'), value: ({ town }) => say(town?.name), width: 120 },
    { ...plain, id: 'industry', title: s('industry'), value: ({ industry }) => say(industry?.name), width: 180 },
    { ...plain, id: 'size', title: s('size'), value: ({ size }) => say(size?.name), width: 90 },
  ]
}
