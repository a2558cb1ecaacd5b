import { useState } from 'react'
import { defineTexts, useTexts } from '../texts.tsx'
import { ActButton } from './ActButton.tsx'

const words = defineTexts({
  show: { zh: '显示', en: 'Show' },
  recorded: { zh: '查看会记录在案', en: 'It is written down that you looked' },
})

type Contact = { readonly name: string | null; readonly phone: string | null }

/** Name and number with signs left out; the whole comes on demand, and the server writes down who asked. */
export function MaskedContact({ masked, show }: { masked: Contact; show?: (() => Promise<Contact>) | undefined }) {
  const t = useTexts(words)
  const [shown, setShown] = useState<Contact>()
  const { name, phone } = shown ?? masked
  return (
    <>
      {[name, phone].filter((part) => part !== null).join(' ')}
      {shown !== undefined || show === undefined ? null : (
        <>
          {' '}
          <ActButton small act={async () => setShown(await show())}>
            {t('show')}
          </ActButton>{' '}
          <span className="jd-quiet">{t('recorded')}</span>
        </>
      )}
    </>
  )
}
