import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '#kit/web/api.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, DateField, NumberField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { landContract } from '../contract.ts'
import type { LotFields, LotRow } from '../contract/lots.ts'
import { words } from './texts.ts'

const fields = [
  'base',
  'use',
  'readiness',
  'usableOn',
  'acquiredOn',
  'preparedOn',
  'suppliedOn',
  'powerKw',
  'note',
] as const
type Values = Partial<Record<(typeof fields)[number], string>> & { since?: string; reason: string }

/** The words that the programme has for parcels in preparation, as choices. */
export function useLandChoices() {
  const api = useApi(landContract)
  const say = useText()
  const found = useQuery(api.landWords.queryOptions({ staleTime: 600_000 }))
  const choices = (list: readonly { id: string; name: { zh: string; en: string } }[] | undefined) =>
    (list ?? []).map(({ id, name }) => ({ value: id, label: say(name) }))
  return {
    readiness: choices(found.data?.readiness),
    uses: choices(found.data?.uses),
    bases: choices(found.data?.bases),
    words: found.data,
  }
}

type LotFormProps = { title: string; rows: readonly LotRow[]; open: boolean; onClose: () => void }

/** Changes one parcel in preparation, or several alike: of several, what is left empty stays as it is. */
export function LotForm({ title, rows, open, onClose }: LotFormProps) {
  const api = useApi(landContract)
  const client = useQueryClient()
  const t = useTexts(words)
  const { readiness, uses, bases } = useLandChoices()
  const [only] = rows
  const isOne = rows.length === 1
  const initial: Partial<Values> = isOne && only !== undefined ? initialOf(only) : {}

  async function submit({ since, reason, ...given }: Values): Promise<void> {
    const changes: Partial<LotFields> = {}
    for (const field of fields) {
      const value = given[field]
      if (value !== undefined && value !== null && value !== '') changes[field] = value
      else if (isOne) changes[field] = null
    }
    const change = { changes, reason, ...(since === undefined ? {} : { since }) }
    if (isOne && only !== undefined)
      await api.lotSave.call({ ...change, parcel: only.parcel, revision: only.lot?.revision ?? 0 })
    else
      await api.lotBulk.call({
        ...change,
        parcels: rows.map(({ parcel, lot }) => ({ parcel, revision: lot?.revision ?? 0 })),
      })
    await client.invalidateQueries()
  }

  return (
    <DrawerForm<Values>
      title={title}
      open={open}
      onClose={onClose}
      initial={initial}
      submit={submit}
      submitLabel={t('save')}
      done={t('saved')}
    >
      <ChoiceField name="base" label={t('base')} choices={bases} />
      <ChoiceField name="readiness" label={t('readiness')} choices={readiness} />
      <ChoiceField name="use" label={t('use')} choices={uses} />
      <DateField name="usableOn" label={t('usableOn')} />
      <DateField name="acquiredOn" label={t('acquiredOn')} />
      <DateField name="preparedOn" label={t('preparedOn')} />
      <DateField name="suppliedOn" label={t('suppliedOn')} />
      <NumberField name="powerKw" label={t('powerKw')} />
      <TextField name="note" label={t('note')} rows={2} max={2000} />
      <DateField name="since" label={t('since')} />
      <TextField name="reason" label={t('reason')} rows={2} max={4000} required />
    </DrawerForm>
  )
}

function initialOf({ lot, base }: LotRow): Partial<Values> {
  if (lot === null) return base === null ? {} : { base: base.id }
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = lot[field]
      return value === null ? [] : [[field, value]]
    }),
  )
}
