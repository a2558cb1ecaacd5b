import { useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, DateField, NumberField, NumberInput, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, Field } from '#kit/web/ui/form.tsx'
import type { AvailableAct, CaseDetail } from '../contract.ts'
import { FilesField, type SentFile } from './FilesField.tsx'
import { caseWords as words } from './case-words.ts'

/** An act with everything that was filled in and attached; what the owner of the subject performs. */
export type Performed = {
  act: string
  /** The version of the case that the page saw. */
  expectedVersion: number
  reason?: string
  /** By id of the field; decimals, days and choices as text. */
  fields: Record<string, string>
  /** By id of the file asked for: the ids of the uploaded files. */
  files: Record<string, string[]>
  /** Of an outcome of a branch: the organisation that gives it. */
  unit?: string
}

type Filled = Omit<Performed, 'act' | 'expectedVersion' | 'unit'>

type ActDrawerProps = {
  one: CaseDetail
  asked: AvailableAct
  title: string
  submit: (filled: Filled) => Promise<unknown>
  onClose: () => void
}

/** The form of an act: its fields, its files with what is accepted, its reason, and what will become of the case. */
export function ActDrawer({ one, asked, title, submit, onClose }: ActDrawerProps) {
  const t = useTexts(words)
  const say = useText()
  const fields = asked.fields ?? []
  const state = (one.definition as { states?: { id: string; name: { zh: string; en: string } }[] }).states?.find(
    ({ id }) => id === asked.to,
  )
  const consequence = [
    asked.to === one.state ? t('staysAt') : t('becomes', { state: state === undefined ? asked.to : say(state.name) }),
    asked.opens === undefined ? undefined : t('opensCase'),
  ]
    .filter((part) => part !== undefined)
    .join('')
  return (
    <DrawerForm<Record<string, unknown>>
      title={title}
      open
      onClose={onClose}
      draft={fields.length === 0 ? undefined : `case-${one.id}-${asked.act}-${asked.unit?.id ?? ''}`}
      submitLabel={title}
      submit={(values) => submit(filledFrom(values, asked))}
    >
      <p className="jd-note">{consequence}</p>
      <ActFields caseId={one.id} asked={asked} />
    </DrawerForm>
  )
}

/** What an act asks for, inside a form: its fields, its files, its reason. Fields that the page knows already are left out by their ids. */
export function ActFields({
  caseId,
  asked,
  except = [],
}: {
  caseId: string
  asked: AvailableAct
  except?: readonly string[]
}) {
  const t = useTexts(words)
  return (
    <>
      {(asked.fields ?? [])
        .filter(({ id }) => !except.includes(id))
        .map((field) => (
          <AskedField key={field.id} field={field} />
        ))}
      {(asked.files ?? []).map((file) => (
        <FilesField key={file.id} caseId={caseId} act={asked.act} asked={file} />
      ))}
      {asked.reason === 'none' ? null : (
        <TextField
          name="reason"
          label={t('reason')}
          rows={4}
          max={2000}
          required={asked.reason === 'required'}
          help={asked.reason === 'required' ? undefined : t('optional')}
        />
      )}
    </>
  )
}

function AskedField({ field }: { field: NonNullable<AvailableAct['fields']>[number] }) {
  const t = useTexts(words)
  const say = useText()
  const optional = field.required ? {} : { help: t('optional') }
  const frame = { name: `fields.${field.id}`, label: say(field.name), required: field.required, ...optional }
  switch (field.type) {
    case 'number':
      return <NumberField {...frame} {...(field.unit === undefined ? {} : { unit: field.unit })} />
    case 'share':
      return (
        <Field
          {...frame}
          help={field.required ? t('share') : `${t('share')} · ${t('optional')}`}
          check={(value) => (isShare(String(value)) ? undefined : t('shareWrong'))}
        >
          <NumberInput unit="percent" />
        </Field>
      )
    case 'date':
      return <DateField {...frame} />
    case 'choice':
      return (
        <ChoiceField
          {...frame}
          choices={(field.choices ?? []).map(({ id, name }) => ({ value: id, label: say(name) }))}
        />
      )
    case 'text':
      return <TextField {...frame} rows={3} max={4000} />
  }
}

function isShare(text: string): boolean {
  return /^\d{1,3}(\.\d+)?$/.test(text) && Number(text) <= 100
}

/** What was typed into the fields of an act, and the files that were sent. */
export function filledFrom(values: Record<string, unknown>, asked: AvailableAct): Filled {
  const fields: Record<string, string> = {}
  for (const { id } of asked.fields ?? []) {
    const value = values[`fields.${id}`]
    if (typeof value === 'string' && value.trim() !== '') fields[id] = value.trim()
  }
  const files: Record<string, string[]> = {}
  for (const { id } of asked.files ?? []) {
    const sent = (values[`files.${id}`] ?? []) as SentFile[]
    if (sent.length > 0) files[id] = sent.map((file) => file.id)
  }
  const { reason } = values
  return { fields, files, ...(typeof reason === 'string' && reason.trim() !== '' ? { reason: reason.trim() } : {}) }
}
