import { useQuery } from '@tanstack/react-query'
import { Tabs } from 'antd'
import { useState } from 'react'
import { landPaths } from '#base/paths/land.ts'
import { useAddress, useGo, usePlace } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { landContract } from '../contract.ts'
import type { CarrierSummary } from '../contract/carriers.ts'
import { FilterChoice } from './FilterChoice.tsx'
import { FoundTable } from './FoundTable.tsx'
import { CarrierForm } from './carrier-forms.tsx'
import { carrierWords } from './carrier-words.ts'
import { OccupancyPart, TargetsPart } from './OccupancyPart.tsx'

const most = 500
const tabs = ['list', 'occupancy', 'targets'] as const

/** Buildings for industry, their occupancy by base and town, what each year was to bring. */
export function CarriersPage() {
  const api = useApi(landContract)
  const t = useTexts(carrierWords)
  const say = useText()
  const go = useGo()
  const may = useMay()
  const place = usePlace()
  const { places } = useSession()
  const { state, set } = useAddress()
  const [adding, setAdding] = useState(false)
  const tab = tabs.find((one) => one === state.tab) ?? 'list'
  const found = useQuery(api.carrierList.queryOptions({ input: { place, base: state.base, pageSize: most } }))
  const bases = places.filter(({ kind }) => kind === 'base')
  const list = (
    <FoundTable
      name={t('carriers')}
      columns={useColumns()}
      found={found.data}
      rowTo={({ id }) => landPaths.carrier(id)}
      loading={found.isLoading}
      none={t('none')}
      noneWhy={t('noneWhy')}
    />
  )
  return (
    <Page
      title={t('carriers')}
      sentence={t('sentence')}
      problem={found.error}
      acts={
        <ActButton decision={may('land.plan')} act={() => go(landPaths.carrierImports())}>
          {t('importing')}
        </ActButton>
      }
      primary={
        <ActButton primary decision={found.data?.mayAdd} act={() => setAdding(true)}>
          {t('add')}
        </ActButton>
      }
      filters={
        <FilterChoice
          name={t('base')}
          value={state.base}
          all={t('allBases')}
          choices={bases.map(({ id, name }) => ({ value: id, label: say(name) }))}
          width={220}
          onChoose={(base) => set({ base })}
        />
      }
    >
      <Tabs
        activeKey={tab}
        onChange={(next) => set({ tab: next === 'list' ? undefined : next })}
        destroyOnHidden
        items={[
          { key: 'list', label: t('tabList'), children: list },
          { key: 'occupancy', label: t('tabOccupancy'), children: <OccupancyPart /> },
          { key: 'targets', label: t('tabTargets'), children: <TargetsPart /> },
        ]}
      />
      <CarrierForm open={adding} onClose={() => setAdding(false)} programmes={found.data?.programmes ?? []} />
    </Page>
  )
}

function useColumns(): Column<CarrierSummary>[] {
  const t = useTexts(carrierWords)
  const say = useText()
  return [
    { id: 'code', title: t('code'), value: ({ code }) => code, width: 120 },
    {
      id: 'name',
      title: t('name'),
      value: ({ name }) => name,
      show: ({ name, synthetic }) => (
        <>
          {name}
          {synthetic ? <span className="jd-quiet jd-small"> {t('synthetic')}</span> : null}
        </>
      ),
      width: 220,
    },
    { id: 'base', title: t('base'), value: ({ base }) => (base === null ? t('noBase') : say(base.name)), width: 180 },
    { id: 'place', title: t('place'), value: ({ place }) => say(place.name), width: 120 },
    {
      id: 'area',
      title: t('floorArea'),
      unit: 'm2',
      value: ({ floorArea }) => ({ value: floorArea, unit: 'm2' }),
      width: 120,
    },
    {
      id: 'free',
      title: t('free'),
      unit: 'm2',
      value: ({ free }) => (free === null ? { blank: 'not_reported' } : { value: free, unit: 'm2' }),
      width: 120,
    },
    {
      id: 'occupancy',
      title: t('occupancy'),
      unit: 'percent',
      scale: 1,
      value: ({ occupancy }) => occupancy,
      explain: ({ name }) => `${t('occupancy')} · ${name}`,
      width: 110,
    },
    { id: 'origin', title: t('origin'), value: ({ origin }) => t(`origin.${origin}`), width: 110 },
    { id: 'completed', title: t('completedOn'), kind: 'date', value: ({ completedOn }) => completedOn ?? undefined },
    {
      id: 'builder',
      title: t('builder'),
      value: ({ builder }) => (builder === null ? t('notStated') : t(`builder.${builder}`)),
      hidden: true,
    },
    { id: 'spaces', title: t('spaces'), kind: 'number', value: ({ spaces }) => spaces, hidden: true },
  ]
}
