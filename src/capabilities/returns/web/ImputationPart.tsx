import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useState } from 'react'
import { parsePeriod } from '#base/period.ts'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { ChoiceField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { returnsContract } from '../contract.ts'
import { type Imputation, type ImputationMethod, imputationMethods } from '../contract/life.ts'
import { lifeWords } from './life-texts.ts'

type ImputationPartProps = { form: string; period: string; subjects: readonly string[] }

/** What stands in the place of missing returns, by which method and why; and the act that puts it there. */
export function ImputationPart({ form, period, subjects }: ImputationPartProps) {
  const may = useMay()('returns.impute')
  return may.allowed ? <Imputations form={form} period={period} subjects={subjects} /> : null
}

function Imputations({ form, period, subjects }: ImputationPartProps) {
  const api = useApi(returnsContract)
  const t = useTexts(lifeWords)
  const client = useQueryClient()
  const { message } = App.useApp()
  const [asking, setAsking] = useState(false)
  const asked = { form, period: parsePeriod(period) }
  const found = useQuery(api.imputations.queryOptions({ input: asked }))
  const refresh = () => client.invalidateQueries({ queryKey: api.key() })
  const undo = async (id: string): Promise<void> => {
    await api.imputeUndo.call({ id })
    await refresh()
  }
  const columns = useImputationColumns(undo)
  return (
    <PagePart title={t('imputation')}>
      <p className="jd-quiet">{t('imputationHint')}</p>
      {subjects.length === 0 ? null : (
        <ActButton act={() => setAsking(true)}>{t('imputeN', { n: subjects.length })}</ActButton>
      )}
      <DataTable
        name={t('imputation')}
        prefix="imputed."
        columns={columns}
        rows={found.data ?? []}
        rowKey={(one) => one.id}
        rowTo={(one) => enterprisePaths.one(one.subject)}
        loading={found.isLoading}
        searchable={false}
        empty={<EmptyState title={t('noImputation')} />}
      />
      <DrawerForm<{ method: ImputationMethod; reason: string }>
        title={t('impute')}
        open={asking}
        onClose={() => setAsking(false)}
        initial={{ method: 'last_value_by_industry' }}
        submitLabel={t('imputeN', { n: subjects.length })}
        submit={async (values) => {
          const { imputed, left } = await api.impute.call({ ...asked, ...values, subjects: [...subjects] })
          message.success(t('imputedDone', { n: imputed, left: left.length }))
          await refresh()
        }}
      >
        <ChoiceField
          name="method"
          label={t('method')}
          required
          choices={imputationMethods.map((method) => ({ value: method, label: t(method) }))}
        />
        <TextField name="reason" label={t('reason')} rows={3} max={2000} required />
      </DrawerForm>
    </PagePart>
  )
}

function useImputationColumns(undo: (id: string) => Promise<void>): Column<Imputation>[] {
  const t = useTexts(lifeWords)
  const { programme } = useSession()
  return [
    { id: 'respondent', title: t('byRespondent'), value: (one) => one.subjectName, width: 240 },
    { id: 'method', title: t('method'), value: (one) => t(one.method), width: 240 },
    {
      id: 'movement',
      title: t('movement'),
      value: (one) =>
        t('movementOf', { of: one.movementOf === '*' ? t('allIndustries') : one.movementOf, n: one.matched }),
      width: 150,
    },
    { id: 'reason', title: t('reason'), value: (one) => one.reason, width: 200 },
    { id: 'by', title: t('by'), value: (one) => one.byName, width: 120 },
    { id: 'at', title: t('at'), value: (one) => formatInstant(one.at, programme.timeZone), width: 150 },
    {
      id: 'how',
      title: t('how'),
      value: (one) => t(one.endedHow ?? 'standing'),
      show: (one) =>
        one.endedHow === undefined ? (
          <>
            {t('standing')}{' '}
            <ActButton
              small
              act={() => undo(one.id)}
              confirm={{ title: t('undo'), detail: t('undoDetail'), ok: t('undo') }}
            >
              {t('undo')}
            </ActButton>
          </>
        ) : (
          t(one.endedHow)
        ),
      width: 180,
    },
  ]
}
