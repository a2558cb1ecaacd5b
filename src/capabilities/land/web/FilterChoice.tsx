import { Select } from 'antd'

type Choice = { readonly value: string; readonly label: string }

type FilterChoiceProps = {
  name: string
  value: string | undefined
  /** What stands there while nothing is chosen. */
  all: string
  choices: readonly Choice[]
  width: number
  onChoose: (value: string | undefined) => void
}

/** One of several by which a list is narrowed down, or any. */
export function FilterChoice({ name, value, all, choices, width, onChoose }: FilterChoiceProps) {
  return (
    <Select
      aria-label={name}
      value={value ?? ''}
      popupMatchSelectWidth={false}
      style={{ width }}
      options={[{ value: '', label: all }, ...choices]}
      onChange={(next) => onChoose(next === '' ? undefined : next)}
    />
  )
}
