import { useQueryClient } from '@tanstack/react-query'
import { useTexts } from '#kit/web/texts.tsx'
import { TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import type { FactAsked, KnownGiven, MeasureAsked } from '../contract/known.ts'
import { KnownFields, knownFrom, knownValues } from './known-fields.tsx'
import { renewalWords } from './renewal-words.ts'

type Props = {
  open: boolean
  onClose: () => void
  measures: readonly MeasureAsked[]
  facts: readonly FactAsked[]
  send: (known: KnownGiven, reason: string) => Promise<unknown>
}

/** States what is known of a project, all of it anew, with a reason. */
export function KnownForm({ open, onClose, measures, facts, send }: Props) {
  const s = useTexts(renewalWords)
  const client = useQueryClient()
  const asked = { measures, facts }
  return (
    <DrawerForm<FormValues>
      title={s('stateAnew')}
      open={open}
      onClose={onClose}
      initial={knownValues(asked)}
      submitLabel={s('stateAnew')}
      submit={async (values) => {
        await send(knownFrom(values, asked), String(values.reason ?? ''))
        await client.invalidateQueries()
      }}
    >
      <p className="jd-quiet">{s('stateHelp')}</p>
      <KnownFields {...asked} />
      <TextField name="reason" label={s('reason')} rows={3} max={4000} required />
    </DrawerForm>
  )
}
