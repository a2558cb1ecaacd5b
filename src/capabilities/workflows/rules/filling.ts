import { isPlainDate } from '#base/plain-date.ts'
import type { WorkflowField, WorkflowFile } from '#pack/schema/workflow.ts'
import type { CaseActOffer, Given, GivenFile, Lack } from './model.ts'

const longestText = 4000
const decimal = /^-?\d{1,40}(\.\d{1,20})?$/
const bytesOfMegabyte = 1024 * 1024

type Filled = Pick<CaseActOffer, 'reason' | 'fields' | 'files'>

/** What an act still lacks and what was given wrongly, in the order in which it is asked; empty when it can be done. */
export function missingFor({ reason, fields = [], files = [] }: Filled, given: Given = {}): Lack[] {
  const values = given.fields ?? {}
  const attached = given.files ?? []
  const isMissing = reason === 'required' && (given.reason ?? '').trim() === ''
  return [
    ...(isMissing ? [{ what: 'reason', id: 'reason', text: 'workflows.reason_missing' } as const] : []),
    ...fields.flatMap((field) => fieldLack(field, Object.hasOwn(values, field.id) ? values[field.id] : undefined)),
    ...Object.keys(values)
      .filter((id) => !fields.some((field) => field.id === id))
      .map((id): Lack => ({ what: 'field', id, text: 'workflows.unknown_field', found: id })),
    ...files.flatMap((file) =>
      fileLacks(
        file,
        attached.filter(({ id }) => id === file.id),
      ),
    ),
    ...attached
      .filter(({ id }) => !files.some((file) => file.id === id))
      .map(({ id, name }): Lack => ({ what: 'file', id, text: 'workflows.unknown_file', found: name })),
  ]
}

function fieldLack(field: WorkflowField, value: string | undefined): Lack[] {
  const lack = { what: 'field', id: field.id, field } as const
  if (value === undefined || value.trim() === '')
    return field.required === true ? [{ ...lack, text: 'workflows.field_missing' }] : []
  const found = value.slice(0, 60)
  switch (field.type) {
    case 'text':
      return value.length <= longestText
        ? []
        : [{ ...lack, text: 'workflows.field_too_long', expected: String(longestText) }]
    case 'number':
      return decimal.test(value) ? [] : [{ ...lack, text: 'workflows.field_no_number', found }]
    case 'share':
      return decimal.test(value) && Number(value) >= 0 && Number(value) <= 100
        ? []
        : [{ ...lack, text: 'workflows.field_no_share', found }]
    case 'date':
      return isPlainDate(value) ? [] : [{ ...lack, text: 'workflows.field_no_date', found }]
    case 'choice': {
      const choices = (field.choices ?? []).map(({ id }) => id)
      if (choices.includes(value)) return []
      return [{ ...lack, text: 'workflows.field_no_choice', found, expected: choices.join(', ') }]
    }
  }
}

function fileLacks(file: WorkflowFile, attached: readonly GivenFile[]): Lack[] {
  const lack = { what: 'file', id: file.id, file } as const
  if (attached.length === 0) return file.required === true ? [{ ...lack, text: 'workflows.file_missing' }] : []
  return attached.flatMap(({ name, size }): Lack[] => {
    const ending = name.includes('.') ? (name.split('.').at(-1) ?? '').toLowerCase() : ''
    if (file.types !== undefined && !file.types.includes(ending))
      return [{ ...lack, text: 'workflows.file_of_other_type', found: name, expected: file.types.join(', ') }]
    if (file.max_mb !== undefined && size > file.max_mb * bytesOfMegabyte)
      return [{ ...lack, text: 'workflows.file_too_big', found: name, expected: String(file.max_mb) }]
    return []
  })
}
