import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useAddress } from '#kit/web/address.ts'
import { useTexts } from '#kit/web/texts.tsx'
import { plainNumber } from '#kit/web/ui/fields.tsx'
import type { Choice } from '#kit/web/ui/table/columns.ts'
import { filterWords } from '../rules/filter.ts'
import { words } from './texts.ts'

type Choices = { readiness: readonly Choice[]; uses: readonly Choice[]; industries: readonly Choice[] }

/** What narrows list and map, kept in the address. */
export function MapFilters({ readiness, uses, industries }: Choices) {
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

/** A box whose word goes into the address when it is left or Enter is pressed. */
function Typed({ name, label, number }: { name: string; label: string; number?: boolean }) {
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
      aria-label={label}
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
