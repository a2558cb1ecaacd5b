import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { ChoiceField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { evaluationsContract } from '../contract.ts'
import type { Card } from '../contract/results.ts'
import type { RunDetail } from '../contract/runs.ts'
import { useNames } from './names.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  stands: {
    zh: '计算等级为“{computed}”；另有认定等级“{grade}”与之并列（{by}，{at}）：{reason}',
    en: 'Computed: “{computed}”. Beside it stands “{grade}”, put there by {by} on {at}: {reason}',
  },
  put: { zh: '并列认定等级', en: 'Put a grade beside it' },
  withdraw: { zh: '撤回认定', en: 'Withdraw it' },
  reason: { zh: '理由', en: 'Reason' },
  help: {
    zh: '计算等级不变，认定等级与其并列显示，记录经办人和理由。',
    en: 'The computed grade stays; this one stands beside it, with who put it there and why.',
  },
})

/** A grade that somebody put beside the computed one, and the way to put or withdraw it; never in its place. */
export function OverrideNote({ card, run }: { card: Card; run: RunDetail }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const client = useQueryClient()
  const gradeName = useNames(run.grades)
  const { programme } = useSession()
  const [asking, setAsking] = useState(false)
  const { override, unit } = card
  if (override === null && !run.may.decide) return null
  const label = t(override === null ? 'put' : 'withdraw')
  return (
    <div className="ev-override">
      {override === null ? null : (
        <p className="jd-note">
          {t('stands', {
            computed: gradeName(unit.grade),
            grade: gradeName(override.grade),
            by: override.by ?? '',
            at: formatInstant(override.at, programme.timeZone),
            reason: override.reason,
          })}
        </p>
      )}
      {run.may.decide ? (
        <span className="jd-screen-only">
          <ActButton small act={() => setAsking(true)}>
            {label}
          </ActButton>
        </span>
      ) : null}
      <DrawerForm<FormValues & { grade?: string; reason: string }>
        title={label}
        open={asking}
        onClose={() => setAsking(false)}
        submitLabel={label}
        submit={async ({ grade, reason }) => {
          if (override === null) {
            await api.overridePut.call({ id: card.run, unit: unit.unit, grade: grade ?? '', reason })
          } else await api.overrideWithdraw.call({ id: override.id, reason })
          await client.invalidateQueries({ queryKey: api.key() })
        }}
      >
        {override === null ? (
          <ChoiceField
            name="grade"
            label={s('grade')}
            required
            help={t('help')}
            choices={run.grades.map(({ id, name }) => ({ value: id, label: say(name) }))}
          />
        ) : null}
        <TextField name="reason" label={t('reason')} rows={4} max={4000} required />
      </DrawerForm>
    </div>
  )
}
