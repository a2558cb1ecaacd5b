import { Button } from 'antd'
import type { ComponentType } from 'react'
import { decisionSentence } from '../problem-words.ts'
import { useMay, useSession } from '../session.tsx'
import { defineTexts, useLanguage, useTexts } from '../texts.tsx'
import { EmptyState } from './EmptyState.tsx'
import { Go } from './Go.tsx'
import { Page } from './Page.tsx'

const words = defineTexts({
  closed: { zh: '无权查看', en: 'Not open to you' },
  closedWhy: {
    zh: '工作需要时，请系统管理员授予相应角色。',
    en: 'If your work needs it, ask an administrator for a role that includes it.',
  },
  reload: { zh: '重新加载', en: 'Reload' },
  missing: { zh: '没有这个页面', en: 'No such page' },
  missingWhy: { zh: '地址可能有误，或页面已移走。', en: 'The address may be wrong, or the page has moved.' },
  failed: { zh: '页面出错', en: 'The page failed' },
  home: { zh: '回到工作台', en: 'Back to the desk' },
})

/** A page that opens only for those who may; others read why not. */
export function Guarded({ may, page: Inner }: { may: string; page: ComponentType }) {
  const t = useTexts(words)
  const language = useLanguage()
  const { person } = useSession()
  const decision = useMay()(may)
  if (decision.allowed || person?.mustChangePassword === true || person?.mustEnrol === true) return <Inner />
  return (
    <Page title={t('closed')}>
      <EmptyState title={decisionSentence(decision, language)} why={t('closedWhy')} act={<Go to="/">{t('home')}</Go>} />
    </Page>
  )
}

/** What stands at an address that no page has. */
export function MissingPage() {
  const t = useTexts(words)
  return (
    <Page title={t('missing')}>
      <EmptyState title={t('missing')} why={t('missingWhy')} act={<Go to="/">{t('home')}</Go>} />
    </Page>
  )
}

/** What stands where a page threw. */
export function LostPage({ error }: { error: unknown }) {
  const t = useTexts(words)
  return (
    <Page title={t('failed')} problem={error}>
      <Button onClick={() => globalThis.location.reload()}>{t('reload')}</Button>
    </Page>
  )
}
