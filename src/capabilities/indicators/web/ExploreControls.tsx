import { Button, DatePicker, Select, TreeSelect } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { type ReactNode, useMemo } from 'react'
import { endOfDay, parsePlainDate } from '#base/plain-date.ts'
import { useAddress } from '#kit/web/address.ts'
import { formatDate } from '#kit/web/dates.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { placeTree } from '#kit/web/ui/places.ts'
import { type Comparison, comparisons } from '../contract.ts'
import { type Exploring, mostGroupings, periodCounts } from '../rules/explore.ts'
import { BrowsingFilters } from './BrowsingFilters.tsx'
import { words as shared, wordOf } from './texts.ts'
import type { Browsing } from './use-browsing.ts'
import { useGroupings, useRegisterClasses, useRungs } from './use-exploring.ts'
import { useTaxonomies } from './vocabulary.ts'

const words = defineTexts({
  figures: { zh: '指标', en: 'Figures' },
  count: { zh: '期数', en: 'How many periods' },
  periods: { zh: '最近 {n} 期', en: 'last {n}' },
  one: { zh: '仅本期', en: 'this one only' },
  groups: { zh: '分组', en: 'Groups' },
  mostGroups: { zh: '分组，最多 {n} 层', en: 'Groups, {n} at most' },
  compare: { zh: '对比', en: 'Comparisons' },
  noCompare: { zh: '不对比', en: 'None' },
  noGroups: { zh: '不分组', en: 'No groups' },
  filters: { zh: '筛选', en: 'Filters' },
  places: { zh: '地区', en: 'Places' },
  industries: { zh: '产业', en: 'Industries' },
  sizes: { zh: '规模', en: 'Sizes' },
  ownerships: { zh: '登记类型', en: 'Ownership' },
  rungs: { zh: '梯队', en: 'Ladder' },
  known: { zh: '按哪天已知的数据', en: 'As known on' },
  today: { zh: '今天', en: 'today' },
  clear: { zh: '清除条件', en: 'Start anew' },
})

type ExploreControlsProps = { browsing: Browsing; exploring: Exploring }

/** What is asked: figures and periods, groups and comparisons, filters; all kept in the address. */
export function ExploreControls({ browsing, exploring }: ExploreControlsProps) {
  const t = useTexts(words)
  return (
    <div className="exp-controls jd-screen-only">
      <Control label={t('figures')}>
        <BrowsingFilters browsing={browsing} />
        <PeriodCount exploring={exploring} />
      </Control>
      <Control label={t('groups')}>
        <GroupChoice exploring={exploring} />
        <span className="exp-known">{t('compare')}</span>
        <CompareChoice exploring={exploring} />
      </Control>
      <Control label={t('filters')}>
        <Filters exploring={exploring} />
      </Control>
    </div>
  )
}

function Control({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="exp-control" role="group" aria-label={label}>
      <span className="exp-control-name" aria-hidden="true">
        {label}
      </span>
      <div>{children}</div>
    </div>
  )
}

function PeriodCount({ exploring }: { exploring: Exploring }) {
  const t = useTexts(words)
  const { set } = useAddress()
  return (
    <Select
      aria-label={t('count')}
      value={exploring.count}
      style={{ width: 130 }}
      options={[...new Set([...periodCounts, exploring.count])].map((n) => ({
        value: n,
        label: n === 1 ? t('one') : t('periods', { n }),
      }))}
      onChange={(n: number) => set({ n: n === 1 ? undefined : String(n) }, { remember: true })}
    />
  )
}

function GroupChoice({ exploring }: { exploring: Exploring }) {
  const t = useTexts(words)
  const { set } = useAddress()
  const groupings = useGroupings()
  return (
    <Select
      mode="multiple"
      aria-label={t('mostGroups', { n: mostGroupings })}
      placeholder={t('noGroups')}
      value={[...exploring.by] as string[]}
      maxCount={mostGroupings}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={280}
      style={{ minWidth: 200, maxWidth: '100%' }}
      options={groupings}
      onChange={(by: string[]) =>
        set({ by: by.join(',') === 'place:town' ? undefined : by.join(',') || '-' }, { remember: true })
      }
    />
  )
}

const personal: ReadonlySet<Comparison> = new Set(['median', 'quartile1', 'quartile3'])

