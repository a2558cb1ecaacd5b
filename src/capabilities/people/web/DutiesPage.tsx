import { useQuery } from '@tanstack/react-query'
import { Checkbox } from 'antd'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type Duty, peopleContract } from '../contract.ts'
import { words } from './texts.ts'
import { useToday } from './today.ts'

/** Who leads and who assists in what, since when, by which document. */
export function DutiesPage() {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const say = useText()
  const { state, set } = useAddress()
  const now = state.now === 'yes'
  const today = useToday()
  const duties = useQuery(api.dutyList.queryOptions({ input: now ? { on: today } : {} }))
  const names = (all: Duty['lead']) => all.map((one) => say(one.name)).join(' · ')
  const columns: Column<Duty>[] = [
    { id: 'matter', title: t('matter'), value: (duty) => say(duty.matter), width: 260 },
    { id: 'lead', title: t('lead'), value: (duty) => names(duty.lead), width: 200 },
    { id: 'assist', title: t('assist'), value: (duty) => names(duty.assist), width: 260 },
    { id: 'from', title: t('from'), kind: 'date', value: (duty) => duty.from, width: 110 },
    { id: 'to', title: t('to'), kind: 'date', value: (duty) => duty.to ?? t('open'), width: 110 },
    { id: 'source', title: t('source'), value: (duty) => duty.source, width: 180 },
  ]
  return (
    <Page
      title={t('duties')}
      sentence={t('dutiesSentence')}
      problem={duties.error}
      filters={
        <Checkbox checked={now} onChange={(event) => set({ now: event.target.checked ? 'yes' : undefined })}>
          {t('inForce')}
        </Checkbox>
      }
    >
      <DataTable
        name={t('duties')}
        columns={columns}
        rows={duties.data ?? []}
        rowKey={(duty) => duty.id}
        loading={duties.isLoading}
        empty={<EmptyState title={t('noDuties')} />}
      />
    </Page>
  )
}
