import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { CasePanel } from '#capabilities/workflows/web/parts.tsx'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import { supervisionContract } from '../contract.ts'
import type { InformationReport } from '../contract/meetings.ts'
import { FileList } from './names.tsx'
import { useRefused } from './refusals.ts'
import { words as shared } from './texts.ts'
import './supervision.css'

const words = defineTexts({
  of: { zh: '报送单位', en: 'Of' },
  period: { zh: '所属时期', en: 'Period' },
  deliveredOn: { zh: '报送日期', en: 'Delivered' },
  notYet: { zh: '尚未报送', en: 'not delivered yet' },
  late: { zh: '{day}（迟报）', en: '{day}, late' },
  text: { zh: '专报内容', en: 'The report' },
  deliver: { zh: '报送', en: 'Deliver' },
  delivered: { zh: '已报送', en: 'Delivered' },
  none: { zh: '还没有报送', en: 'Not delivered yet' },
  noneWhy: { zh: '报送单位用“报送”填写内容。', en: 'The unit writes it with “Deliver”.' },
})

/** One information report: who owes it by when, and what was delivered. */
export function ReportPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(supervisionContract)
  const s = useTexts(shared)
  const found = useQuery(api.informationReportShow.queryOptions({ input: { id } }))
  const crumbs = [{ title: s('reports'), to: supervisionPaths.reports() }]
  if (found.data === undefined)
    return <Page title={s('report')} crumbs={crumbs} problem={found.error} loading={found.error === null} />
  return <Open report={found.data} crumbs={crumbs} />
}

function Open({ report, crumbs }: { report: InformationReport; crumbs: { title: string; to: string }[] }) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const client = useQueryClient()
  const refused = useRefused()
  const [delivering, setDelivering] = useState(false)
  const { deliveredOn } = report
  const done = deliveredOn !== null
  return (
    <Page
      title={say(report.title)}
      crumbs={crumbs}
      primary={
        <ActButton
          primary
          decision={refused('supervision.report', report.may.deliver, done)}
          act={() => setDelivering(true)}
        >
          {t('deliver')}
        </ActButton>
      }
    >
      <Facts
        items={[
          { label: s('light'), value: <StatusLight light={report.light} /> },
          { label: t('of'), value: say(report.of.name) },
          ...(report.period === null ? [] : [{ label: t('period'), value: formatPeriod(report.period, language) }]),
          { label: s('due'), value: report.due },
          {
            label: t('deliveredOn'),
            value: deliveredOn === null ? t('notYet') : report.isLate ? t('late', { day: deliveredOn }) : deliveredOn,
          },
        ]}
      />
      <PagePart title={t('text')}>
        {report.words === null ? (
          <EmptyState title={t('none')} why={t('noneWhy')} />
        ) : (
          <>
            <p className="sv-said">{report.words}</p>
            <FileList caseId={report.case} files={report.files} />
            <p className="jd-quiet jd-small">{report.by ?? ''}</p>
          </>
        )}
      </PagePart>
      {report.case === null ? null : (
        <CasePanel
          caseId={report.case}
          parts={['clocks', 'diagram', 'files', 'timeline']}
          onDone={() => client.invalidateQueries({ queryKey: api.key() })}
        />
      )}
      <DrawerForm<FormValues & { words: string }>
        title={t('deliver')}
        open={delivering}
        onClose={() => setDelivering(false)}
        draft={`supervision-delivery-${report.id}`}
        submitLabel={t('deliver')}
        done={t('delivered')}
        submit={async ({ words: said }) => {
          await api.informationReportDeliver.call({ id: report.id, expectedVersion: report.version, words: said })
          await client.invalidateQueries()
        }}
      >
        <TextField name="words" label={t('text')} rows={12} max={4000} required />
      </DrawerForm>
    </Page>
  )
}
