import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, DateField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { catalogueContract, type SupplyDetail } from '../contract.ts'
import { words } from './texts.ts'

type NoteValues = { organisation?: string; period?: string; arrivedOn?: string; note?: string }

/** Notes that something came in without a form or a file. */
export function ArrivalNote({ supply, open, onClose }: { supply: SupplyDetail; open: boolean; onClose: () => void }) {
  const api = useApi(catalogueContract)
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const client = useQueryClient()
  const units = supply.from.organisations.map(({ id, name }) => ({ value: id, label: say(name) }))
  const ended = [...new Set(supply.arrivals.map(({ period }) => period))].filter((period) => period !== '')
  const periods = ended.map((value) => ({ value, label: formatPeriod(value, language) }))
  return (
    <DrawerForm<NoteValues>
      title={t('noteArrival')}
      open={open}
      onClose={onClose}
      submitLabel={t('save')}
      done={t('noted')}
      submit={async ({ organisation, period, arrivedOn = '', note = '' }) => {
        const input = { id: supply.id, organisation: organisation ?? null, period: period ?? null, arrivedOn, note }
        await api.record.call(input)
        await client.invalidateQueries()
      }}
    >
      {units.length === 0 ? null : <ChoiceField name="organisation" label={t('from')} choices={units} required />}
      {periods.length === 0 ? null : <ChoiceField name="period" label={t('period')} choices={periods} required />}
      <DateField name="arrivedOn" label={t('arrivedOn')} required />
      <TextField name="note" label={t('whatCame')} help={t('noPeople')} rows={3} required max={500} />
    </DrawerForm>
  )
}

/** Withdraws an entry that was wrong. */
export function ArrivalWithdrawal({ entry, onClose }: { entry: string | undefined; onClose: () => void }) {
  const api = useApi(catalogueContract)
  const t = useTexts(words)
  const client = useQueryClient()
  return (
    <DrawerForm<{ reason?: string }>
      title={t('withdraw')}
      open={entry !== undefined}
      onClose={onClose}
      submitLabel={t('withdraw')}
      done={t('withdrawn')}
      submit={async ({ reason = '' }) => {
        if (entry === undefined) return
        await api.withdraw.call({ id: entry, reason })
        await client.invalidateQueries()
      }}
    >
      <TextField name="reason" label={t('reason')} help={t('noPeople')} rows={3} required max={500} />
    </DrawerForm>
  )
}
