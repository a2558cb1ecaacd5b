import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { peopleContract } from '../contract.ts'
import type { AdministratorRequest } from '../contract-administrators.ts'
import { accountWords } from './account-words.ts'

/** What waits for a second administrator of security; nothing is shown while nothing waits. */
export function RequestsPart() {
  const api = useApi(peopleContract)
  const t = useTexts(accountWords)
  const client = useQueryClient()
  const requests = useQuery(api.requestList.queryOptions())
  const [refusing, setRefusing] = useState<string>()
  const open = (requests.data?.items ?? []).filter(({ state }) => state === 'open')
  const refresh = () => client.invalidateQueries({ queryKey: api.key() })
  const approve = async (id: string): Promise<void> => {
    await api.requestDecide.call({ id, approve: true })
    await refresh()
  }
  const columns = useRequestColumns({ approve, onRefuse: setRefusing })
  if (open.length === 0) return null
  return (
    <div className="people-requests">
      <PagePart title={t('requests')}>
        <DataTable
          name={t('requests')}
          columns={columns}
          rows={open}
          rowKey={(one) => one.id}
          searchable={false}
          empty={<EmptyState title={t('noRequests')} />}
        />
        <DrawerForm<{ reason: string }>
          title={t('refuseTitle')}
          open={refusing !== undefined}
          onClose={() => setRefusing(undefined)}
          onDone={() => void refresh()}
          done={t('decided')}
          submitLabel={t('refuse')}
          danger
          submit={async ({ reason }) => {
            if (refusing !== undefined) await api.requestDecide.call({ id: refusing, approve: false, reason })
          }}
        >
          <TextField name="reason" label={t('reason')} rows={3} required max={500} />
        </DrawerForm>
      </PagePart>
    </div>
  )
}

type Deciding = { approve: (id: string) => Promise<void>; onRefuse: (id: string) => void }

function useRequestColumns({ approve, onRefuse }: Deciding): Column<AdministratorRequest>[] {
  const t = useTexts(accountWords)
  const say = useText()
  const { timeZone } = useSession().programme
  const whatOf = (one: AdministratorRequest) =>
    one.what === 'role' ? t('giveRole', { role: say(one.roleName) }) : t('endFactor')
  return [
    { id: 'person', title: t('person'), value: (one) => one.personName, width: 140 },
    { id: 'what', title: t('what'), value: whatOf, width: 220 },
    { id: 'asker', title: t('askedBy'), value: (one) => one.askedByName, width: 140 },
    { id: 'asked', title: t('askedAt'), value: (one) => formatInstant(one.askedAt, timeZone), width: 150 },
    {
      id: 'acts',
      title: t('acts'),
      value: () => '',
      show: (one) => (
        <div className="jd-acts">
          <ActButton
            small
            decision={one.decide}
            confirm={{
              title: t('approve'),
              detail: t('approveDetail', { person: one.personName, what: whatOf(one) }),
              ok: t('approve'),
            }}
            act={() => approve(one.id)}
          >
            {t('approve')}
          </ActButton>
          <ActButton small danger decision={one.decide} act={() => onRefuse(one.id)}>
            {t('refuse')}
          </ActButton>
        </div>
      ),
      sort: false,
      filter: false,
      width: 180,
    },
  ]
}
