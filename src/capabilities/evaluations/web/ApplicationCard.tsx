import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { ChoiceField, NumberField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { evaluationsContract } from '../contract.ts'
import type { ApplicationShown, CallDetail } from '../contract/calls.ts'
import { callWords as words } from './call-texts.ts'
import { words as shared } from './texts.ts'

type CardProps = { call: CallDetail; application: ApplicationShown }

/** One application with eligibility, marks and re-checks, and what the reader may do with it. */
export function ApplicationCard({ call, application: one }: CardProps) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const { programme } = useSession()
  const judged = one.eligible === null ? t('notJudged') : t(one.eligible ? 'eligible' : 'ineligible')
  return (
    <section className="ev-application" aria-label={one.name}>
      <h3 className="ev-h">
        {one.name} {one.withdrawnAt === null ? null : <span className="jd-quiet">{t('withdrawn')}</span>}
      </h3>
      <Facts
        items={[
          { label: t('applicant'), value: say(one.organisationName) },
          { label: t('place'), value: say(one.place.name) },
          ...(one.industry === null ? [] : [{ label: t('industry'), value: say(one.industry.name) }]),
          { label: t('filed'), value: formatInstant(one.filedAt, programme.timeZone) },
          { label: t('eligibility'), value: one.judgedFor === null ? judged : `${judged} · ${one.judgedFor}` },
          ...one.means.map(({ name, experts, mean }) => ({
            label: say(name),
            value: mean === null ? t('noMark') : `${formatNumber(mean)} · ${t('mean', { n: experts })}`,
          })),
        ]}
      />
      <details className="ev-more">
        <summary>{t('statement')}</summary>
        <p className="ev-said">{one.statement}</p>
      </details>
      {one.marks.length === 0 ? null : (
        <ul className="ev-list">
          {one.marks.map(({ expert, expertName, input, points, remark, counts, at }) => (
            <li key={`${expert}${input}${at}`} className={counts ? '' : 'jd-quiet'}>
              {expertName ?? expert} · {say(call.inputs.find(({ id }) => id === input)?.name)} {formatNumber(points)}
              {remark === '' ? '' : ` · ${remark}`} {counts ? '' : `· ${t('doesNotCount')}`}
            </li>
          ))}
        </ul>
      )}
      {one.rechecks.map(({ period, kept, finding, by }) => (
        <p key={period}>
          {t('recheck')} {formatPeriod(period, language)} · {t(kept ? 'kept' : 'dropped')} · {finding}{' '}
          <span className="jd-quiet">{by ?? ''}</span>
        </p>
      ))}
      <ApplicationActs call={call} application={one} />
    </section>
  )
}

type Doing = 'judge' | 'mark' | 'recheck'

function ApplicationActs({ call, application: one }: CardProps) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const client = useQueryClient()
  const { actor } = useSession()
  const may = useMay()
  const [doing, setDoing] = useState<Doing>()
  const done = async () => client.invalidateQueries({ queryKey: api.key() })
  const isOwn = one.organisation === actor.organisation
  const mayRecheck = may('evaluations.decide').allowed && (call.stage === 'final' || call.stage === 'published')
  return (
    <div className="jd-acts jd-screen-only">
      {call.mayRun && call.run === null && one.withdrawnAt === null ? (
        <ActButton small act={() => setDoing('judge')}>
          {t('judge')}
        </ActButton>
      ) : null}
      {one.mayMark ? (
        <ActButton small act={() => setDoing('mark')}>
          {t('mark')}
        </ActButton>
      ) : null}
      {mayRecheck ? (
        <ActButton small act={() => setDoing('recheck')}>
          {t('recheck')}
        </ActButton>
      ) : null}
      {isOwn && call.stage === 'open' && one.withdrawnAt === null ? (
        <ActButton
          small
          danger
          confirm={{ title: t('withdraw'), detail: one.name, ok: t('withdraw') }}
          act={async () => {
            await api.applicationWithdraw.call({ id: one.id })
            await done()
          }}
        >
          {t('withdraw')}
        </ActButton>
      ) : null}
      <ActForm call={call} application={one} doing={doing} onClose={() => setDoing(undefined)} done={done} />
    </div>
  )
}

type ActFormProps = CardProps & { doing: Doing | undefined; onClose: () => void; done: () => Promise<unknown> }

function ActForm({ call, application: one, doing, onClose, done }: ActFormProps) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  async function submit(values: FormValues): Promise<void> {
    const text = (name: string) => (typeof values[name] === 'string' ? (values[name] as string) : '')
    if (doing === 'judge')
      await api.applicationJudge.call({ id: one.id, eligible: text('answer') === 'yes', reason: text('reason') })
    if (doing === 'recheck')
      await api.recheckNote.call({
        id: one.id,
        period: text('period'),
        kept: text('answer') === 'yes',
        finding: text('reason'),
      })
    if (doing === 'mark') {
      const marks = call.inputs.flatMap(({ id }) =>
        text(`points-${id}`) === '' ? [] : [{ input: id, points: text(`points-${id}`), remark: text('remark') }],
      )
      await api.markGive.call({ id: one.id, marks })
    }
    await done()
  }
  const title = doing === undefined ? '' : t(doing)
  return (
    <DrawerForm<FormValues>
      title={title}
      open={doing !== undefined}
      onClose={onClose}
      submitLabel={title}
      submit={submit}
    >
      {doing === 'mark' ? (
        <>
          {call.inputs.map(({ id, name }) => (
            <NumberField key={id} name={`points-${id}`} label={say(name)} />
          ))}
          <TextField name="remark" label={t('remark')} rows={3} max={2000} />
        </>
      ) : (
        <>
          {doing === 'recheck' ? <TextField name="period" label={s('period')} required /> : null}
          <ChoiceField
            name="answer"
            label={t(doing === 'recheck' ? 'recheck' : 'eligibility')}
            required
            choices={[
              { value: 'yes', label: t(doing === 'recheck' ? 'kept' : 'eligible') },
              { value: 'no', label: t(doing === 'recheck' ? 'dropped' : 'ineligible') },
            ]}
          />
          <TextField name="reason" label={t(doing === 'recheck' ? 'finding' : 'reason')} rows={4} max={4000} required />
        </>
      )}
    </DrawerForm>
  )
}
