import { App, Button } from 'antd'
import { useState } from 'react'
import { sendFile } from '#kit/web/api.ts'
import { problemFrom, refusedResponse } from '#kit/web/problem.ts'
import { useLanguage, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { download } from '#kit/web/ui/table/export.ts'
import { UploadBox } from '#kit/web/ui/UploadBox.tsx'
import { WorkbookTaken } from '../contract.ts'
import { words } from './texts.ts'

const mostBytes = 5 * 1024 * 1024
const bookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

type ReturnWorkbookProps = {
  id: string
  editable: boolean
  /** Saves what was typed before the file is taken; answers the revision. */
  flush: () => Promise<number>
  onTaken: () => void
}

/** A return as a workbook: down, up, and back with the errors marked in place. */
export function ReturnWorkbook({ id, editable, flush, onTaken }: ReturnWorkbookProps) {
  const t = useTexts(words)
  const language = useLanguage()
  const { message } = App.useApp()
  const [refused, setRefused] = useState<File>()
  const address = `/api/returns/${id}/workbook`

  async function send(file: File, onProgress: (share: number) => void, signal: AbortSignal): Promise<WorkbookTaken> {
    setRefused(undefined)
    try {
      return WorkbookTaken.parse(await sendFile(`${address}?revision=${await flush()}`, file, { onProgress, signal }))
    } catch (thrown) {
      if (problemFrom(thrown).details.file === true) setRefused(file)
      throw thrown
    }
  }

  async function markedCopy(file: File): Promise<void> {
    const response = await fetch(`${address}/marked?revision=${await flush()}&lang=${language}`, {
      method: 'POST',
      body: file,
      headers: { 'content-type': bookType },
    })
    if (!response.ok) throw await refusedResponse(response)
    download(file.name, await response.blob(), bookType)
  }

  return (
    <PagePart title={t('workbook')}>
      <Button style={{ marginBottom: 8 }} href={`${address}?lang=${language}`}>
        {t('download')}
      </Button>
      {editable ? (
        <UploadBox
          accept=".xlsx"
          maxBytes={mostBytes}
          label={t('upload')}
          hint={t('uploadHint')}
          send={send}
          onDone={(taken) => {
            message.success(t('uploaded', { n: taken.changed }))
            onTaken()
          }}
        />
      ) : null}
      {refused === undefined ? null : <ActButton act={() => markedCopy(refused)}>{t('marked')}</ActButton>}
    </PagePart>
  )
}
