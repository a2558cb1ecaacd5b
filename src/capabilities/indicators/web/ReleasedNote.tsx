import { formatPeriod } from '#kit/web/dates.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import type { FigureTable } from '../contract.ts'

const words = defineTexts({
  from: {
    zh: '这里只有已发布的数：{editions}。未发布或受保护的数显示为“保密”。',
    en: 'Only what was published is shown here: {editions}. What was not, or is protected, reads “confidential”.',
  },
  edition: { zh: '{name}（{period}，第 {edition} 版）', en: '{name} ({period}, edition {edition})' },
  more: { zh: '等 {n} 期', en: 'and others, {n} in all' },
  none: {
    zh: '您看到的是已发布的数；所选范围还没有发布任何数。',
    en: 'You see what was published; nothing of this selection has been published yet.',
  },
})

const mostNamed = 2

/** For readers without sight of single values: which editions the figures were taken from. */
export function ReleasedNote({ table }: { table: Pick<FigureTable, 'released'> }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const editions = table.released
  if (editions === null || editions === undefined) return null
  if (editions.length === 0) return <p className="jd-note">{t('none')}</p>
  const named = editions
    .slice(-mostNamed)
    .map(({ name, period, edition }) =>
      t('edition', { name: say(name), period: formatPeriod(period, language), edition }),
    )
  const more = editions.length > mostNamed ? [t('more', { n: editions.length })] : []
  return (
    <p className="ind-note">{t('from', { editions: [...named, ...more].join(language === 'zh' ? '、' : ', ') })}</p>
  )
}
