import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { type FormEvent, useState } from 'react'
import { Problem } from '#base/problem.ts'
import { formatAddress, useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { problemFrom } from '#kit/web/problem.ts'
import { problemSentence } from '#kit/web/problem-words.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { TextField } from '#kit/web/ui/fields.tsx'
import { ActForm } from '#kit/web/ui/form.tsx'
import { peopleContract } from '../contract.ts'
import { accountWords } from './account-words.ts'
import { words } from './texts.ts'
import './people.css'

/** An address of this site to go on to; anything else leads to the desk. */
export function nextAddress(next: string | undefined, lang: string | undefined): string {
  const inside = next !== undefined && next.startsWith('/') && !next.startsWith('//') && !next.includes('\\')
  return inside ? next : `/${formatAddress({ lang })}`
}

/** Signing in: which programme, whether its data are made up, login and password. */
export function SignInPage() {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const { state, set } = useAddress()
  const session = useQuery(api.sessionShow.queryOptions())
  const programme = session.data?.programme
  const after = nextAddress(state.next, state.lang)
  const a = useTexts(accountWords)
  const failed = isFailure(state.failed) ? a(state.failed, { subject: state.subject ?? '' }) : undefined
  return (
    <main className="people-sign-in">
      <div className="people-sign-in-box">
        <header>
          <p className="jd-quiet">基地 Jidi</p>
          <h1>{programme === undefined ? t('signIn') : say(programme.name)}</h1>
        </header>
        {failed === undefined ? null : (
          <div role="alert" className="people-wrong">
            {failed}
          </div>
        )}
        {session.data?.awaitsCode === true ? (
          <CodeForm after={after} />
        ) : (
          <SignInForm after={after} timeZone={programme?.timeZone} />
        )}
        {session.data?.provider === true && session.data.awaitsCode !== true ? (
          <Button block href={`/api/session/provider?${new URLSearchParams({ next: after }).toString()}`}>
            {a('provider')}
          </Button>
        ) : null}
        <p className="jd-quiet jd-small people-forgotten">{t('noPassword')}</p>
        {session.data?.demo === true ? (
          <section className="people-notice" aria-label={t('demoTitle')}>
            <strong>{t('demoTitle')}</strong>
            <p>{t('demo')}</p>
          </section>
        ) : null}
        {session.data?.synthetic === true ? <p className="people-notice">{t('synthetic')}</p> : null}
        <Button
          type="link"
          lang={language === 'zh' ? 'en' : 'zh'}
          className="people-other-language"
          onClick={() => set({ lang: language === 'zh' ? 'en' : 'zh' })}
        >
          {t('otherLanguage')}
        </Button>
      </div>
    </main>
  )
}

const failures = [
  'provider_refused',
  'provider_late',
  'provider_unreachable',
  'provider_answer',
  'provider_nobody',
] as const

/** Why the provider led back without a sign-in, as the address says. */
function isFailure(word: string | undefined): word is (typeof failures)[number] {
  return failures.some((one) => one === word)
}

/** The second step: a code of the app, or a recovery code. */
function CodeForm({ after }: { after: string }) {
  const api = useApi(peopleContract)
  const t = useTexts(accountWords)
  const client = useQueryClient()
  return (
    <>
      <h2>{t('codeTitle')}</h2>
      <p className="jd-quiet">{t('codeHelp')}</p>
      <ActForm<{ code: string }>
        submitLabel={t('enter')}
        submit={async ({ code }) => {
          await api.sessionCode.call({ code }).catch((thrown: unknown) => {
            const { code: problem, details } = problemFrom(thrown)
            if (problem !== 'not_signed_in' || typeof details.reason !== 'string') throw thrown
            throw new Problem('invalid_input', { issues: [{ text: details.reason, where: 'body.code' }] })
          })
          globalThis.location.assign(after)
        }}
      >
        <TextField name="code" label={t('code')} required max={40} autoComplete="one-time-code" />
      </ActForm>
      <Button
        type="link"
        onClick={() => void api.sessionSignOut.call().then(() => client.invalidateQueries({ queryKey: api.key() }))}
      >
        {t('otherAccount')}
      </Button>
    </>
  )
}

function SignInForm({ after, timeZone }: { after: string; timeZone: string | undefined }) {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const language = useLanguage()
  const client = useQueryClient()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault()
    setWrong(undefined)
    setBusy(true)
    try {
      const { awaitsCode } = await api.sessionSignIn.call({ login, password })
      if (awaitsCode) await client.invalidateQueries({ queryKey: api.key() })
      else globalThis.location.assign(after)
    } catch (thrown) {
      setBusy(false)
      setPassword('')
      setWrong(sentenceOf(thrown))
    }
  }

  function sentenceOf(thrown: unknown): string {
    const problem = problemFrom(thrown)
    if (problem.code === 'not_signed_in') return t('wrong')
    const { until } = problem.details
    if (problem.code === 'locked' && typeof until === 'string')
      return t('lockedUntil', { until: formatInstant(until, timeZone) })
    return problemSentence(problem, language)
  }

  return (
    <form onSubmit={(event) => void send(event)} className="people-sign-in-form">
      <div role="alert" className={wrong === undefined ? 'jd-hidden' : 'people-wrong'}>
        {wrong}
      </div>
      <label htmlFor="login">{t('login')}</label>
      <Input
        id="login"
        required
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        value={login}
        onChange={(event) => setLogin(event.target.value)}
      />
      <label htmlFor="password">{t('password')}</label>
      <Input.Password
        id="password"
        required
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="primary" htmlType="submit" block loading={busy}>
        {t('signIn')}
      </Button>
    </form>
  )
}
