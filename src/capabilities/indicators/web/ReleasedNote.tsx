import { formatPeriod } from '#kit/web/dates.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import type { FigureTable } from '../contract.ts'

const words = defineTexts({
  from: { zh: '取自已发布的：{editions}。', en: 'Taken from what was published: {editions}.' },
  edition: { zh: '{name}（{period}，第 {edition} 版）', en: '{name} ({period}, edition {edition})' },
  more: { zh: '等 {n} 期', en: 'and others, {n} in all' },
})

const mostNamed = 2

/** For readers without sight of single values: which editions the figures were taken from. */
export function ReleasedNote({ table }: { table: Pick<FigureTable, 'released'> }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const editions = table.released
  if (editions === null || editions === undefined || editions.length === 0) return null
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
