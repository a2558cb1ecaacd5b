import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Form } from 'antd'
import { landPaths } from '#base/paths/land.ts'
import { parcelsContract } from '#capabilities/parcels/contract.ts'
import { useUnitChoices } from '#capabilities/people/web/parts.tsx'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, NumberField, PlaceField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { type RenewalTerms, renewalsContract } from '../contract/renewals.ts'
import { KnownFields, knownFrom } from './known-fields.tsx'
import { renewalWords } from './renewal-words.ts'
import { words as shared } from './texts.ts'

const words = defineTexts({
  propose: { zh: '申报项目', en: 'Propose a renewal' },
  rule: { zh: '适用办法', en: 'By which rule' },
  owner: { zh: '改造主体', en: 'Who renews it' },
  housing: { zh: '挂钩住宅总面积', en: 'Linked housing in all' },
  legacy: { zh: '历史遗留问题', en: 'What was left open from earlier times' },
  parcels: { zh: '所占地块', en: 'Parcels' },
  parcelsHelp: { zh: '先选所在地，再选地块', en: 'Choose the place first' },
})

type Values = FormValues & {
  rule: string
  name: string
  place: string
  base?: string
  parcels?: string[]
  owner?: string
  area: string
  housing?: string
  legacy?: string
  lead: string[]
  decide: string[]
}

type Props = { terms: readonly RenewalTerms[]; open: boolean; onClose: () => void }

/** A renewal is proposed with what its rule asks for. */
export function ProposeRenewal({ terms, open, onClose }: Props) {
  const api = useApi(renewalsContract)
  const t = useTexts(words)
  const go = useGo()
  const client = useQueryClient()
  const [first] = terms
  return (
    <DrawerForm<Values>
      title={t('propose')}
      open={open}
      onClose={onClose}
      wide
      draft="land-renewal"
      initial={first === undefined ? {} : { rule: first.id }}
      submitLabel={t('propose')}
      submit={async (values) => {
        const { rule, name, place, parcels = [], area, lead, decide } = values
        const chosen = terms.find(({ id }) => id === rule)
        const asked = { measures: measuresOf(chosen), facts: chosen?.facts ?? [] }
        const { id } = await api.renewalPropose.call({
          rule,
          name,
          place,
          parcels,
          lead,
          decide,
          area: { value: area, unit: 'mu' },
          known: knownFrom(values, asked),
          ...said(values),
        })
        await client.invalidateQueries({ queryKey: api.key() })
        go(landPaths.renewal(id))
      }}
    >
      <Fields terms={terms} />
    </DrawerForm>
  )
}

function said(values: Values): { base?: string; owner?: string; housing?: string; legacy?: string } {
  return Object.fromEntries(
    (['base', 'owner', 'housing', 'legacy'] as const).flatMap((name) => {
      const value = values[name]
      return value === undefined || value === '' ? [] : [[name, value]]
    }),
  )
}

function measuresOf(terms: RenewalTerms | undefined): RenewalTerms['measures'] {
  return (terms?.measures ?? []).filter(({ id }) => id !== terms?.ground)
}

function Fields({ terms }: Pick<Props, 'terms'>) {
  const t = useTexts(words)
  const s = useTexts(renewalWords)
  const l = useTexts(shared)
  const say = useText()
  const units = useUnitChoices()
  const { places } = useSession()
  const rule = Form.useWatch<string | undefined>('rule')
  const chosen = terms.find(({ id }) => id === rule)
  return (
    <>
      <ChoiceField
        name="rule"
        label={t('rule')}
        required
        choices={terms.map(({ id, name }) => ({ value: id, label: say(name) }))}
      />
      <TextField name="name" label={s('name')} max={200} required />
      <PlaceField name="place" label={s('place')} required />
      <ChoiceField
        name="base"
        label={l('base')}
        choices={places.filter(({ kind }) => kind === 'base').map(({ id, name }) => ({ value: id, label: say(name) }))}
      />
      <ParcelField />
      <TextField name="owner" label={t('owner')} max={200} />
      <NumberField name="area" label={l('area')} unit="mu" required />
      {chosen?.linksHousing === true ? <NumberField name="housing" label={t('housing')} unit="m2" /> : null}
      <TextField name="legacy" label={t('legacy')} rows={2} max={2000} />
      <KnownFields measures={measuresOf(chosen)} facts={chosen?.facts ?? []} />
      <ChoiceField name="lead" label={s('lead')} choices={units} multiple required />
      <ChoiceField name="decide" label={s('decide')} choices={units} multiple required />
    </>
  )
}

/** Parcels of the place that was chosen. */
function ParcelField() {
  const api = useApi(parcelsContract)
  const t = useTexts(words)
  const place = Form.useWatch<string | undefined>('place')
  const found = useQuery({
    ...api.list.queryOptions({ input: { pageSize: 500, ...(place === undefined ? {} : { place }) } }),
    enabled: place !== undefined && place !== '',
  })
  const choices = (found.data?.rows ?? []).map(({ id, code, name }) => ({
    value: id,
    label: name === null ? code : `${code} ${name}`,
  }))
  return <ChoiceField name="parcels" label={t('parcels')} help={t('parcelsHelp')} choices={choices} multiple />
}
