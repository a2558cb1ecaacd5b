import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { needPaths } from '#base/paths/needs.ts'
import { formatAddress, useAddress, useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { needsContract } from '../contract.ts'
import { MatchCards } from './MatchCards.tsx'
import { addressOfNeed, needOfAddress } from './need-address.ts'
import { NeedForm } from './NeedForm.tsx'
import './needs.css'
import { ReceiptPart } from './ReceiptPart.tsx'
import { SendForm } from './SendForm.tsx'
import { useNeedWords } from './need-words.ts'

const words = defineTexts({
  title: { zh: '我要用地用房', en: 'I need land or space' },
  sentence: {
    zh: '填写需求，按匹配度列出在供的地块和空间，逐条说明理由；查找不留存任何内容。',
    en: 'State what you need: what is on offer is listed by how well it fits, with every reason. Finding stores nothing.',
  },
  send: { zh: '发送需求', en: 'Send this need' },
  form: { zh: '需求', en: 'What is needed' },
  found: { zh: '匹配结果', en: 'What there is' },
  receipt: { zh: '凭回执查询', en: 'Look up a receipt' },
})

/** For everybody: what is needed, what there is for it, and the need sent to who answers it. */
export function FindLandPage() {
  const api = useApi(needsContract)
  const t = useTexts(words)
  const go = useGo()
  const { state, set } = useAddress()
  const [isSending, setSending] = useState(false)
  const { known, units, isThere, problem } = useNeedWords()
  const need = needOfAddress(state, units)
  const isAsked = state.asked === 'yes' || state.offer !== undefined
  const found = useQuery(
    api.needMatch.queryOptions({
      input: { need, most: 30 },
      enabled: isThere && isAsked && state.receipt === undefined,
    }),
  )
  if (state.receipt !== undefined) {
    return (
      <Page title={t('title')} crumbs={[{ title: t('title'), to: needPaths.find() }]}>
        <ReceiptPart code={state.receipt} onLook={(receipt) => go(needPaths.find({ receipt }))} />
      </Page>
    )
  }
  return (
    <Page
      title={t('title')}
      sentence={t('sentence')}
      problem={problem ?? found.error}
      loading={!isThere}
      acts={<ActButton act={() => set({ receipt: '-' })}>{t('receipt')}</ActButton>}
      primary={
        <ActButton primary act={() => setSending(true)}>
          {t('send')}
        </ActButton>
      }
    >
      <SendForm need={need} isOwn={known.mayRequest} open={isSending} onClose={() => setSending(false)} />
      <div className="nd-find">
        <PagePart title={t('form')}>
          <NeedForm
            key={formatAddress(state)}
            need={need}
            known={known}
            onFind={(next) => set({ ...addressOfNeed(next, state), offer: undefined, place: undefined })}
          />
        </PagePart>
        {found.data === undefined ? null : (
          <PagePart title={t('found')}>
            <MatchCards
              found={found.data}
              known={known}
              onApply={(next) => set(addressOfNeed(next, state), { remember: true })}
            />
          </PagePart>
        )}
      </div>
    </Page>
  )
}
