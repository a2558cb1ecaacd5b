import { useRouterState } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import type { Language } from '#base/text.ts'
import { useSession } from '../../session.tsx'
import { defineTexts, useLanguage, useTexts } from '../../texts.tsx'

const words = defineTexts({
  other: { zh: 'English', en: '中文' },
  nature: { zh: '数据性质', en: 'Nature of the data' },
  synthetic: {
    zh: '合成数据：企业和数值均为系统生成的示例，不代表任何真实单位。',
    en: 'Synthetic data: enterprises and values are made up and stand for no real body.',
  },
  demo: { zh: '演示账号仍可登录。', en: 'Demonstration accounts can still sign in.' },
  skip: { zh: '跳到正文', en: 'Skip to the page' },
})

/** Goes to the other language. */
export function LanguageButton({ onLanguage }: { onLanguage: (language: Language) => void }) {
  const t = useTexts(words)
  const next: Language = useLanguage() === 'zh' ? 'en' : 'zh'
  return (
    <Button type="text" className="jd-other-language" lang={next} onClick={() => onLanguage(next)}>
      {t('other')}
    </Button>
  )
}

/** The quiet line that says when data are made up. */
export function SyntheticRibbon() {
  const t = useTexts(words)
  const { synthetic, demo } = useSession()
  if (!synthetic) return null
  return (
    <aside className="jd-ribbon" aria-label={t('nature')}>
      {t('synthetic')}
      {demo ? ` ${t('demo')}` : ''}
    </aside>
  )
}

/** The first stop of the keyboard: past rail and bar to the page. */
export function SkipLink() {
  const t = useTexts(words)
  return (
    <a className="jd-skip" href="#jd-main">
      {t('skip')}
    </a>
  )
}

/** Puts the reading position at the start of the page after each change of page, as a browser would. */
export function useFocusOnNewPage() {
  const main = useRef<HTMLElement>(null)
  const path = useRouterState({ select: (state) => state.location.pathname })
  const last = useRef(path)
  useEffect(() => {
    if (last.current === path) return
    last.current = path
    main.current?.focus({ preventScroll: true })
  }, [path])
  return main
}
