import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Checkbox } from 'antd'
import { peoplePaths } from '#base/paths/people.ts'
import { peopleContract } from '#capabilities/people/contract.ts'
import { useApi } from '#kit/web/api.ts'
import { useSession } from '#kit/web/session.tsx'
import { useTexts } from '#kit/web/texts.tsx'
import { TextField } from '#kit/web/ui/fields.tsx'
import { ActForm } from '#kit/web/ui/form.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { type MessageKind } from '../contract-messages.ts'
import { workflowsContract } from '../contract.ts'
import { messageWords as words } from './message-words.ts'
import './workflows.css'

/** Where mail to me goes and what it is about; the desk tells everything in any case. */
export function MailPage() {
  const people = useApi(peopleContract)
  const t = useTexts(words)
  const { actor } = useSession()
  const client = useQueryClient()
  const { message } = App.useApp()
  const address = useQuery(people.accountMailShow.queryOptions({}))
  return (
    <Page
      title={t('mail')}
      sentence={t('mailSentence')}
      crumbs={[{ title: actor.name, to: peoplePaths.account() }]}
      problem={address.error}
      loading={address.isLoading}
    >
      <div className="wf-mail">
        <ActForm<{ mail?: string }>
          initial={address.data?.mail === undefined ? {} : { mail: address.data.mail }}
          submitLabel={t('save')}
          submit={async ({ mail = '' }) => {
            await people.accountMailChange.call({ mail: mail.trim() === '' ? null : mail.trim() })
            await client.invalidateQueries()
            message.success(t('saved'))
          }}
        >
          <TextField name="mail" label={t('address')} help={t('addressHelp')} max={254} autoComplete="email" />
        </ActForm>
      </div>
      <Kinds />
    </Page>
  )
}

function Kinds() {
  const api = useApi(workflowsContract).messages
  const t = useTexts(words)
  const client = useQueryClient()
  const { message } = App.useApp()
  const found = useQuery(api.choices.queryOptions({}))
  if (found.data === undefined) return null
  const { mailOn, address, kinds } = found.data
  const change = async (kind: MessageKind, wanted: boolean): Promise<void> => {
    const off = kinds.filter((one) => (one.kind === kind ? !wanted : !one.wanted)).map((one) => one.kind)
    await api.choose.call({ off })
    await client.invalidateQueries({ queryKey: api.key() })
    message.success(t('saved'))
  }
  return (
    <PagePart title={t('kinds')}>
      {mailOn ? null : <p className="jd-note">{t('mailOff')}</p>}
      {mailOn && !address ? <p className="jd-note">{t('noAddress')}</p> : null}
      <ul className="wf-kinds">
        {kinds.map(({ kind, wanted }) => (
          <li key={kind}>
            <Checkbox checked={wanted} onChange={(event) => void change(kind, event.target.checked)}>
              {t(`kind.${kind}`)}
            </Checkbox>
          </li>
        ))}
      </ul>
    </PagePart>
  )
}
