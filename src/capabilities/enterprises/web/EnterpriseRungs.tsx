import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useApi } from '#kit/web/api.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { ChoiceField, DateField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { type EnterpriseDetail, enterprisesContract, type RungStay } from '../contract.ts'
import { useEnterpriseChoices } from './choices.ts'
import { words } from './texts.ts'

type Doing = { readonly what: 'enter' } | { readonly what: 'end' | 'withdraw'; readonly stay: RungStay }

/** Where an enterprise stands and stood on growth ladders, and the acts of letting it on and off a rung. */
export function EnterpriseRungs({ detail }: { detail: EnterpriseDetail }) {
  const t = useTexts(words)
  const { enterprise, rungs, mayEdit } = detail
  const nameOf = useRungName(detail)
  const [doing, setDoing] = useState<Doing>()
  const close = () => setDoing(undefined)
  return (
    <>
      <p className="jd-quiet">{t('rungsWhy')}</p>
      {rungs.length === 0 ? (
        <EmptyState title={t('noRungs')} />
      ) : (
        <Stays
          detail={detail}
          acts={(stay) => (
            <>
              {stay.to === null ? (
                <ActButton small decision={mayEdit} act={() => setDoing({ what: 'end', stay })}>
                  {t('endRung')}
                </ActButton>
              ) : null}{' '}
              <ActButton small decision={mayEdit} act={() => setDoing({ what: 'withdraw', stay })}>
                {t('withdrawRung')}
              </ActButton>
            </>
          )}
        />
      )}
      <p className="jd-acts">
        <ActButton decision={mayEdit} act={() => setDoing({ what: 'enter' })}>
          {t('enterRung')}
        </ActButton>
      </p>
      <EnterForm enterprise={enterprise.id} open={doing?.what === 'enter'} onClose={close} />
      <EndForm
        enterprise={enterprise.id}
        stay={doing?.what === 'end' ? doing.stay : undefined}
        name={doing?.what === 'end' ? nameOf(doing.stay.rung) : ''}
        onClose={close}
      />
      <WithdrawForm
        enterprise={enterprise.id}
        stay={doing?.what === 'withdraw' ? doing.stay : undefined}
        onClose={close}
      />
    </>
  )
}

function useRungName({ names }: EnterpriseDetail): (rung: string) => string {
  const say = useText()
  return (rung) => say(names[`rung:${rung}`]) || rung
}

function Stays({ detail, acts }: { detail: EnterpriseDetail; acts: (stay: RungStay) => ReactNode }) {
  const t = useTexts(words)
  const nameOf = useRungName(detail)
  return (
    <table className="jd-table">
      <thead>
        <tr>
          {(['rung', 'from', 'to', 'ground'] as const).map((head) => (
            <th key={head} scope="col">
              {t(head)}
            </th>
          ))}
          <th scope="col">
            <span className="jd-hidden">{t('endRung')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {detail.rungs.toReversed().map((stay) => (
          <tr key={stay.id}>
            <th scope="row">{nameOf(stay.rung)}</th>
            <td>{stay.from}</td>
            <td>{stay.to ?? t('still')}</td>
            <td>
              {stay.reason}
              {stay.endReason === null ? '' : ` · ${t('endGround')}: ${stay.endReason}`}
            </td>
            <td>{acts(stay)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type EnterValues = { rung?: string; from?: string; to?: string; reason?: string }

function EnterForm({ enterprise, open, onClose }: { enterprise: string; open: boolean; onClose: () => void }) {
  const api = useApi(enterprisesContract)
  const t = useTexts(words)
  const client = useQueryClient()
  const { rung: choices } = useEnterpriseChoices()
  return (
    <DrawerForm<EnterValues>
      title={t('enterRung')}
      open={open}
      onClose={onClose}
      submitLabel={t('save')}
      done={t('saved')}
      submit={async ({ rung = '', from = '', to, reason = '' }) => {
        await api.rungEnter.call({ enterprise, rung, from, to: to ?? null, reason })
        await client.invalidateQueries()
      }}
    >
      <ChoiceField name="rung" label={t('rung')} choices={choices} required />
      <DateField name="from" label={t('from')} required />
      <DateField name="to" label={t('rungUntil')} />
      <TextField name="reason" label={t('ground')} help={t('groundHelp')} required max={500} />
    </DrawerForm>
  )
}

type EndProps = { enterprise: string; stay: RungStay | undefined; name: string; onClose: () => void }

function EndForm({ enterprise, stay, name, onClose }: EndProps) {
  const api = useApi(enterprisesContract)
  const t = useTexts(words)
  const client = useQueryClient()
  return (
    <DrawerForm<{ to?: string; reason?: string }>
      title={`${t('endRung')} · ${name}`}
      open={stay !== undefined}
      onClose={onClose}
      submitLabel={t('save')}
      done={t('saved')}
      submit={async ({ to = '', reason = '' }) => {
        if (stay === undefined) return
        await api.rungEnd.call({ enterprise, id: stay.id, to, reason })
        await client.invalidateQueries()
      }}
    >
      <DateField name="to" label={t('endDay')} required />
      <TextField name="reason" label={t('endGround')} help={t('groundHelp')} required max={500} />
    </DrawerForm>
  )
}

function WithdrawForm({ enterprise, stay, onClose }: Omit<EndProps, 'name'>) {
  const api = useApi(enterprisesContract)
  const t = useTexts(words)
  const client = useQueryClient()
  return (
    <DrawerForm<{ reason?: string }>
      title={t('withdrawRung')}
      open={stay !== undefined}
      onClose={onClose}
      submitLabel={t('withdrawRung')}
      done={t('saved')}
      submit={async ({ reason = '' }) => {
        if (stay === undefined) return
        await api.rungWithdraw.call({ enterprise, id: stay.id, reason })
        await client.invalidateQueries()
      }}
    >
      <p className="jd-note">{t('withdrawRungWhy')}</p>
      <TextField name="reason" label={t('reason')} required max={500} />
    </DrawerForm>
  )
}
