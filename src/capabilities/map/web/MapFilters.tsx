import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { unitName } from '#base/unit.ts'
import { useAddress } from '#kit/web/address.ts'
import { useLanguage, useTexts } from '#kit/web/texts.tsx'
import { plainNumber } from '#kit/web/ui/fields.tsx'
import type { Choice } from '#kit/web/ui/table/columns.ts'
import { filterWords } from '../rules/filter.ts'
import { words } from './texts.ts'
import type { AmountChoice } from './use-land-words.ts'

type Choices = {
  readiness: readonly Choice[]
  uses: readonly Choice[]
  industries: readonly Choice[]
  rows: readonly AmountChoice[]
}

/** What narrows list and map, kept in the address. */
export function MapFilters({ readiness, uses, industries, rows }: Choices) {
  const t = useTexts(words)
  const { state, set } = useAddress()
  const choose = (name: string, label: string, options: readonly Choice[]) => (
    <Select
      className="map-filter"
      aria-label={label}
      placeholder={label}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      value={state[name]}
      onChange={(value?: string) => set({ [name]: value })}
      options={[...options]}
    />
  )
  const isNarrowed = filterWords.some((word) => state[word] !== undefined)
  return (
    <>
      <Typed name="q" label={t('search')} />
      {readiness.length === 0 ? null : choose('readiness', t('readiness'), readiness)}
      {uses.length === 0 ? null : choose('use', t('use'), uses)}
      {industries.length === 0 ? null : choose('industry', t('industry'), industries)}
      {choose('offered', t('offered'), [
        { value: 'yes', label: t('yes') },
        { value: 'no', label: t('no') },
      ])}
      <Typed name="least" label={t('leastMu')} number />
      <Typed name="most" label={t('mostMu')} number />
      <Typed name="price" label={t('price')} number />
      {rows.length === 0 ? null : <RowFilter rows={rows} />}
      <Checkbox
        checked={state.here === 'yes'}
        onChange={(event) => set({ here: event.target.checked ? 'yes' : undefined })}
      >
        {t('inView')}
      </Checkbox>
      {isNarrowed ? (
        <Button type="link" onClick={() => set(Object.fromEntries(filterWords.map((word) => [word, undefined])))}>
          {t('clearFilters')}
        </Button>
      ) : null}
    </>
  )
}

/** What parcels must ask at least or at most, in one of the amounts of the standards. */
function RowFilter({ rows }: Pick<Choices, 'rows'>) {
  const t = useTexts(words)
  const language = useLanguage()
  const { state, set } = useAddress()
  const chosen = rows.find(({ value }) => value === state.row)
  const unit = chosen === undefined || chosen.unit === 'one' ? undefined : unitName(chosen.unit, language)
  return (
    <>
      <Select
        className="map-filter"
        aria-label={t('row')}
        placeholder={t('row')}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={false}
        value={chosen?.value ?? null}
        onChange={(row?: string) => set({ row, atLeast: undefined, atMost: undefined })}
        options={rows.map(({ value, label }) => ({ value, label }))}
      />
      {chosen === undefined ? null : (
        <>
          <Typed
            name="atLeast"
            label={unit === undefined ? t('rowLeast') : t('rowLeastUnit', { unit })}
            of={chosen.label}
            number
          />
          <Typed
            name="atMost"
            label={unit === undefined ? t('rowMost') : t('rowMostUnit', { unit })}
            of={chosen.label}
            number
          />
        </>
      )}
    </>
  )
}

type TypedProps = {
  name: string
  label: string
  /** What is asked for, where the label alone does not say it. */
  of?: string
  number?: boolean
}

/** A box whose word goes into the address when it is left or Enter is pressed. */
function Typed({ name, label, of, number }: TypedProps) {
  const { state, set } = useAddress()
  const kept = state[name] ?? ''
  const [typed, setTyped] = useState<string>()
  const send = (): void => {
    if (typed === undefined) return
    const word = number === true ? plainNumber(typed) : typed.trim()
    setTyped(undefined)
    set({ [name]: word === '' ? undefined : word })
  }
  return (
    <Input
      className={number === true ? 'map-filter map-number' : 'map-filter'}
      aria-label={of === undefined ? label : `${of} ${label}`}
      placeholder={label}
      allowClear
      inputMode={number === true ? 'decimal' : 'text'}
      value={typed ?? kept}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={send}
      onPressEnter={send}
    />
  )
}
