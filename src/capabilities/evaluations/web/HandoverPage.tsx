import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import type { Text } from '#base/text.ts'
import { unitName } from '#base/unit.ts'
import { indicatorsContract } from '#capabilities/indicators/contract.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { blankWord, formatNumber } from '#kit/web/numbers.ts'
import { useSession } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { DateField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { evaluationsContract } from '../contract.ts'
import type { HandoverDetail, ReportShown } from '../contract/outside.ts'
import { findingsOf } from '../rules/finding-lines.ts'
import { handoverWords as words } from './handover-texts.ts'
import { useNames } from './names.tsx'
import { Hash } from './RunRecord.tsx'
import { words as shared } from './texts.ts'
import './evaluations.css'

/** What was handed to an outside body, as it stood then, and the reports on it. */
export function HandoverPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const [filing, setFiling] = useState(false)
  const found = useQuery(api.handoverShow.queryOptions({ input: { id } }))
  const one = found.data
  return (
    <Page
      title={one === undefined ? t('title') : `${t('title')} · ${say(one.bodyName)}`}
      crumbs={[{ title: t('title'), to: evaluationPaths.handovers() }]}
      problem={found.error}
      loading={found.isLoading}
      acts={<Button onClick={() => globalThis.print()}>{s('print')}</Button>}
      primary={
        one?.mayReport === true ? (
          <ActButton primary act={() => setFiling(true)}>
            {t('file')}
          </ActButton>
        ) : undefined
      }
    >
      {one === undefined ? null : (
        <>
          <Head one={one} />
          <PagePart title={t('reports')}>
            {one.items.length === 0 ? <EmptyState title={t('noReports')} why={t('noneWhy')} /> : null}
            {one.items.map((report) => (
              <Report key={report.id} report={report} />
            ))}
          </PagePart>
          <PagePart title={t('figures')}>
            <Figures one={one} />
          </PagePart>
          <PagePart title={t('targets')}>
            <Targets targets={one.targets} />
          </PagePart>
          <ReportForm one={one} open={filing} onClose={() => setFiling(false)} />
        </>
      )}
    </Page>
  )
}

function Head({ one }: { one: HandoverDetail }) {
  const t = useTexts(words)
  const { programme } = useSession()
  return (
    <Facts
      items={[
        { label: t('purpose'), value: one.purpose },
        { label: t('at'), value: formatInstant(one.at, programme.timeZone) },
        { label: t('by'), value: one.by ?? '' },
        { label: t('plan'), value: t(one.isOfCurrentPlan ? 'current' : 'revised') },
        { label: t('hash'), value: <Hash hash={one.hash} /> },
      ]}
    />
  )
}

function Report({ report }: { report: ReportShown }) {
  const t = useTexts(words)
  return (
    <section className="ev-application" aria-label={report.title}>
      <h3 className="ev-h">
        {report.title} <span className="jd-quiet">{report.dated}</span>
      </h3>
      <p className="ev-said">{report.summary}</p>
      <div className="jd-table-scroll" role="region" aria-label={report.title} tabIndex={0}>
        <table className="jd-table">
          <thead>
            <tr>
              {(['about', 'weight', 'finding', 'recommendation'] as const).map((name) => (
                <th key={name} scope="col">
                  {t(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {report.findings.map(({ about, weight, finding, recommendation }) => (
              <tr key={`${about}${finding}`}>
                <th scope="row">{about}</th>
                <td>{t(`weight.${weight}`)}</td>
                <td className="ev-how">{finding}</td>
                <td className="ev-how">{recommendation}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="jd-quiet jd-small">
        {report.filedBy ?? ''} · {t('hash')} <Hash hash={report.hash} />
      </p>
    </section>
  )
}

function Figures({ one }: { one: HandoverDetail }) {
  const api = useApi(indicatorsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const { figures } = one
  const known = useQuery(api.list.queryOptions({ staleTime: 30_000 })).data?.indicators
  const nameOf = useNames(known)
  return (
    <div className="jd-table-scroll" role="region" aria-label={t('figures')} tabIndex={0}>
      <table className="jd-table" aria-label={t('figures')}>
        <thead>
          <tr>
            <th scope="col" className="jd-first">
              {s('period')}
            </th>
            {figures.columns.map(({ indicator, unit }, at) => (
              <th key={`${indicator}${at}`} scope="col" className="jd-right">
                {nameOf(indicator)} <span className="jd-quiet">{unitName(unit, language)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figures.rows.map(({ keys, period, cells }) => (
            <tr key={`${keys.join(' ')}${period}`}>
              <th scope="row" className="jd-first">
                {[...keys.map((key) => say(figures.names[key]) || key), formatPeriod(period, language)].join(' · ')}
              </th>
              {cells.map(([value, blank], at) => (
                <td key={`${period}${at}`} className="jd-right jd-number">
                  {value === null ? blankWord(blank ?? 'not_reported', language) : formatNumber(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Targets({ targets }: { targets: HandoverDetail['targets'] }) {
  const say = useText()
  return (
    <ul className="ev-list">
      {targets.map((target, at) => (
        <li key={String(target.id ?? at)}>
          {say(target.name as Text | undefined) || String(target.id ?? '')} <code>{String(target.source ?? '')}</code>
        </li>
      ))}
    </ul>
  )
}

type Filed = FormValues & { dated: string; title: string; summary?: string; findings: string }

function ReportForm({ one, open, onClose }: { one: HandoverDetail; open: boolean; onClose: () => void }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const client = useQueryClient()
  return (
    <DrawerForm<Filed>
      title={t('file')}
      open={open}
      onClose={onClose}
      wide
      draft={`report-${one.id}`}
      submitLabel={t('file')}
      submit={async ({ dated, title, summary, findings }) => {
        await api.reportFile.call({ id: one.id, dated, title, summary: summary ?? '', findings: findingsOf(findings) })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <DateField name="dated" label={t('dated')} required />
      <TextField name="title" label={t('reportTitle')} max={300} required />
      <TextField name="summary" label={t('summary')} rows={5} max={20_000} />
      <TextField name="findings" label={t('findings')} help={t('findingsHelp')} rows={8} max={100_000} required />
    </DrawerForm>
  )
}
