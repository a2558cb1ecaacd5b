import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useState } from 'react'
import { useApi } from '#kit/web/api.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { type PersonSummary, peopleContract } from '../contract.ts'
import { accountWords } from './account-words.ts'
import { KeysPart } from './KeysPart.tsx'

/** How somebody signs in, for those who manage the account; for a service its keys instead. */
export function PersonGuardPart({ person }: { person: PersonSummary }) {
  const may = useMay()
  const { actor } = useSession()
  if (person.disabled || person.id === actor.id || !may('people.manage').allowed) return null
  if (person.service) return may('people.keys').allowed ? <KeysPart person={person.id} /> : null
  return <SigningIn person={person} />
}

function SigningIn({ person }: { person: PersonSummary }) {
  const api = useApi(peopleContract)
  const t = useTexts(accountWords)
  const client = useQueryClient()
  const { message } = App.useApp()
  const [binding, setBinding] = useState(false)
  const { id, name } = person
  const identity = useQuery(api.personIdentityShow.queryOptions({ input: { id } }))
  const refresh = () => client.invalidateQueries({ queryKey: api.key() })
  return (
    <PagePart
      title={t('guard')}
      acts={
        <>
          {identity.data?.provider === true ? <ActButton act={() => setBinding(true)}>{t('bind')}</ActButton> : null}
          {person.secondFactor ? (
            <ActButton
              confirm={{ title: t('endFactorOf'), detail: t('endFactorDetail', { name }), ok: t('endFactorOf') }}
              act={async () => {
                const { ended } = await api.personSecondFactorEnd.call({ id })
                message.success(t(ended ? 'ended' : 'asked'))
                await refresh()
              }}
            >
              {t('endFactorOf')}
            </ActButton>
          ) : null}
          <ActButton
            confirm={{ title: t('endSessionsOf'), detail: t('endSessionsDetail', { name }), ok: t('endSessionsOf') }}
            act={async () => {
              const { ended } = await api.personSessionsEnd.call({ id })
              message.success(t('signedOut', { count: ended }))
            }}
          >
            {t('endSessionsOf')}
          </ActButton>
        </>
      }
    >
      <Facts
        items={[
          { label: t('secondFactor'), value: t(person.secondFactor ? 'hasFactor' : 'hasNoFactor') },
          ...(identity.data?.provider === true
            ? [{ label: t('identity'), value: identity.data.subject ?? t('notBound') }]
            : []),
        ]}
      />
      <DrawerForm<{ subject?: string }>
        title={t('bind')}
        open={binding}
        onClose={() => setBinding(false)}
        onDone={() => void refresh()}
        done={t('bound')}
        submitLabel={t('bind')}
        {...(identity.data?.subject === undefined ? {} : { initial: { subject: identity.data.subject } })}
        submit={async ({ subject = '' }) => {
          await api.personIdentityBind.call({ id, subject: subject.trim() === '' ? null : subject.trim() })
        }}
      >
        <TextField name="subject" label={t('identity')} help={t('bindHelp')} max={255} />
      </DrawerForm>
    </PagePart>
  )
}
