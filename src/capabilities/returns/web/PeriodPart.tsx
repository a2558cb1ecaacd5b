import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { parsePeriod } from '#base/period.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DateField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import { Timeline } from '#kit/web/ui/Timeline.tsx'
import { returnsContract } from '../contract.ts'
import type { PeriodAct } from '../contract/life.ts'
import { lifeWords } from './life-texts.ts'

/** How a period of a form stands: its due date with history, whether it is locked, and by whom. */
export function PeriodPart({ form, period }: { form: string; period: string }) {
  const api = useApi(returnsContract)
  const t = useTexts(lifeWords)
  const client = useQueryClient()
  const may = useMay()('returns.lock')
  const [asking, setAsking] = useState<'reopen' | 'extend'>()
  const asked = { form, period: parsePeriod(period) }
  const standing = useQuery(api.period.queryOptions({ input: asked })).data
  if (standing === undefined) return null
  const after = async (act: Promise<unknown>): Promise<void> => {
    await act
    await client.invalidateQueries({ queryKey: api.key() })
  }
  return (
    <PagePart title={t('period')}>
      <p>
        <StatusLight
          light={standing.locked ? 'done' : 'on_schedule'}
          word={t(standing.locked ? 'periodLocked' : 'periodOpen')}
        />{' '}
        {t('dueDate')} {standing.due}
        {standing.due === standing.originalDue ? null : (
          <span className="jd-quiet"> ({t('originalDue', { date: standing.originalDue })})</span>
        )}
      </p>
      {may.allowed ? (
        <div className="jd-acts">
          {standing.locked ? (
            <ActButton act={() => setAsking('reopen')}>{t('reopen')}</ActButton>
          ) : (
            <>
              <ActButton
                act={() => after(api.lock.call(asked))}
                confirm={{ title: t('lock'), detail: t('lockDetail'), ok: t('lock') }}
              >
                {t('lock')}
              </ActButton>
              <ActButton act={() => setAsking('extend')}>{t('extendDue')}</ActButton>
            </>
          )}
        </div>
      ) : null}
      {standing.acts.length === 0 ? null : <PeriodHistory acts={standing.acts} />}
      <DrawerForm<{ reason: string; due?: string }>
        title={asking === 'extend' ? t('extendDue') : t('reopen')}
        open={asking !== undefined}
        onClose={() => setAsking(undefined)}
        submitLabel={asking === 'extend' ? t('extendDue') : t('reopen')}
        submit={({ reason, due = '' }) =>
          after(
            asking === 'extend' ? api.extend.call({ ...asked, reason, due }) : api.reopen.call({ ...asked, reason }),
          )
        }
      >
        {asking === 'extend' ? <DateField name="due" label={t('newDue')} required /> : null}
        <TextField name="reason" label={t('reason')} rows={3} max={2000} required />
      </DrawerForm>
    </PagePart>
  )
}

/** Who locked, reopened or extended it, when and why. */
export function PeriodHistory({ acts }: { acts: readonly PeriodAct[] }) {
  const t = useTexts(lifeWords)
  return (
    <Timeline
      entries={acts.toReversed().map((each) => ({
        id: `${each.act} ${each.at}`,
        title: each.act === 'extended' ? t('extended', { due: each.due ?? '' }) : t(each.act),
        at: each.at,
        actor: each.byName,
        ...(each.reason === undefined ? {} : { detail: each.reason }),
      }))}
    />
  )
}

/** On a return: that its period is locked, by whom and since when. */
export function LockNote({ lock }: { lock: PeriodAct }) {
  const t = useTexts(lifeWords)
  const { programme } = useSession()
  return (
    <p className="jd-note">{t('lockedNote', { by: lock.byName, at: formatInstant(lock.at, programme.timeZone) })}</p>
  )
}
