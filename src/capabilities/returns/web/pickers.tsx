import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { type FormSummary, returnsContract } from '../contract.ts'
import { words } from './texts.ts'

/** The forms of the programme. */
export function useForms(): FormSummary[] | undefined {
  const api = useApi(returnsContract)
  return useQuery(api.forms.queryOptions()).data
}

/** Chooses a form; the choice lives in the address. `required` leaves no way to choose none. */
export function FormPicker({ required, chosen }: { required?: boolean; chosen?: string | undefined }) {
  const t = useTexts(words)
  const say = useText()
  const { state, set } = useAddress()
  const forms = useForms() ?? []
  return (
    <Select
      aria-label={t('chooseForm')}
      placeholder={t('chooseForm')}
      style={{ minWidth: 240 }}
      allowClear={required !== true}
      value={chosen ?? state.form}
      options={forms.map((form) => ({ value: form.id, label: say(form.name) }))}
      onChange={(form: string | undefined) => set({ form, period: undefined })}
    />
  )
}

/** Chooses a period of a form; without a form, of any. */
export function PeriodPicker({
  form,
  required,
  chosen,
}: {
  form: string | undefined
  required?: boolean
  chosen?: string | undefined
}) {
  const t = useTexts(words)
  const language = useLanguage()
  const { state, set } = useAddress()
  const forms = useForms() ?? []
  const periods = [
    ...new Set(forms.filter((each) => form === undefined || each.id === form).flatMap((each) => each.periods)),
  ]
  return (
    <Select
      aria-label={t('choosePeriod')}
      placeholder={t('choosePeriod')}
      style={{ minWidth: 150 }}
      showSearch={{ optionFilterProp: 'label' }}
      allowClear={required !== true}
      value={chosen ?? state.period}
      options={periods.map((period) => ({ value: period, label: formatPeriod(period, language) }))}
      onChange={(period: string | undefined) => set({ period })}
    />
  )
}
