import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { landPaths } from '#base/paths/land.ts'
import { parcelsContract } from '#capabilities/parcels/contract.ts'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, DateField, NumberField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, Field, type FormValues } from '#kit/web/ui/form.tsx'
import { landContract } from '../contract.ts'
import { agreementWords } from './agreement-words.ts'
import { EnterpriseField } from './EnterpriseField.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  title: { zh: '登记已供土地', en: 'Enter supplied land' },
  why: {
    zh: '登记后冻结当前的控制指标，各期限自取得土地使用权之日起算。',
    en: 'The control indicators in force are frozen, and every date counts from the day of the land right.',
  },
  name: { zh: '用地企业名称', en: 'Name of the holder' },
  industryHelp: {
    zh: '选定产业的控制指标将冻结；不选则只监管期限',
    en: 'Its control indicators are frozen; without one only dates are supervised',
  },
  areaHelp: { zh: '不填则用地块面积', en: 'That of the parcel when left out' },
  signed: { zh: '签约日期', en: 'Signed on' },
  done: { zh: '已登记', en: 'Entered' },
  type: { zh: '输入编号查找', en: 'Type to find' },
})

type Values = FormValues & {
  parcel: string
  holder?: string
  holderName: string
  industry?: string
  area?: string
  price?: string
  landRightOn: string
  signedOn?: string
}

/** Land that was supplied before: its agreement is entered by hand. */
export function AgreementBegin({ open, onClose }: { open: boolean; onClose: () => void }) {
  const api = useApi(landContract)
  const client = useQueryClient()
  const go = useGo()
  const t = useTexts(words)
  const s = useTexts(agreementWords)
  const l = useTexts(shared)
  const [parcel, setParcel] = useState<string>()
  return (
    <DrawerForm<Values>
      title={t('title')}
      open={open}
      onClose={onClose}
      draft="land-agreement"
      submitLabel={t('title')}
      done={t('done')}
      submit={async ({ holder, industry, price, signedOn, ...given }) => {
        const made = await api.agreementBegin.call({
          ...given,
          holder: holder ?? null,
          industry: industry ?? null,
          price: price ?? null,
          signedOn: signedOn ?? null,
        })
        await client.invalidateQueries({ queryKey: api.key() })
        go(landPaths.agreement(made.id))
      }}
    >
      <p className="jd-note">{t('why')}</p>
      <Field name="parcel" label={l('parcel')} required>
        <ParcelInput onFound={setParcel} />
      </Field>
      <IndustryField parcel={parcel} help={t('industryHelp')} />
      <EnterpriseField name="holder" />
      <TextField name="holderName" label={t('name')} max={200} required />
      <DateField name="landRightOn" label={s('landRight')} required />
      <DateField name="signedOn" label={t('signed')} />
      <NumberField name="price" label={s('price')} unit="CNY_10k" />
      <NumberField name="area" label={s('area')} unit="m2" help={t('areaHelp')} />
    </DrawerForm>
  )
}

/** The industries for which indicators were set on the chosen parcel. */
function IndustryField({ parcel, help }: { parcel: string | undefined; help: string }) {
  const api = useApi(landContract)
  const l = useTexts(shared)
  const say = useText()
  const found = useQuery(
    api.indicatorsShow.queryOptions({ input: { parcel: parcel ?? '' }, enabled: parcel !== undefined }),
  )
  const choices = (found.data?.sets ?? [])
    .filter(({ isCurrent }) => isCurrent)
    .map(({ industry, industryName }) => ({ value: industry, label: say(industryName) }))
  return <ChoiceField name="industry" label={l('industry')} help={help} choices={choices} />
}

type InputProps = { id?: string; value?: string; onChange?: (value: string | undefined) => void }

function ParcelInput({ onFound, onChange, ...rest }: InputProps & { onFound: (parcel: string | undefined) => void }) {
  const api = useApi(parcelsContract)
  const t = useTexts(words)
  const [q, setQ] = useState('')
  const found = useQuery(api.list.queryOptions({ input: { q, pageSize: 20 } }))
  return (
    <Select
      {...rest}
      showSearch={{ filterOption: false, onSearch: setQ }}
      placeholder={t('type')}
      loading={found.isFetching}
      options={(found.data?.rows ?? []).map(({ id, code, name }) => ({
        value: id,
        label: name === null ? code : `${code} ${name}`,
      }))}
      onChange={(next: string | undefined) => {
        onFound(next)
        onChange?.(next)
      }}
    />
  )
}
