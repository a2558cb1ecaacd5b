import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { releasePaths } from '#base/paths/releases.ts'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useMay } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type DeclaredRelease, type Edition, releasesContract } from '../contract.ts'
import { words } from './texts.ts'

/** What can be released, and what has been. */
export function ReleasesPage() {
  const api = useApi(releasesContract)
  const t = useTexts(words)
  const found = useQuery(api.list.queryOptions())
  const declared = found.data?.declared ?? []
  return (
    <Page title={t('releases')} sentence={t('releasesSentence')} problem={found.error} loading={found.isLoading}>
      <PagePart title={t('declared')}>
        {declared.length === 0 ? <EmptyState title={t('noDeclared')} /> : null}
        {declared.map((one) => (
          <Declared key={one.release} one={one} />
        ))}
      </PagePart>
      <PagePart title={t('editions')}>
        <DataTable
          name={t('releases')}
          columns={useColumns()}
          rows={found.data?.editions ?? []}
          rowKey={(row) => row.id}
          rowTo={(row) => releasePaths.one(row.id)}
          empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
        />
      </PagePart>
    </Page>
  )
}

function Declared({ one }: { one: DeclaredRelease }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const go = useGo()
  const decision = useMay()('releases.publish')
  const first = one.periods.find(({ editions }) => editions === 0) ?? one.periods[0]
  const [period, setPeriod] = useState(first?.period)
  const { frequency, dominance, pPercent: p } = one.parameters
  const join = language === 'zh' ? '、' : ', '
  return (
    <section>
      <h3>{say(one.name)}</h3>
      <Facts
        items={[
          { label: t('indicators'), value: one.indicators.map(({ name }) => say(name)).join(join) },
          {
            label: t('tables'),
            value: one.tables.map((table) => table.map(({ name }) => say(name)).join(' × ')).join(join),
          },
          { label: t('measures'), value: t('measuresSentence', { frequency, ...dominance, p }) },
        ]}
      />
      {one.note === null ? null : <p className="jd-quiet">{say(one.note)}</p>}
      {period === undefined || !decision.allowed ? null : (
        <div className="jd-acts">
          <Select
            aria-label={t('choosePeriod')}
            value={period}
            onChange={setPeriod}
            style={{ minWidth: 180 }}
            options={one.periods.map((each) => ({
              value: each.period,
              label: `${formatPeriod(each.period, language)}${each.editions === 0 ? '' : ` · ${t('editionNumber', { n: each.editions })}`}`,
            }))}
          />
          <ActButton act={() => go(releasePaths.preview(one.release, period))} decision={decision}>
            {t('preview')}
          </ActButton>
        </div>
      )}
    </section>
  )
}

function useColumns(): Column<Edition>[] {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  return [
    {
      id: 'name',
      title: t('name'),
      value: (row) => say(row.name),
      show: (row) => <Go to={releasePaths.one(row.id)}>{say(row.name)}</Go>,
      width: 220,
    },
    { id: 'period', title: t('period'), value: (row) => formatPeriod(row.period, language), width: 140 },
    { id: 'edition', title: t('edition'), value: (row) => row.edition, kind: 'number', scale: 0, width: 80 },
    { id: 'publishedAt', title: t('publishedAt'), value: (row) => formatInstant(row.publishedAt), width: 160 },
    { id: 'publishedBy', title: t('publishedBy'), value: (row) => row.publishedBy ?? t('system'), width: 120 },
    { id: 'shown', title: t('shown'), value: (row) => row.shown, kind: 'number', scale: 0, width: 100 },
    { id: 'suppressed', title: t('suppressed'), value: (row) => row.suppressed, kind: 'number', scale: 0, width: 110 },
    { id: 'standing', title: t('standing'), value: (row) => t(row.isLatest ? 'latest' : 'replaced'), width: 100 },
    { id: 'asOf', title: t('asOf'), value: (row) => formatInstant(row.asOf), hidden: true },
  ]
}
