import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { parsePeriod } from '#base/period.ts'
import { returnPaths } from '#base/paths/returns.ts'
import { unitName } from '#base/unit.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type FormSummary, returnsContract } from '../contract.ts'
import type { Suspicious } from '../contract/life.ts'
import { lifeWords } from './life-texts.ts'
import { FormPicker, PeriodPicker, useForms } from './pickers.tsx'
import { words } from './texts.ts'

/** Where a reviewer looks first: returns by their effect on the published totals, with the formula. */
export function SuspiciousReturnsPage() {
  const t = useTexts(lifeWords)
  const { state } = useAddress()
  const forms = useForms()
  const form = forms?.find((each) => each.id === state.form) ?? forms?.[0]
  if (form === undefined) return <Page title={t('suspicious')} loading={forms === undefined} />
  const period = form.periods.find((each) => each === state.period) ?? form.latest
  return <Ranked form={form} period={period} />
}

function Ranked({ form, period }: { form: FormSummary; period: string }) {
  const api = useApi(returnsContract)
  const t = useTexts(lifeWords)
  const say = useText()
  const language = useLanguage()
  const { state, set } = useAddress()
  const base = state.basis === 'last_year' ? ('last_year' as const) : ('period_before' as const)
  const found = useQuery(
    api.suspicious.queryOptions({
      input: {
        form: form.id,
        period: parsePeriod(period),
        base,
        ...({ indicator: state.indicator, place: state.place } as object),
      },
    }),
  )
  const columns = useColumns()
  const named =
    found.data === undefined
      ? t(base === 'last_year' ? 'lastYear' : 'periodBefore')
      : formatPeriod(found.data.basePeriod, language)
  return (
    <Page
      title={t('suspicious')}
      sentence={
        <>
          {t('suspiciousSentence', { base: named })}{' '}
          {found.data === undefined ? null : t('judged', { n: found.data.judged })}
        </>
      }
      problem={found.error}
      filters={
        <>
          <FormPicker required chosen={form.id} />
          <PeriodPicker form={form.id} required chosen={period} />
          <Select
            aria-label={t('basis')}
            style={{ minWidth: 130 }}
            value={base}
            options={[
              { value: 'period_before', label: t('periodBefore') },
              { value: 'last_year', label: t('lastYear') },
            ]}
            onChange={(basis) => set({ basis: basis === 'last_year' ? basis : undefined })}
          />
          <Select
            aria-label={t('indicatorAll')}
            style={{ minWidth: 200 }}
            value={state.indicator ?? found.data?.indicators[0]?.id ?? ''}
            options={[
              { value: 'all', label: t('indicatorAll') },
              ...(found.data?.indicators ?? []).map(({ id, name }) => ({ value: id, label: say(name) })),
            ]}
            onChange={(indicator: string) => set({ indicator })}
          />
        </>
      }
    >
      <DataTable
        name={t('suspicious')}
        columns={columns}
        rows={found.data?.rows ?? []}
        rowKey={(one) => one.subject}
        rowTo={(one) => returnPaths.one(one.id ?? '')}
        loading={found.isLoading}
        empty={<EmptyState title={t('suspiciousNone')} why={t('suspiciousNoneWhy')} />}
      />
    </Page>
  )
}

function useColumns(): Column<Suspicious>[] {
  const t = useTexts(lifeWords)
  const own = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const amount = (text: string) => formatNumber(text, { scale: 0 })
  const number = { kind: 'number' as const, width: 120 }
  return [
    { id: 'respondent', title: own('respondent'), value: (one) => one.subjectName, width: 220 },
    { id: 'town', title: own('town'), value: (one) => say(one.townName), width: 100 },
    {
      ...number,
      id: 'score',
      title: t('score'),
      value: (one) => one.score,
      show: (one) => `${formatNumber(String(Number(one.score) * 100), { scale: 3 })}%`,
      width: 100,
    },
    { id: 'indicator', title: own('indicator'), value: (one) => say(one.indicatorName), width: 160 },
    {
      ...number,
      id: 'reported',
      title: t('reported'),
      value: (one) => one.reported,
      show: (one) => amount(one.reported),
    },
    {
      ...number,
      id: 'expected',
      title: t('expectedValue'),
      value: (one) => one.expected,
      show: (one) => amount(one.expected),
    },
    { ...number, id: 'base', title: t('baseValue'), value: (one) => one.base, show: (one) => amount(one.base) },
    { ...number, id: 'movement', title: t('movement'), value: (one) => one.movement, width: 90 },
    {
      id: 'of',
      title: t('movementBasis'),
      value: (one) =>
        t('movementOf', { of: one.movementOf === '*' ? t('allIndustries') : one.movementOf, n: one.matched }),
      width: 130,
      hidden: true,
    },
    { id: 'unit', title: own('unit'), value: (one) => unitName(one.unit, language), width: 80 },
    { id: 'state', title: own('state'), value: (one) => say(one.stateName), width: 110 },
  ]
}
