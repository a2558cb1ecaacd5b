import { Button } from 'antd'
import { sendFile, useApi } from '#kit/web/api.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Field } from '#kit/web/ui/form.tsx'
import { UploadBox } from '#kit/web/ui/UploadBox.tsx'
import { type AvailableAct, workflowsContract } from '../contract.ts'
import { caseWords as words } from './case-words.ts'

/** A file that is uploaded and waits for the act that names it. */
export type SentFile = { id: string; name: string; size: number }

type Asked = NonNullable<AvailableAct['files']>[number]

/** What the server takes where the workflow sets no limit. */
const usualMegabytes = 50

/** Files that an act asks for: what is accepted stands there before one chooses; each is sent at once and can be taken away again. */
export function FilesField({ caseId, act, asked }: { caseId: string; act: string; asked: Asked }) {
  const t = useTexts(words)
  const say = useText()
  const name = `files.${asked.id}`
  return (
    <Field
      name={name}
      label={say(asked.name)}
      required={asked.required}
      atOnce
      help={asked.required ? undefined : t('optional')}
      check={(value) => (Array.isArray(value) && value.length === 0 && asked.required ? t('fileRequired') : undefined)}
    >
      <SentFiles
        address={`/api/cases/${caseId}/files?${new URLSearchParams({ act, ask: asked.id })}`}
        asked={asked}
        caseId={caseId}
      />
    </Field>
  )
}

type SentFilesProps = {
  address: string
  caseId: string
  asked: Asked
  value?: SentFile[]
  onChange?: (value: SentFile[] | undefined) => void
}

function SentFiles({ address, asked, caseId, value = [], onChange }: SentFilesProps) {
  const api = useApi(workflowsContract).messages
  const t = useTexts(words)
  const remove = async (gone: SentFile): Promise<void> => {
    const left = value.filter(({ id }) => id !== gone.id)
    onChange?.(left.length === 0 ? undefined : left)
    // One that an earlier draft named may be gone already.
    await api.fileRemove.call({ id: caseId, file: gone.id }).catch(() => undefined)
  }
  const accept = asked.types?.map((type) => `.${type}`).join(',')
  return (
    <>
      {value.length === 0 ? null : (
        <ul className="wf-sent" aria-label={t('attached')}>
          {value.map((file) => (
            <li key={file.id}>
              <span>
                {file.name} <FileSize bytes={file.size} />
              </span>
              <Button size="small" aria-label={t('removeNamed', { name: file.name })} onClick={() => void remove(file)}>
                {t('remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <UploadBox
        accept={accept ?? ''}
        maxBytes={(asked.maxMb ?? usualMegabytes) * 1_048_576}
        label={t('attach')}
        {...(accept === undefined ? { hint: t('anyType') } : {})}
        send={(file, onProgress, signal) => sendFile(address, file, { onProgress, signal })}
        onDone={(answer) => onChange?.([...value, answer as SentFile])}
      />
    </>
  )
}

/** A size for people: 46 B, 340 kB, 2.1 MB. */
export function FileSize({ bytes }: { bytes: number }) {
  const language = useLanguage()
  const unit = bytes >= 1_000_000 ? 'MB' : bytes >= 1000 ? 'kB' : 'B'
  const step = { MB: 1_000_000, kB: 1000, B: 1 }[unit]
  const value = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(bytes / step)
  return (
    <span className="jd-quiet jd-small jd-number">
      {value} {unit}
    </span>
  )
}
