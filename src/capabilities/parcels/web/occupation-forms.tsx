import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { enterprisesContract } from '#capabilities/enterprises/contract.ts'
import { useApi } from '#kit/web/api.ts'
import { useTexts } from '#kit/web/texts.tsx'
import { DateField, NumberField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, Field } from '#kit/web/ui/form.tsx'
import { type Occupation, type Parcel, parcelsContract } from '../contract.ts'
import { words } from './texts.ts'

type OccupyValues = { enterprise?: string; from?: string; to?: string; area?: string }

/** An enterprise comes to a parcel. */
export function OccupationCreate({ parcel, open, onClose }: { parcel: Parcel; open: boolean; onClose: () => void }) {
  const api = useApi(parcelsContract)
  const t = useTexts(words)
  const client = useQueryClient()
  return (
    <DrawerForm<OccupyValues>
      title={`${t('occupy')} · ${parcel.code}`}
      open={open}
      onClose={onClose}
      submitLabel={t('save')}
      done={t('saved')}
      submit={async ({ enterprise = '', from = '', to, area }) => {
        await api.occupy.call({ parcel: parcel.id, enterprise, from, to: to ?? null, area: area ?? null })
        await client.invalidateQueries()
      }}
    >
      <Field name="enterprise" label={t('enterprise')} required>
        <EnterpriseSelect />
      </Field>
      <DateField name="from" label={t('from')} required />
      <DateField name="to" label={t('to')} />
      <NumberField name="area" label={t('areaField')} unit="m2" help={t('occupyHelp')} />
    </DrawerForm>
  )
}

/** An enterprise is no longer on a parcel, from a day on. */
export function OccupationEnd({ occupation, onClose }: { occupation: Occupation | undefined; onClose: () => void }) {
  const api = useApi(parcelsContract)
  const t = useTexts(words)
  const client = useQueryClient()
  return (
    <DrawerForm<{ to?: string }>
      title={t('leave')}
      open={occupation !== undefined}
      onClose={onClose}
      submitLabel={t('save')}
      done={t('saved')}
      initial={{ to: occupation?.to ?? undefined }}
      submit={async ({ to }) => {
        if (occupation === undefined) return
        await api.leave.call({ id: occupation.id, version: occupation.version, to: to ?? null })
        await client.invalidateQueries()
      }}
    >
      <DateField name="to" label={t('to')} />
    </DrawerForm>
  )
}

/** Finds an enterprise by name, code or initials. */
function EnterpriseSelect({
  value,
  onChange,
  id,
}: {
  value?: string
  onChange?: (value: string) => void
  id?: string
}) {
  const api = useApi(enterprisesContract)
  const t = useTexts(words)
  const [q, setQ] = useState('')
  const found = useQuery(api.list.queryOptions({ input: { q: q === '' ? undefined : q, page: 1, pageSize: 20 } }))
  return (
    <Select
      id={id}
      value={value}
      onChange={onChange}
      placeholder={t('find')}
      showSearch={{ filterOption: false, onSearch: setQ }}
      options={(found.data?.rows ?? []).map((row) => ({
        value: row.id,
        label: row.creditCode === null ? row.name : `${row.name} · ${row.creditCode}`,
      }))}
    />
  )
}
