import { useQueryClient } from '@tanstack/react-query'
import { Form } from 'antd'
import { useState } from 'react'
import { isPlainDate } from '#base/plain-date.ts'
import { landPaths } from '#base/paths/land.ts'
import { useUnitChoices } from '#capabilities/people/web/parts.tsx'
import { useGo } from '#kit/web/address.ts'
import { sendFile, useApi } from '#kit/web/api.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, DateField, PlaceField, TextField, TickField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, Field, type FormValues } from '#kit/web/ui/form.tsx'
import { UploadBox } from '#kit/web/ui/UploadBox.tsx'
import { landContract } from '../contract.ts'
import type { AssessmentDetail, AssessmentKindShown } from '../contract/assessments.ts'
import { proposedUntil } from '../rules/assessments.ts'
import { assessmentWords } from './assessment-words.ts'
import { type GivenGround, GroundFields, groundOf } from './GroundField.tsx'

type Doc = { id: string; name: string }
type WordValues = FormValues & {
  name: string
  body: string
  unit?: string
  number?: string
  validUntil?: string
  conclusion?: string
  conditions?: string
  files?: Doc[]
}
type AddValues = WordValues & {
  kind: string
  place: string
  ground?: GivenGround
  geometry?: string
  schematic?: boolean
  approvedOn: string
}

function wordsOf({ name, body, unit, number, validUntil, conclusion, conditions, files = [] }: WordValues) {
  return {
    name,
    body,
    unit: unit === undefined || unit === '' ? null : unit,
    number: number ?? null,
    validUntil: validUntil ?? null,
    conclusion: conclusion ?? null,
    conditions: conditions ?? null,
    files: files.map(({ id }) => id),
  }
}

type AddProps = { open: boolean; onClose: () => void; kinds: readonly AssessmentKindShown[] }

/** A form for a new assessment; its last day is proposed from the years of its kind. */
export function AssessmentAdd({ open, onClose, kinds }: AddProps) {
  const api = useApi(landContract)
  const t = useTexts(assessmentWords)
  const go = useGo()
  const client = useQueryClient()
  return (
    <DrawerForm<AddValues>
      title={t('add')}
      open={open}
      onClose={onClose}
      wide
      submitLabel={t('add')}
      submit={async (values) => {
        const { kind, place, approvedOn, schematic } = values
        const ground = groundOf(values)
        const { id } = await api.assessmentAdd.call({
          ...wordsOf(values),
          ...ground,
          kind,
          place,
          approvedOn,
          schematic: schematic === true,
        })
        await client.invalidateQueries({ queryKey: api.key() })
        go(landPaths.assessment(id))
      }}
    >
      <AddFields kinds={kinds} />
    </DrawerForm>
  )
}

function AddFields({ kinds }: { kinds: readonly AssessmentKindShown[] }) {
  const t = useTexts(assessmentWords)
  const say = useText()
  const chosen = Form.useWatch<string | undefined>('kind')
  const kind = kinds.find(({ id }) => id === chosen)
  const approvedOn = Form.useWatch<string | undefined>('approvedOn')
  const isDay = approvedOn !== undefined && isPlainDate(approvedOn)
  const until =
    kind === undefined || kind.years === null || !isDay
      ? null
      : proposedUntil({ valid: { years: kind.years } }, approvedOn)
  return (
    <>
      <ChoiceField
        name="kind"
        label={t('kind')}
        required
        choices={kinds.map(({ id, name }) => ({ value: id, label: say(name) }))}
      />
      <PlaceField name="place" label={t('place')} required />
      <GroundFields />
      <TickField name="schematic" label={t('schematic')}>
        {t('isSchematic')}
      </TickField>
      <DateField name="approvedOn" label={t('approvedOn')} required />
      <WordFields
        help={
          until !== null
            ? t('proposed', { date: until })
            : kind !== undefined && kind.years === null
              ? `${say(kind.words ?? undefined)} ${t('noYears')}`
              : undefined
        }
      />
    </>
  )
}

function WordFields({ help }: { help?: string | undefined }) {
  const t = useTexts(assessmentWords)
  const units = useUnitChoices()
  return (
    <>
      <DateField name="validUntil" label={t('validUntil')} help={help} />
      <TextField name="name" label={t('name')} required max={300} />
      <TextField name="body" label={t('body')} required max={300} />
      <ChoiceField name="unit" label={t('unit')} choices={units} />
      <TextField name="number" label={t('number')} max={200} />
      <TextField name="conclusion" label={t('conclusion')} rows={3} max={4000} />
      <TextField name="conditions" label={t('conditions')} rows={3} max={4000} />
      <Field name="files" label={t('documents')}>
        <Documents />
      </Field>
    </>
  )
}

const mostBytes = 50 * 1_048_576

function Documents({ value = [], onChange }: { value?: Doc[]; onChange?: (files: Doc[]) => void }) {
  const t = useTexts(assessmentWords)
  const [latest, setLatest] = useState(value)
  return (
    <>
      {latest.length === 0 ? null : (
        <ul>
          {latest.map(({ id, name }) => (
            <li key={id}>{name}</li>
          ))}
        </ul>
      )}
      <UploadBox
        accept=".pdf,.ofd,.docx,.jpg,.jpeg,.png,.zip"
        maxBytes={mostBytes}
        label={t('attach')}
        send={async (file, onProgress, signal) =>
          (await sendFile('/api/land/assessments/files', file, { onProgress, signal })) as Doc
        }
        onDone={(one) => {
          const all = [...latest, one]
          setLatest(all)
          onChange?.(all)
        }}
      />
    </>
  )
}

type CorrectProps = { one: AssessmentDetail; open: boolean; onClose: () => void }

/** What was entered of an assessment, put right; its ground and its approval stay. */
export function AssessmentCorrect({ one, open, onClose }: CorrectProps) {
  const api = useApi(landContract)
  const t = useTexts(assessmentWords)
  const client = useQueryClient()
  const { name, body, unit, number, validUntil, conclusion, conditions, files } = one
  return (
    <DrawerForm<WordValues>
      title={t('correct')}
      open={open}
      onClose={onClose}
      wide
      submitLabel={t('save')}
      initial={{
        name,
        body,
        ...(unit === null ? {} : { unit: unit.id }),
        ...(number === null ? {} : { number }),
        ...(validUntil === null ? {} : { validUntil }),
        ...(conclusion === null ? {} : { conclusion }),
        ...(conditions === null ? {} : { conditions }),
        files: files
          .filter(({ address }) => address.startsWith('/api/land/'))
          .map((file) => ({ id: file.id, name: file.name })),
      }}
      submit={async (values) => {
        await api.assessmentCorrect.call({ id: one.id, revision: one.revision, fields: wordsOf(values) })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <WordFields />
    </DrawerForm>
  )
}
