import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { landPaths } from '#base/paths/land.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { unitName } from '#base/unit.ts'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { landContract } from '../contract.ts'
import type { LandBlock } from '../contract/lots.ts'
import { useLandChoices } from './LotForm.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  blocks: { zh: '连片用地', en: 'Contiguous blocks' },
  size: { zh: '{size} {unit}以上', en: '{size} {unit} or more' },
  sizes: { zh: '规模', en: 'Size' },
  classes: { zh: '成熟度', en: 'Readiness' },
  allClasses: { zh: '全部未建成的', en: 'all that are not built on' },
  allBases: { zh: '全部基地', en: 'All bases' },
  parcels: { zh: '地块', en: 'Parcels' },
  count: { zh: '宗数', en: 'Number' },
  nature: { zh: '数据性质', en: 'Nature' },
  none: { zh: '没有达到这一规模的连片空地', en: 'No free ground lies together at this size' },
  noneWhy: {
    zh: '考察了 {n} 宗空闲地块；相距不超过 {m} 米（隔一条路）算连片。',
    en: '{n} free {n|parcel|parcels} considered; parcels lie together within {m} m of each other (a road between them).',
  },
  rule: {
    zh: '空闲地块相距不超过 {m} 米（隔一条路）算连片，面积按登记面积相加；考察 {n} 宗。',
    en: 'Free parcels within {m} m of each other (a road between them) lie together; areas of the register are added; {n} considered.',
  },
  unshaped: { zh: '另有 {n} 宗没有范围，无法判断。', en: 'Of {n} more there is no shape, so nobody can say.' },
})

/** Free ground that lies together, by size. */
export function BlocksPart() {
  const api = useApi(landContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const language = useLanguage()
  const { state, set } = useAddress()
  const { readiness, bases, words: known } = useLandChoices()
  const { base, readiness: classes, from } = state
  const input = { ...defined('base', base), ...defined('readiness', classes), ...defined('from', from) }
  const found = useQuery(api.blocks.queryOptions({ input }))
  const columns = useColumns()
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  const unit = unitName(known?.blocks?.unit ?? 'mu', language)
  const facts = { n: found.data?.considered ?? 0, m: found.data?.within ?? 0 }
  return (
    <>
      <p className="jd-filters">
        <Select
          aria-label={t('classes')}
          mode="multiple"
          placeholder={t('allClasses')}
          value={classes === undefined ? [] : classes.split(',')}
          style={{ minWidth: 220 }}
          options={readiness}
          onChange={(next: string[]) => set({ readiness: next.length === 0 ? undefined : next.join(',') })}
        />
        <Select
          aria-label={t('sizes')}
          value={from ?? known?.blocks?.from[0] ?? ''}
          style={{ width: 160 }}
          options={(known?.blocks?.from ?? []).map((size) => ({ value: size, label: t('size', { size, unit }) }))}
          onChange={(next) => set({ from: next })}
        />
        <Select
          aria-label={s('base')}
          value={base ?? ''}
          style={{ width: 220 }}
          options={[{ value: '', label: t('allBases') }, ...bases]}
          onChange={(next) => set({ base: next === '' ? undefined : next })}
        />
      </p>
      <DataTable
        name={t('blocks')}
        columns={columns}
        rows={found.data?.blocks ?? []}
        rowKey={(block) => block.id}
        loading={found.isLoading}
        empty={<EmptyState title={t('none')} why={t('noneWhy', facts)} />}
        notes={[t('rule', facts)]}
      />
      {found.data === undefined ? null : (
        <p className="jd-quiet">
          {t('rule', facts)} {found.data.unshaped === 0 ? '' : t('unshaped', { n: found.data.unshaped })}
        </p>
      )}
    </>
  )
}

function defined<Key extends string>(key: Key, value: string | undefined): { [One in Key]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [One in Key]: string })
}

const shownParcels = 6

function useColumns(): Column<LandBlock>[] {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const area = ({ area: value }: LandBlock) => ({ value, unit: 'm2' })
  return [
    {
      id: 'parcels',
      title: t('parcels'),
      value: ({ parcels }) => parcels.map(({ code }) => code).join(' '),
      show: ({ parcels }) => (
        <>
          {parcels.slice(0, shownParcels).map(({ id, code }) => (
            <span key={id}>
              <Go to={landPaths.parcel(id)}>{code}</Go>{' '}
            </span>
          ))}
          {parcels.length > shownParcels ? '…' : ''}
        </>
      ),
      filter: false,
      width: 420,
    },
    { id: 'count', title: t('count'), kind: 'number', scale: 0, value: ({ parcels }) => parcels.length, width: 100 },
    { id: 'area', title: s('area'), unit: 'm2', shownIn: 'mu', scale: 2, value: area, width: 140 },
    { id: 'area_m2', title: s('area'), unit: 'm2', scale: 0, value: area, width: 140 },
    { id: 'bases', title: s('base'), value: ({ bases }) => bases.map(({ name }) => say(name)).join(' · '), width: 220 },
    {
      id: 'places',
      title: s('place'),
      value: ({ places }) => places.map(({ name }) => say(name)).join(' · '),
      width: 160,
    },
    {
      id: 'nature',
      title: t('nature'),
      value: ({ schematic, approximate }) =>
        [...(schematic ? [s('schematic')] : []), ...(approximate ? [s('approximate')] : [])].join(' · '),
      width: 180,
    },
  ]
}
