import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { enterprisesContract } from '#capabilities/enterprises/contract.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { Field } from '#kit/web/ui/form.tsx'

const words = defineTexts({
  register: { zh: '企业名录中的企业', en: 'Enterprise of the register' },
  help: { zh: '没有登记的企业，只填名称', en: 'One that is not there is named below alone' },
  type: { zh: '输入名称查找', en: 'Type a name to find it' },
  none: { zh: '没有符合的企业', en: 'No match' },
})

const few = 20

/** An enterprise of the register, found by its name. */
export function EnterpriseField({ name, help }: { name: string; help?: string }) {
  const t = useTexts(words)
  return (
    <Field name={name} label={t('register')} help={help ?? t('help')}>
      <EnterpriseInput />
    </Field>
  )
}

type InputProps = { id?: string; value?: string; onChange?: (value: string | undefined) => void }

function EnterpriseInput({ onChange, ...rest }: InputProps) {
  const api = useApi(enterprisesContract)
  const t = useTexts(words)
  const [q, setQ] = useState('')
  const found = useQuery(api.list.queryOptions({ input: { q, pageSize: few } }))
  return (
    <Select
      {...rest}
      allowClear
      showSearch={{ filterOption: false, onSearch: setQ }}
      placeholder={t('type')}
      loading={found.isFetching}
      notFoundContent={t('none')}
      options={(found.data?.rows ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(next: string | undefined) => onChange?.(next)}
    />
  )
}
