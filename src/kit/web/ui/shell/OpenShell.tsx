import type { ReactNode } from 'react'
import type { Language } from '#base/text.ts'
import { useSession } from '../../session.tsx'
import { defineTexts, useText, useTexts } from '../../texts.tsx'
import { Go } from '../Go.tsx'
import { LanguageButton, SkipLink, SyntheticRibbon, useFocusOnNewPage } from './TopParts.tsx'
import type { RoomPage } from './rooms.ts'

const words = defineTexts({
  pages: { zh: '公开页面', en: 'Public pages' },
  signIn: { zh: '登录', en: 'Sign in' },
})

type OpenShellProps = {
  /** The pages that are open to everybody. */
  pages: readonly RoomPage[]
  signInAddress: string
  onLanguage: (language: Language) => void
  children: ReactNode
}

/** The light frame for those who are not signed in: the programme, what is open to everybody, the other language, the door. */
export function OpenShell({ pages, signInAddress, onLanguage, children }: OpenShellProps) {
  const t = useTexts(words)
  const say = useText()
  const { programme } = useSession()
  const main = useFocusOnNewPage()
  return (
    <div className="jd-shell jd-shell-open">
      <SkipLink />
      <header className="jd-top">
        <span className="jd-programme" title={say(programme.name)}>
          {say(programme.name)}
        </span>
        <nav className="jd-open-pages" aria-label={t('pages')}>
          {pages.map(({ title, to }) => (
            <Go key={to} to={to}>
              {say(title)}
            </Go>
          ))}
        </nav>
        <span className="jd-spring" />
        <LanguageButton onLanguage={onLanguage} />
        <Go to={signInAddress}>{t('signIn')}</Go>
      </header>
      <SyntheticRibbon />
      <main className="jd-main" id="jd-main" tabIndex={-1} ref={main}>
        {children}
      </main>
    </div>
  )
}
