import { useQuery } from '@tanstack/react-query'
import { App, ConfigProvider, theme } from 'antd'
import enUS from 'antd/es/locale/en_US'
import zhCN from 'antd/es/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { useRouterState } from '@tanstack/react-router'
import { type ComponentType, type ReactNode, useEffect, useLayoutEffect, useState } from 'react'
import { languages } from '#base/text.ts'
import { splitAddress, useAddress, useGo } from './address.ts'
import { pageNonce } from './nonce.ts'
import { RegisteredProvider, type SearchSource, type Section } from './sections.tsx'
import { type Session, SessionProvider } from './session.tsx'
import { keepChoice, readChoice } from './stored.ts'
import { LanguageProvider } from './texts.tsx'
import { antdTheme, applyTokens, type Brightness } from './theme.ts'
import { Busy } from './ui/Busy.tsx'
import { type ExplainRequest, ExplanationHost } from './ui/ExplanationDrawer.tsx'
import { Page } from './ui/Page.tsx'
import { AppShell } from './ui/shell/AppShell.tsx'
import { OpenShell } from './ui/shell/OpenShell.tsx'
import type { Room } from './ui/shell/rooms.ts'

export type FrameProps = {
  rooms: readonly Room[]
  sections: readonly Section[]
  searches: readonly SearchSource[]
  loadSession: () => Promise<Session>
  signOut: () => Promise<unknown>
  home: string
  accountAddress: string
  signInAddress: (then: string) => string
  /** Patterns of the pages that are open to everybody; of those that the rail offers, strangers see the names. */
  openPages: readonly string[]
  /** What the panel of a figure shows; without it the note that the figure carries. */
  explanation?: ComponentType<ExplainRequest>
  children: ReactNode
}

export const sessionKey = ['session'] as const

/** What stands around all pages: language, brightness, session, shell. Pages outside the shell (sign-in) get no session. */
export function Frame(props: FrameProps) {
  const { state, set } = useAddress()
  // The page that is drawn, not the address being gone to: between the two the old page still stands.
  const path = useRouterState({ select: (router) => router.matches.at(-1)?.pathname })
  const outside = path === pathOf(props.signInAddress(''))
  const session = useQuery({ queryKey: sessionKey, queryFn: props.loadSession, staleTime: 60_000 })
  const own = session.data?.person?.language
  const [kept, setKept] = useState(() => readChoice('language', languages))
  const language = languages.find((one) => one === state.lang) ?? kept ?? own ?? 'zh'
  const [brightness, setBrightness] = useState<Brightness>(
    () => readChoice('brightness', ['light', 'dark'] as const) ?? 'light',
  )
  const [csp] = useState(() => ({ nonce: pageNonce() }))

  useLayoutEffect(() => applyTokens(brightness), [brightness])
  useLayoutEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    dayjs.locale(language === 'zh' ? 'zh-cn' : 'en')
  }, [language])

  return (
    <ConfigProvider
      theme={antdTheme(brightness, language, brightness === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm)}
      locale={language === 'zh' ? zhCN : enUS}
      button={{ autoInsertSpace: false }}
      csp={csp}
    >
      <App component={false} message={{ maxCount: 3 }}>
        <LanguageProvider language={language}>
          {outside ? (
            props.children
          ) : (
            <Inside
              {...props}
              session={session.data}
              problem={session.error}
              brightness={brightness}
              onBrightness={(next) => {
                keepChoice('brightness', next)
                setBrightness(next)
              }}
              onLanguage={(next) => {
                keepChoice('language', next)
                setKept(next)
                set({ lang: next })
              }}
            />
          )}
        </LanguageProvider>
      </App>
    </ConfigProvider>
  )
}

function pathOf(address: string): string {
  return splitAddress(address).to
}

type InsideProps = FrameProps & {
  session: Session | undefined
  problem: unknown
  brightness: Brightness
  onBrightness: (brightness: Brightness) => void
  onLanguage: (language: 'zh' | 'en') => void
}

function Inside(props: InsideProps) {
  const { session, problem, children } = props
  const go = useGo()
  const { href, pathname } = useRouterState({ select: (router) => router.location })
  const drawn = useRouterState({ select: (router) => String(router.matches.at(-1)?.fullPath) })
  const isOpen = props.openPages.includes(drawn)
  const stranger = session !== undefined && session.actor.kind === 'anonymous'
  const newcomer = session?.person?.mustChangePassword === true || session?.person?.mustEnrol === true
  const { signInAddress, accountAddress } = props
  useEffect(() => {
    if (stranger && !isOpen && pathname !== pathOf(signInAddress(''))) go(signInAddress(href), { replace: true })
    if (newcomer && pathname !== accountAddress) go(accountAddress, { replace: true })
  }, [stranger, isOpen, newcomer, go, signInAddress, accountAddress, href, pathname])

  if (session === undefined && problem !== null) {
    return (
      <main className="jd-main">
        <Page title="Jidi 基地" problem={problem} />
      </main>
    )
  }
  if (session === undefined || (stranger && !isOpen)) {
    return (
      <main className="jd-main">
        <Busy />
      </main>
    )
  }
  return (
    <SessionProvider session={session}>
      <RegisteredProvider sections={props.sections} searches={props.searches}>
        <ExplanationHost panel={props.explanation}>
          {stranger ? (
            <OpenShell
              pages={props.rooms.flatMap(({ pages }) => pages.filter(({ may }) => may === 'anyone'))}
              signInAddress={signInAddress(href)}
              onLanguage={props.onLanguage}
            >
              {children}
            </OpenShell>
          ) : (
            <AppShell {...props} signOut={async () => void (await props.signOut())}>
              {children}
            </AppShell>
          )}
        </ExplanationHost>
      </RegisteredProvider>
    </SessionProvider>
  )
}
