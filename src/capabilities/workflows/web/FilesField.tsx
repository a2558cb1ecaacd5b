import { Button } from 'antd'
import { sendFile } from '#kit/web/api.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Field } from '#kit/web/ui/form.tsx'
import { UploadBox } from '#kit/web/ui/UploadBox.tsx'
import type { AvailableAct } from '../contract.ts'
import { caseWords as words } from './case-words.ts'

/** A file that is uploaded and waits for the act that names it. */
export type SentFile = { id: string; name: string; size: number }

type Asked = NonNullable<AvailableAct['files']>[number]

/** What the server takes where the workflow sets no limit. */
const usualMegabytes = 20

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
      check={(value) => (Array.isArray(value) && value.length === 0 && asked.required ? t('fileRequired') : undefined)}
    >
      <SentFiles address={`/api/cases/${caseId}/files?${new URLSearchParams({ act, ask: asked.id })}`} asked={asked} />
    </Field>
  )
}

type SentFilesProps = {
  address: string
  asked: Asked
  value?: SentFile[]
  onChange?: (value: SentFile[] | undefined) => void
}

function SentFiles({ address, asked, value = [], onChange }: SentFilesProps) {
  const t = useTexts(words)
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
              <Button
                size="small"
                aria-label={t('removeNamed', { name: file.name })}
                onClick={() => {
                  const left = value.filter(({ id }) => id !== file.id)
                  onChange?.(left.length === 0 ? undefined : left)
                }}
              >
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

/** A size for people: 340 kB, 2.1 MB. */
export function FileSize({ bytes }: { bytes: number }) {
  const language = useLanguage()
  const big = bytes >= 1_000_000
  const value = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(bytes / (big ? 1_000_000 : 1000))
  return (
    <span className="jd-quiet jd-small jd-number">
      {value} {big ? 'MB' : 'kB'}
    </span>
  )
}
