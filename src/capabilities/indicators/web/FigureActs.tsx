import { App, Button } from 'antd'
import { blank, isBlank } from '#base/blank.ts'
import type { Figure } from '#base/figure.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { formatValue } from '#kit/web/numbers.ts'
import { useMaybeSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import type { FigureExplanation } from '../contract.ts'
import { formatFigureAddress } from '../rules/figure-cells.ts'
import { words as shared, wordOf } from './texts.ts'
import { useSelectionWords } from './vocabulary.ts'

const words = defineTexts({
  cite: { zh: '复制引用', en: 'Copy citation' },
  copied: { zh: '引用已复制', en: 'The citation is copied' },
  refused: {
    zh: '浏览器不允许复制，请手动选择：{sentence}',
    en: 'The browser does not allow copying; please select it: {sentence}',
  },
  page: { zh: '在单独页面打开', en: 'Open on its own page' },
  sentence: {
    zh: '{name}{measure}：{value}（{period}，{place}；数据截至 {at}{synthetic}）。{address}',
    en: '{name}{measure}: {value} ({period}, {place}; known at {at}{synthetic}). {address}',
  },
  synthetic: { zh: '；合成数据', en: '; synthetic data' },
  never: { zh: '——', en: 'never' },
})

type FigureActsProps = { explanation: FigureExplanation; title: string; period: string; shown: Figure | undefined }

/** Cite a figure, or open it where it can be linked to. */
export function FigureActs({ explanation, title, period, shown }: FigureActsProps) {
  const t = useTexts(words)
  const { message } = App.useApp()
  const sentence = useCitationSentence({ explanation, period, shown })
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

/** The figure in one sentence that can stand in a report: name, value, period, place, what was known, and where it is explained. */
function useCitationSentence({ explanation, period, shown }: Omit<FigureActsProps, 'title'>): string {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const selectionWords = useSelectionWords()
  const zone = useMaybeSession()?.programme.timeZone
  const { address, value, unit, scale, knownAt, synthetic } = explanation
  const measured = address.measure !== 'value' && shown !== undefined
  const own = value === null ? blank(explanation.blank ?? 'not_reported') : { value, unit }
  const cited = measured ? shown.value : own
  const asOf = address.asOf === undefined && knownAt !== null ? { ...address, asOf: knownInstant(knownAt) } : address
  return t('sentence', {
    name: say(explanation.name),
    measure: measured
      ? language === 'zh'
        ? `（${wordOf(s, 'measure', address.measure)}）`
        : ` (${wordOf(s, 'measure', address.measure)})`
      : '',
    value: isBlank(cited)
      ? formatValue(cited, language)
      : formatValue(cited, language, { scale: measured ? undefined : scale, sign: address.measure === 'growth' }),
    period,
    place: selectionWords(address.where).join(language === 'zh' ? '、' : ', '),
    at: knownAt === null ? t('never') : formatInstant(knownAt, zone),
    synthetic: synthetic ? t('synthetic') : '',
    address: `${globalThis.location.origin}${formatFigureAddress(asOf)}`,
  })
}

/** The instant as an address keeps it, so that a citation shows what was known then, also after corrections; a millisecond later, since instants are finer than that. */
function knownInstant(knownAt: string): string {
  const instant = new Date(knownAt)
  return Number.isNaN(instant.getTime()) ? knownAt : new Date(instant.getTime() + 1).toISOString()
}
