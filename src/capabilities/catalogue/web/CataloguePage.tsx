import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { cataloguePaths } from '#base/paths/catalogue.ts'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { catalogueContract, type SupplySummary } from '../contract.ts'
import { domains, rhythms, standings, words } from './texts.ts'
import { lights, useUnitWords, useWordOf } from './units.tsx'

/** Which unit supplies what to whom, and how the latest period stands. */
export function CataloguePage() {
  const api = useApi(catalogueContract)
  const t = useTexts(words)
  const say = useText()
  const { state, set } = useAddress()
  const unit = state.unit
  const found = useQuery(api.list.queryOptions({ input: unit === undefined ? {} : { unit } }))
  const columns = useColumns()
  const units = (found.data?.units ?? []).map(({ id, name }) => ({ value: id, label: say(name) }))
  const uncatalogued = found.data?.uncatalogued ?? []
  return (
    <Page
      title={t('catalogue')}
      sentence={t('catalogueSentence')}
      problem={found.error}
      filters={
        <Select
          aria-label={t('unit')}
          allowClear
          placeholder={t('anyUnit')}
          value={unit ?? null}
          options={units}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          style={{ minWidth: 200 }}
          onChange={(value: string | null) => set({ unit: value ?? undefined })}
        />
      }
    >
      <DataTable
        name={t('catalogue')}
        columns={columns}
        rows={found.data?.rows ?? []}
        rowKey={(row) => row.id}
        rowTo={(row) => cataloguePaths.one(row.id)}
        loading={found.isLoading}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      />
      {uncatalogued.length === 0 ? null : (
        <PagePart title={t('uncatalogued')}>
          <p className="jd-quiet">{t('uncataloguedWhy')}</p>
          <ul>
            {uncatalogued.map(({ id, name, kind }) => (
              <li key={`${kind}/${id}`}>
                {kind === 'indicators' ? <Go to={indicatorPaths.one(id)}>{say(name)}</Go> : say(name)}
              </li>
            ))}
          </ul>
        </PagePart>
      )}
    </Page>
  )
}

function useColumns(): Column<SupplySummary>[] {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const units = useUnitWords(2)
  const rhythm = useWordOf(rhythms)
  const domain = useWordOf(domains)
  const standing = useWordOf(standings)
  const choices = (list: Record<string, { zh: string; en: string }>) =>
    Object.entries(list).map(([value, name]) => ({ value, label: say(name) }))
  const periodOf = (row: SupplySummary) => (row.period === undefined ? undefined : formatPeriod(row.period, language))
  return [
    { id: 'name', title: t('supply'), value: (row) => say(row.name), width: 250 },
    { id: 'from', title: t('from'), value: (row) => units(row.from), width: 240 },
    { id: 'to', title: t('to'), value: (row) => units(row.to), width: 200 },
    {
      id: 'every',
      title: t('every'),
      kind: 'choice',
      choices: choices(rhythms),
      value: (row) => row.every,
      show: (row) => rhythm(row.every),
      width: 100,
    },
    {
      id: 'domain',
      title: t('domain'),
      kind: 'choice',
      choices: choices(domains),
      value: (row) => row.domain,
      show: (row) => domain(row.domain),
      width: 110,
    },
    {
      id: 'standing',
      title: t('standing'),
      kind: 'choice',
      choices: choices(standings),
      value: (row) => row.standing,
      show: (row) => <StatusLight light={lights[row.standing]} word={standing(row.standing)} note={periodOf(row)} />,
      width: 190,
    },
    { id: 'what', title: t('what'), value: (row) => say(row.what), width: 300, hidden: true },
  ]
}
