import { useQueryClient } from '@tanstack/react-query'
import { App, Drawer } from 'antd'
import { useState } from 'react'
import type { Problem } from '#base/problem.ts'
import { useApi } from '#kit/web/api.ts'
import { problemFrom } from '#kit/web/problem.ts'
import { useTexts } from '#kit/web/texts.tsx'
import { ActForm } from '#kit/web/ui/form.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { type EnterpriseDetail, enterprisesContract } from '../contract.ts'
import { EnterpriseFormFields } from './EnterpriseFormFields.tsx'
import { type FieldValues, toFields, toValues } from './fields.ts'
import { StaleVersions } from './StaleVersions.tsx'
import { words } from './texts.ts'

type EditProps = { detail: EnterpriseDetail; open: boolean; onClose: () => void }

/** Changes an enterprise. Whoever was slower sees both versions and decides. */
export function EnterpriseEdit({ detail: { enterprise, mayEdit }, open, onClose }: EditProps) {
  const api = useApi(enterprisesContract)
  const t = useTexts(words)
  const client = useQueryClient()
  const { message } = App.useApp()
  const [stale, setStale] = useState<{ problem: Problem; values: FieldValues }>()
  const [version, setVersion] = useState(enterprise.version)
  const [refused, setRefused] = useState<unknown>()

  async function save(values: FieldValues, on: number): Promise<void> {
    const { effectiveFrom, codeReason } = values
    await api.edit.call({ id: enterprise.id, version: on, fields: toFields(values), effectiveFrom, codeReason })
    setStale(undefined)
    await client.invalidateQueries()
    message.success(t('saved'))
    onClose()
  }

  async function trySave(values: FieldValues, on: number): Promise<void> {
    setRefused(undefined)
    try {
      await save(values, on)
    } catch (thrown) {
      const problem = problemFrom(thrown)
      if (problem.code !== 'stale') throw thrown
      setStale({ problem, values })
    }
  }

  return (
    <Drawer
      title={`${t('edit')} · ${enterprise.name}`}
      open={open}
      onClose={onClose}
      size="min(760px, 100vw)"
      destroyOnHidden
    >
      {stale === undefined ? null : (
        <StaleVersions
          problem={stale.problem}
          onKeep={(current) => {
            setStale(undefined)
            setVersion(current)
            trySave(stale.values, current).catch(setRefused)
          }}
          onDrop={() => {
            setStale(undefined)
            void client.invalidateQueries({ queryKey: api.get.key() })
            onClose()
          }}
        />
      )}
      {refused === undefined ? null : <ProblemAlert problem={refused} />}
      <ActForm<FieldValues>
        initial={toValues(enterprise)}
        draft={`enterprise-${enterprise.id}-${enterprise.version}`}
        decision={mayEdit}
        submitLabel={t('save')}
        submit={(values) => trySave(values, version)}
      >
        <EnterpriseFormFields dated knownCode={enterprise.creditCode} />
      </ActForm>
    </Drawer>
  )
}
