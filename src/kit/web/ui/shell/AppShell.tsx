import { Button, Drawer, Dropdown } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import type { Language } from '#base/text.ts'
import { useGo } from '../../address.ts'
import { useMay, useSession } from '../../session.tsx'
import { defineTexts, useText, useTexts } from '../../texts.tsx'
import type { Brightness } from '../../theme.ts'
import { Go } from '../Go.tsx'
import { MenuIcon, SearchIcon } from '../icons.tsx'
import { Finder } from './Finder.tsx'
import { Rail } from './Rail.tsx'
import { openRooms, type Room } from './rooms.ts'
import { PeriodSelector, PlaceSelector } from './Selectors.tsx'
import { LanguageButton, SkipLink, SyntheticRibbon, useFocusOnNewPage } from './TopParts.tsx'

const words = defineTexts({
  menu: { zh: '导航', en: 'Menu' },
  search: { zh: '搜索', en: 'Search' },
  account: { zh: '我的账号', en: 'My account' },
  light: { zh: '浅色显示', en: 'Light display' },
  dark: { zh: '深色显示', en: 'Dark display' },
  signOut: { zh: '退出登录', en: 'Sign out' },
})

export type ShellProps = {
  rooms: readonly Room[]
  home: string
  accountAddress: string
  signOut: () => Promise<void>
  brightness: Brightness
  onBrightness: (brightness: Brightness) => void
  onLanguage: (language: Language) => void
  children: ReactNode
}

/** The frame of every page: rail by the work, top bar with programme, place, period, search, language, account. */
export function AppShell(props: ShellProps) {
  const t = useTexts(words)
  const say = useText()
  const may = useMay()
  const { programme } = useSession()
  const rooms = openRooms(props.rooms, may)
  const [menu, setMenu] = useState(false)
  const [finding, setFinding] = useState(false)
  const main = useFocusOnNewPage()

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setFinding(true)
      }
    }
    globalThis.addEventListener('keydown', onKey)
    return () => globalThis.removeEventListener('keydown', onKey)
  }, [])

  return (
    <div className="jd-shell">
      <SkipLink />
      <header className="jd-top">
        <Button className="jd-menu-button" type="text" onClick={() => setMenu(true)} icon={<MenuIcon />}>
          {t('menu')}
        </Button>
        <Go to={props.home} className="jd-programme" title={say(programme.name)}>
          {say(programme.name)}
        </Go>
        <PlaceSelector />
        <PeriodSelector />
        <span className="jd-spring" />
        <Button
          className="jd-search-button"
          aria-label={`${t('search')} Ctrl K`}
          onClick={() => setFinding(true)}
          icon={<SearchIcon />}
        >
          <span className="jd-search-word">{t('search')}</span> <kbd>Ctrl K</kbd>
        </Button>
        <LanguageButton onLanguage={props.onLanguage} />
        <Account {...props} />
      </header>
      <SyntheticRibbon />
      <Rail rooms={rooms} />
      <Drawer
        open={menu}
        onClose={() => setMenu(false)}
        placement="left"
        size={240}
        title={t('menu')}
        styles={{ body: { padding: 0 } }}
      >
        <Rail rooms={rooms} onGo={() => setMenu(false)} />
      </Drawer>
      <main className="jd-main" id="jd-main" tabIndex={-1} ref={main}>
        {props.children}
      </main>
      <Finder open={finding} onClose={() => setFinding(false)} rooms={rooms} />
    </div>
  )
}

function Account({ accountAddress, signOut, brightness, onBrightness }: ShellProps) {
  const t = useTexts(words)
  const say = useText()
  const go = useGo()
  const { actor, person } = useSession()
  const acts: Record<string, () => unknown> = {
    account: () => go(accountAddress),
    brightness: () => onBrightness(brightness === 'light' ? 'dark' : 'light'),
    signOut,
  }
  const roles = person?.roleNames.map((role) => say(role)).join(' · ') ?? ''
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          {
            key: 'who',
            type: 'group',
            label: (
              <div className="jd-account-card">
                <div>{say(person?.organisationName)}</div>
                <div>{roles}</div>
              </div>
            ),
          },
          { key: 'account', label: t('account') },
          { key: 'brightness', label: brightness === 'light' ? t('dark') : t('light') },
          { type: 'divider' },
          { key: 'signOut', label: t('signOut') },
        ],
        onClick: ({ key }) => void acts[key]?.(),
      }}
    >
      <Button type="text" className="jd-account">
        {actor.name}
      </Button>
    </Dropdown>
  )
}
