import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useMemo } from 'react'
import { parsePeriod } from '#base/period.ts'
import { returnPaths } from '#base/paths/returns.ts'
import { useAddress } from '#kit/web/address.ts'
import { sendFile, useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { UploadBox } from '#kit/web/ui/UploadBox.tsx'
import { type FormSummary, returnsContract } from '../contract.ts'
import { Upload } from '../contract/uploads.ts'
import { FormPicker, PeriodPicker, useForms } from './pickers.tsx'
import { UploadPart, uploadStateWord } from './UploadPart.tsx'
import { uploadWords } from './upload-texts.ts'

const mostBytes = 50 * 1024 * 1024

/** One workbook for everybody in reach: down, up, a look at what it would do, stored, undone. The upload lives in the address. */
export function TownWorkbookPage() {
  const t = useTexts(uploadWords)
  const { state } = useAddress()
  const forms = useForms()
  const form = forms?.find((each) => each.id === state.form) ?? forms?.[0]
  if (form === undefined) return <Page title={t('title')} loading={forms === undefined} />
  const period = form.periods.find((each) => each === state.period) ?? form.latest
  return <TownWorkbook form={form} period={period} />
}

function TownWorkbook({ form, period }: { form: FormSummary; period: string }) {
  const t = useTexts(uploadWords)
  const language = useLanguage()
  const { state, set } = useAddress()
  const api = useApi(returnsContract)
  const client = useQueryClient()
  const place = state.place === undefined ? '' : `&place=${encodeURIComponent(state.place)}`
  const query = `form=${encodeURIComponent(form.id)}&period=${encodeURIComponent(period)}&lang=${language}`
  return (
    <Page
      title={t('title')}
      sentence={t('sentence')}
      filters={
        <>
          <FormPicker required chosen={form.id} />
          <PeriodPicker form={form.id} required chosen={period} />
        </>
      }
    >
      {state.upload === undefined ? (
        <>
          <PagePart title={t('down')}>
            <p>
              <Button href={`/api/returns/workbooks?${query}${place}`}>{t('downAct')}</Button>{' '}
              <span className="jd-quiet">{t('downHint')}</span>
            </p>
          </PagePart>
          <PagePart title={t('up')}>
            <UploadBox
              accept=".xlsx"
              maxBytes={mostBytes}
              label={t('upAct')}
              hint={t('upHint')}
              send={async (file, onProgress, signal) =>
                Upload.parse(await sendFile(`/api/returns/uploads?${query}`, file, { onProgress, signal }))
              }
              onDone={(upload) => {
                void client.invalidateQueries({ queryKey: api.uploads.key() })
                set({ upload: upload.id }, { remember: true })
              }}
            />
          </PagePart>
        </>
      ) : (
        <UploadPart id={state.upload} />
      )}
      <Latest form={form.id} period={period} />
    </Page>
  )
}

function Latest({ form, period }: { form: string; period: string }) {
  const t = useTexts(uploadWords)
  const api = useApi(returnsContract)
  const latest = useQuery(api.uploads.list.queryOptions({ input: { form, period: parsePeriod(period) } }))
  const columns = useUploadColumns()
  return (
    <PagePart title={t('latest')}>
      <DataTable
        name={t('latest')}
        prefix="latest."
        columns={columns}
        rows={latest.data ?? []}
        rowKey={(one) => one.id}
        rowTo={(one) => returnPaths.workbooks({ form: one.form, period: one.period, upload: one.id })}
        loading={latest.isLoading}
        searchable={false}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      />
    </PagePart>
  )
}

function useUploadColumns(): Column<Upload>[] {
  const t = useTexts(uploadWords)
  const say = useText()
  const language = useLanguage()
  const { programme } = useSession()
  return useMemo(() => {
    const { timeZone } = programme
    return [
      { id: 'file', title: t('file'), value: (one) => one.fileName, width: 240 },
      { id: 'form', title: t('form'), value: (one) => say(one.formName), width: 200, hidden: true },
      { id: 'period', title: t('period'), value: (one) => formatPeriod(one.period, language), width: 120 },
      { id: 'state', title: t('state'), value: (one) => t(uploadStateWord[one.state]), width: 100 },
      { id: 'stored', title: t('stored'), kind: 'number', value: (one) => one.counts.stored ?? null, width: 90 },
      { id: 'leftOut', title: t('leftOut'), kind: 'number', value: (one) => one.counts.leftOut ?? null, width: 90 },
      { id: 'by', title: t('by'), value: (one) => one.uploadedBy, width: 120 },
      { id: 'at', title: t('at'), value: (one) => formatInstant(one.uploadedAt, timeZone), width: 160 },
    ]
  }, [t, say, language, programme])
}
