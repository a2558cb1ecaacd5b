import { useQueryClient } from '@tanstack/react-query'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useMay } from '#kit/web/session.tsx'
import { useTexts } from '#kit/web/texts.tsx'
import { ActForm } from '#kit/web/ui/form.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { enterprisesContract } from '../contract.ts'
import { EnterpriseFormFields } from './EnterpriseFormFields.tsx'
import { type FieldValues, toFields } from './fields.ts'
import { words } from './texts.ts'

/** One enterprise is entered by hand. */
export function EnterpriseCreatePage() {
  const api = useApi(enterprisesContract)
  const t = useTexts(words)
  const go = useGo()
  const may = useMay()
  const client = useQueryClient()
  return (
    <Page title={t('add')} crumbs={[{ title: t('enterprises'), to: enterprisePaths.list() }]}>
      <div style={{ maxWidth: 560 }}>
        <ActForm<FieldValues>
          draft="enterprise-create"
          initial={{ 'fields.status': 'operating' }}
          decision={may('enterprises.edit')}
          submitLabel={t('save')}
          submit={async (values) => {
            const made = await api.create.call({ fields: toFields(values), codeReason: values.codeReason })
            await client.invalidateQueries({ queryKey: api.list.key() })
            go(enterprisePaths.one(made.id), { replace: true })
          }}
        >
          <EnterpriseFormFields dated={false} />
        </ActForm>
      </div>
    </Page>
  )
}
