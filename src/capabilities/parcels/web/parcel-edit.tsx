import { useQueryClient } from '@tanstack/react-query'
import { App, Drawer } from 'antd'
import { useState } from 'react'
import type { Problem } from '#base/problem.ts'
import { StaleVersions, useEnterpriseChoices } from '#capabilities/enterprises/web/parts.tsx'
import { useApi } from '#kit/web/api.ts'
import { problemFrom } from '#kit/web/problem.ts'
import { useMay } from '#kit/web/session.tsx'
import { useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, NumberField, TextField } from '#kit/web/ui/fields.tsx'
import { ActForm } from '#kit/web/ui/form.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { type Parcel, type ParcelFields, parcelsContract } from '../contract.ts'
import { words } from './texts.ts'

type Values = {
  'fields.code'?: string
  'fields.name'?: string
  'fields.place'?: string
  'fields.base'?: string
  'fields.area'?: string
  'fields.landUse'?: string
}

const said = (value: string | undefined) => (value === undefined || value.trim() === '' ? null : value.trim())

function toFields(values: Values): ParcelFields {
  return {
    code: values['fields.code']?.trim() ?? '',
    name: said(values['fields.name']),
    place: values['fields.place'] ?? '',
    base: said(values['fields.base']),
    area: values['fields.area'] ?? '',
    landUse: said(values['fields.landUse']),
  }
}

function toValues(parcel: Parcel): Values {
  return {
    'fields.code': parcel.code,
    'fields.name': parcel.name ?? undefined,
    'fields.place': parcel.place,
    'fields.base': parcel.base ?? undefined,
    'fields.area': parcel.area,
    'fields.landUse': parcel.landUse ?? undefined,
  }
}

/** A parcel is entered, or changed from the version that was read. */
export function ParcelForm({
  parcel,
  open,
  onClose,
}: {
  parcel: Parcel | undefined
  open: boolean
  onClose: () => void
}) {
  const api = useApi(parcelsContract)
  const t = useTexts(words)
  const may = useMay()
  const { message } = App.useApp()
  const client = useQueryClient()
  const { town, base } = useEnterpriseChoices()
  const [stale, setStale] = useState<{ problem: Problem; values: Values }>()
  const [version, setVersion] = useState(parcel?.version)
  const [refused, setRefused] = useState<unknown>()

  async function save(values: Values, on: number | undefined): Promise<void> {
    const fields = toFields(values)
    setRefused(undefined)
    try {
      if (parcel === undefined || on === undefined) await api.create.call({ fields })
      else await api.edit.call({ id: parcel.id, version: on, fields })
    } catch (thrown) {
      const problem = problemFrom(thrown)
      if (problem.code !== 'stale') throw thrown
      return setStale({ problem, values })
    }
    setStale(undefined)
    await client.invalidateQueries()
    message.success(t('saved'))
    onClose()
  }

  const title = parcel === undefined ? t('add') : `${t('edit')} · ${parcel.code}`
  return (
    <Drawer title={title} open={open} onClose={onClose} size="min(560px, 100vw)" destroyOnHidden>
      {stale === undefined ? null : (
        <StaleVersions
          problem={stale.problem}
          onKeep={(current) => {
            setStale(undefined)
            setVersion(current)
            save(stale.values, current).catch(setRefused)
          }}
          onDrop={() => {
            setStale(undefined)
            void client.invalidateQueries()
            onClose()
          }}
        />
      )}
      {refused === undefined ? null : <ProblemAlert problem={refused} />}
      <ActForm<Values>
        initial={parcel === undefined ? {} : toValues(parcel)}
        decision={may('parcels.edit')}
        submitLabel={t('save')}
        submit={(values) => save(values, version)}
      >
        <TextField name="fields.code" label={t('code')} required max={60} />
        <TextField name="fields.name" label={t('name')} max={200} />
        <ChoiceField name="fields.place" label={t('place')} choices={town} required />
        <ChoiceField name="fields.base" label={t('base')} choices={base} />
        <NumberField name="fields.area" label={t('areaField')} unit="m2" required />
        <TextField name="fields.landUse" label={t('landUse')} max={60} />
      </ActForm>
    </Drawer>
  )
}
