import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { workflowsContract } from '#capabilities/workflows/contract.ts'
import { sendFile, useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { Field } from '#kit/web/ui/form.tsx'
import { UploadBox } from '#kit/web/ui/UploadBox.tsx'

const words = defineTexts({ attach: { zh: '添加附件', en: 'Attach a file' } })

const usualMegabytes = 20
const usualTypes = ['pdf', 'docx', 'xlsx', 'jpg', 'png']

type Sent = { id: string; name: string }

/** Files that go to a case with an act, where its workflow asks for some; the value of the field is their ids. */
export function FilesField({ name, caseId, act }: { name: string; caseId: string; act: string }) {
  const api = useApi(workflowsContract)
  const say = useText()
  const found = useQuery(api.caseShow.queryOptions({ input: { id: caseId } })).data
  const asked = found?.acts.find((one) => one.act === act)?.files?.[0]
  if (asked === undefined) return null
  const address = `/api/cases/${caseId}/files?${new URLSearchParams({ act, ask: asked.id })}`
  return (
    <Field name={name} label={say(asked.name)} required={asked.required === true} atOnce>
      <Files
        address={address}
        types={asked.types ?? usualTypes}
        mostBytes={(asked.maxMb ?? usualMegabytes) * 1_048_576}
      />
    </Field>
  )
}

type FilesProps = {
  address: string
  types: readonly string[]
  mostBytes: number
  onChange?: (ids: string[]) => void
}

function Files({ address, types, mostBytes, onChange }: FilesProps) {
  const t = useTexts(words)
  const [sent, setSent] = useState<Sent[]>([])
  return (
    <>
      {sent.length === 0 ? null : (
        <ul className="sv-list">
          {sent.map(({ id, name }) => (
            <li key={id}>{name}</li>
          ))}
        </ul>
      )}
      <UploadBox
        accept={types.map((type) => `.${type}`).join()}
        maxBytes={mostBytes}
        label={t('attach')}
        send={async (file, onProgress, signal) => (await sendFile(address, file, { onProgress, signal })) as Sent}
        onDone={(one) => {
          const all = [...sent, one]
          setSent(all)
          onChange?.(all.map(({ id }) => id))
        }}
      />
    </>
  )
}
