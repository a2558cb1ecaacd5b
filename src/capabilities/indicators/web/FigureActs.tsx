import { App, Button } from 'antd'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import type { FigureExplanation } from '../contract.ts'
import { formatFigureAddress } from '../rules/figure-cells.ts'

const words = defineTexts({
  cite: { zh: '复制引用', en: 'Copy citation' },
  copied: { zh: '引用已复制', en: 'The citation is copied' },
  refused: {
    zh: '浏览器不允许复制，请手动选择：{sentence}',
    en: 'The browser does not allow copying; please select it: {sentence}',
  },
  page: { zh: '在单独页面打开', en: 'Open on its own page' },
})

type FigureActsProps = { explanation: FigureExplanation; title: string }

/** Cite a figure, with an address that gives the same value after later corrections; or open it where it can be linked to. */
export function FigureActs({ explanation, title }: FigureActsProps) {
  const t = useTexts(words)
  const { message } = App.useApp()
  const say = useText()
  const sentence = `${say(explanation.citation)} ${globalThis.location.origin}${formatFigureAddress(explanation.reproduce)}`
  const page = formatFigureAddress(explanation.address)

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(sentence)
      message.success(t('copied'))
    } catch {
      message.info({ content: t('refused', { sentence }), duration: 12 })
    }
  }

  return (
    <div className="ind-acts jd-screen-only">
      <Button size="small" onClick={() => void copy()} aria-label={`${t('cite')}: ${title}`}>
        {t('cite')}
      </Button>
      {globalThis.location.pathname === page.split('?')[0] ? null : <Go to={page}>{t('page')}</Go>}
    </div>
  )
}
