import { useQueryClient } from '@tanstack/react-query'
import { App, Radio } from 'antd'
import { peoplePaths } from '#base/paths/people.ts'
import { workflowPaths } from '#base/paths/workflows.ts'
import { Problem } from '#base/problem.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { TextField } from '#kit/web/ui/fields.tsx'
import { ActForm } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { peopleContract } from '../contract.ts'
import { accountWords } from './account-words.ts'
import { KeysPart } from './KeysPart.tsx'
import { SecondFactorPart } from './SecondFactorPart.tsx'
import { SessionsPart } from './SessionsPart.tsx'
import { words } from './texts.ts'
import './people.css'

const elsewhere = defineTexts({
  mail: { zh: '通知设置', en: 'Notifications' },
  substitution: { zh: '外出替办', en: 'Substitution' },
})

/** My account: who I am here, my password, second factor, sessions and keys, my language. */
export function AccountPage() {
  const t = useTexts(words)
  const e = useTexts(elsewhere)
  const a = useTexts(accountWords)
  const may = useMay()
  const say = useText()
  const { actor, person } = useSession()
  if (person === undefined)
    return (
      <Page title={t('account')}>
        <EmptyState title={t('noRoles')} />
      </Page>
    )
  return (
    <Page
      title={t('account')}
      acts={
        person.mustChangePassword || person.mustEnrol === true ? undefined : (
          <>
            <Go to={workflowPaths.mail()}>{e('mail')}</Go>
            <Go to={peoplePaths.substitutions()}>{e('substitution')}</Go>
          </>
        )
      }
    >
      {person.mustChangePassword ? (
        <p className="people-notice" role="alert">
          {t('mustChange')}
        </p>
      ) : null}
      {!person.mustChangePassword && person.mustEnrol === true ? (
        <p className="people-notice" role="alert">
          {a('mustEnrol')}
        </p>
      ) : null}
      <Facts
        items={[
          { label: t('name'), value: actor.name },
          { label: t('login'), value: person.login },
          { label: t('organisation'), value: say(person.organisationName) || t('noRoles') },
          { label: t('roles'), value: person.roleNames.map((role) => say(role)).join(' · ') || t('noRoles') },
        ]}
      />
      <PagePart title={t('changePassword')}>
        <PasswordForm />
      </PagePart>
      <SecondFactorPart />
      <SessionsPart />
      {may('people.keys').allowed ? <KeysPart /> : null}
      <PagePart title={t('language')}>
        <LanguageChoice />
      </PagePart>
    </Page>
  )
}

type Passwords = { current: string; next: string; again: string }

function PasswordForm() {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const client = useQueryClient()
  const { message } = App.useApp()
  return (
    <div style={{ maxWidth: 400 }}>
      <ActForm<Passwords>
        submitLabel={t('changePassword')}
        submit={async ({ current, next, again }) => {
          if (next !== again)
            throw new Problem('invalid_input', { issues: [{ text: 'people.not_the_same', where: 'body.again' }] })
          await api.accountPasswordChange.call({ current, next })
          await client.invalidateQueries()
          message.success(t('passwordChanged'))
        }}
      >
        <TextField name="current" label={t('current')} secret required max={128} autoComplete="current-password" />
        <NewPasswordFields />
      </ActForm>
    </div>
  )
}

function NewPasswordFields() {
  const t = useTexts(words)
  return (
    <>
      <TextField
        name="next"
        label={t('next')}
        help={t('nextHelp')}
        secret
        required
        max={128}
        autoComplete="new-password"
      />
      <TextField name="again" label={t('again')} secret required max={128} autoComplete="new-password" />
    </>
  )
}

function LanguageChoice() {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const language = useLanguage()
  const client = useQueryClient()
  const { set } = useAddress()
  const { message } = App.useApp()
  async function choose(next: 'zh' | 'en'): Promise<void> {
    await api.accountUpdate.call({ language: next })
    set({ lang: next })
    await client.invalidateQueries()
    message.success(t('languageSaved'))
  }
  return (
    <Radio.Group
      value={language}
      aria-label={t('language')}
      options={[
        { value: 'zh', label: '中文' },
        { value: 'en', label: 'English' },
      ]}
      onChange={(event) => void choose(event.target.value as 'zh' | 'en')}
    />
  )
}