function CompareChoice({ exploring }: { exploring: Exploring }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const { set } = useAddress()
  const micro = useMay()('observations.see_micro').allowed
  const options = comparisons
    .filter((one) => micro || !personal.has(one))
    .map((value) => ({ value, label: wordOf(s, 'measure', value) }))
  return (
    <Select
      mode="multiple"
      aria-label={t('compare')}
      placeholder={t('noCompare')}
      value={[...exploring.compare]}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={240}
      style={{ minWidth: 200, maxWidth: '100%' }}
      options={options}
      onChange={(chosen: Comparison[]) =>
        set({ c: chosen.join(',') === 'growth' ? undefined : chosen.join(',') || '-' }, { remember: true })
      }
    />
  )
}

function Filters({ exploring }: { exploring: Exploring }) {
  const t = useTexts(words)
  const say = useText()
  const { set, state } = useAddress()
  const { places, programme } = useSession()
  const { data } = useTaxonomies()
  const { sizes, ownerships } = useRegisterClasses()
  const rungs = useRungs()
  const tree = useMemo(() => placeTree(places, say), [places, say])
  const classes = useMemo(
    () =>
      (data?.taxonomies ?? []).map((taxonomy) => ({
        value: taxonomy.id,
        title: say(taxonomy.name),
        selectable: false,
        checkable: false,
        children: taxonomy.classes.map(({ id, name }) => ({ value: `${taxonomy.id}/${id}`, title: say(name) })),
      })),
    [data, say],
  )
  const { filters, known } = exploring
  const keep = (name: string) => (ids: string[]) =>
    set({ [name]: ids.length === 0 ? undefined : ids.join(',') }, { remember: true })
  const several = { mode: 'multiple', maxTagCount: 'responsive', allowClear: true } as const
  const width = { minWidth: 150, maxWidth: 260 }
  return (
    <>
      <TreeSelect
        aria-label={t('places')}
        placeholder={t('places')}
        multiple
        allowClear
        maxTagCount="responsive"
        treeData={tree}
        value={filters.places}
        showSearch={{ treeNodeFilterProp: 'title' }}
        treeDefaultExpandedKeys={tree.map((node) => node.value)}
        popupMatchSelectWidth={280}
        style={width}
        onChange={keep('places')}
      />
      <TreeSelect
        aria-label={t('industries')}
        placeholder={t('industries')}
        multiple
        allowClear
        maxTagCount="responsive"
        treeData={classes}
        value={filters.industries}
        showSearch={{ treeNodeFilterProp: 'title' }}
        popupMatchSelectWidth={320}
        style={width}
        onChange={keep('ind')}
      />
      {sizes.length === 0 ? null : (
        <Select
          {...several}
          aria-label={t('sizes')}
          placeholder={t('sizes')}
          value={filters.sizes}
          options={sizes}
          style={{ minWidth: 110, maxWidth: 200 }}
          onChange={keep('size')}
        />
      )}
      {ownerships.length === 0 ? null : (
        <Select
          {...several}
          aria-label={t('ownerships')}
          placeholder={t('ownerships')}
          value={filters.ownerships}
          options={ownerships}
          popupMatchSelectWidth={240}
          style={{ minWidth: 120, maxWidth: 220 }}
          onChange={keep('own')}
        />
      )}
      {rungs.length === 0 ? null : (
        <Select
          {...several}
          aria-label={t('rungs')}
          placeholder={t('rungs')}
          value={filters.rungs}
          options={rungs}
          popupMatchSelectWidth={260}
          style={{ minWidth: 110, maxWidth: 220 }}
          onChange={keep('rung')}
        />
      )}
      <label className="exp-known">
        {t('known')}
        <DatePicker
          value={known === undefined ? null : dayjs(formatDate(known, programme.timeZone))}
          placeholder={t('today')}
          style={{ width: 130 }}
          onChange={(day: Dayjs | null) =>
            set({ known: day === null ? undefined : lastInstantOf(day.format('YYYY-MM-DD'), programme.timeZone) })
          }
        />
      </label>
      {Object.keys(state).some((name) => asked.has(name)) ? (
        <Button type="link" onClick={() => set(Object.fromEntries([...asked].map((name) => [name, undefined])))}>
          {t('clear')}
        </Button>
      ) : null}
    </>
  )
}

/** What was known when the day ended there. */
function lastInstantOf(day: string, timeZone: string): string {
  return new Date(endOfDay(parsePlainDate(day), timeZone).getTime() - 1).toISOString()
}

/** Words of the address that are the explorer's own. */
const asked = new Set([
  'i',
  'per',
  'span',
  'by',
  'n',
  'c',
  'm',
  'across',
  'places',
  'ind',
  'size',
  'own',
  'rung',
  'known',
])
