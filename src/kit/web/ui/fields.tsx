import { Checkbox, DatePicker, Input, Select, TreeSelect } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { type ReactNode, useMemo } from 'react'
import { isDecimalText } from '#base/decimal.ts'
import type { PeriodKind } from '#base/period.ts'
import { unitName } from '#base/unit.ts'
import { formatPeriod } from '../dates.ts'
import { useSession } from '../session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '../texts.tsx'
import { Field } from './form.tsx'
import { offeredPeriods } from './periods.ts'
import { placeTree } from './places.ts'
import type { Choice } from './table/columns.ts'

const words = defineTexts({
  number: { zh: '应为数字，如 1250.5', en: 'A number such as 1250.5' },
  none: { zh: '没有符合的选项', en: 'No match' },
})

type FieldBase = { name: string; label: string; help?: ReactNode; required?: boolean }

/** A line of words, or several with `rows`. */
export function TextField({
  rows,
  max,
  autoComplete,
  secret,
  ...field
}: FieldBase & { rows?: number; max?: number; autoComplete?: string; secret?: boolean }) {
  return (
    <Field {...field}>
      {rows !== undefined ? (
        <Input.TextArea rows={rows} maxLength={max} />
      ) : secret === true ? (
        <Input.Password maxLength={max} autoComplete={autoComplete} />
      ) : (
        <Input maxLength={max} autoComplete={autoComplete ?? 'off'} />
      )}
    </Field>
  )
}

type NumberInputProps = {
  value?: string
  onChange?: (value: string | undefined) => void
  unit?: string | undefined
  id?: string
}

/** A box for an exact decimal. The value is text; commas and full-width digits from spreadsheets are read. */
export function NumberInput({ value, onChange, unit, id }: NumberInputProps) {
  const language = useLanguage()
  return (
    <Input
      id={id}
      inputMode="decimal"
      autoComplete="off"
      className="jd-number-input"
      value={value ?? ''}
      suffix={unit === undefined ? undefined : unitName(unit, language)}
      onChange={(event) => {
        const text = plainNumber(event.target.value)
        onChange?.(text === '' ? undefined : text)
      }}
    />
  )
}

/** What was typed or pasted, as a decimal would be written: no spaces or thousands commas, ASCII digits and minus. */
export function plainNumber(typed: string): string {
  return typed
    .normalize('NFKC')
    .replaceAll(/[\s,]/g, '')
    .replace(/^[−–—]/, '-')
}

/** An exact decimal with its unit beside it; the value is text. */
export function NumberField({ unit, ...field }: FieldBase & { unit?: string }) {
  const t = useTexts(words)
  return (
    <Field {...field} check={(value) => (isDecimalText(String(value)) ? undefined : t('number'))}>
      <NumberInput unit={unit} />
    </Field>
  )
}

/** One or several of a list; typing finds. */
export function ChoiceField({ choices, multiple, ...field }: FieldBase & { choices: Choice[]; multiple?: boolean }) {
  const t = useTexts(words)
  return (
    <Field {...field}>
      <Select
        options={choices}
        mode={multiple === true ? 'multiple' : undefined}
        allowClear={field.required !== true}
        showSearch={{ optionFilterProp: 'label' }}
        notFoundContent={t('none')}
      />
    </Field>
  )
}

/** A day; the value is text such as `2026-11-22`. */
export function DateField(field: FieldBase) {
  return (
    <Field {...field}>
      <DayInput />
    </Field>
  )
}

function DayInput({
  value,
  onChange,
  id,
}: {
  value?: string
  onChange?: (value: string | undefined) => void
  id?: string
}) {
  const day: Dayjs | null = value === undefined || value === '' ? null : dayjs(value)
  return (
    <DatePicker
      id={id}
      value={day}
      format="YYYY-MM-DD"
      style={{ width: '100%' }}
      onChange={(next) => onChange?.(next === null ? undefined : next.format('YYYY-MM-DD'))}
    />
  )
}

/** A place of the programme, chosen from the tree. */
export function PlaceField(field: FieldBase) {
  const { places } = useSession()
  const say = useText()
  const tree = useMemo(() => placeTree(places, say), [places, say])
  return (
    <Field {...field}>
      <TreeSelect
        treeData={tree}
        showSearch={{ treeNodeFilterProp: 'title' }}
        allowClear={field.required !== true}
        treeDefaultExpandedKeys={tree.map((node) => node.value)}
      />
    </Field>
  )
}

/** Yes or no. */
export function TickField({ name, label, help, children }: FieldBase & { children: ReactNode }) {
  return (
    <Field name={name} label={label} help={help} valueProp="checked">
      <Checkbox>{children}</Checkbox>
    </Field>
  )
}

/** A period of one kind, newest first; the value is text such as `2026-Q3`. */
export function PeriodField({ kind, ...field }: FieldBase & { kind: PeriodKind }) {
  const language = useLanguage()
  const { defaultPeriod } = useSession()
  const choices = useMemo(() => {
    const offered = offeredPeriods(defaultPeriod).find((one) => one.kind === kind)?.periods ?? []
    return offered.map((period) => ({ value: period, label: formatPeriod(period, language) }))
  }, [defaultPeriod, kind, language])
  return <ChoiceField {...field} choices={choices} />
}
