import { unitName } from '#base/unit.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import type { PlanLint } from '../contract.ts'
import { citationLine, useCitations } from './vocabulary.ts'

const words = defineTexts({
  title: { zh: '规划数字核对', en: 'The arithmetic of the plans' },
  'kind.sum': { zh: '合计', en: 'sum' },
  'kind.growth': { zh: '增速', en: 'growth' },
  'kind.restated': { zh: '重复表述', en: 'said twice' },
  'kind.contradiction': { zh: '文件不一致', en: 'documents disagree' },
  agrees: { zh: '一致', en: 'agrees' },
  differs: { zh: '不一致', en: 'does not agree' },
  amounts: { zh: '表述 {stated}，核算 {computed}', en: 'stated {stated}, worked out {computed}' },
})

/** How the figures of a target stand up to the arithmetic of the plans: sums, growth rates, the same said twice. */
export function PlanLintPart({ lint }: { lint: readonly PlanLint[] }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const cite = useCitations()
  if (lint.length === 0) return null
  const amount = (value: string, unit: string | null) =>
    `${formatNumber(value)}${unit === null ? '' : ` ${unitName(unit, language)}`}`
  return (
    <section>
      <h3>{t('title')}</h3>
      <ul className="ind-statements">
        {lint.map((each) => (
          <li key={`${each.kind}|${each.period ?? ''}|${each.note.en}`}>
            <span className={each.agrees ? 'jd-quiet' : 'ind-warn'}>
              {each.agrees ? t('agrees') : `≠ ${t('differs')}`} · {t(`kind.${each.kind}`)}
              {each.period === null ? '' : ` · ${formatPeriod(each.period, language)}`}
            </span>
            <span>
              {say(each.note)}
              {each.stated === null || each.computed === null ? null : (
                <span className="jd-block">
                  {t('amounts', { stated: amount(each.stated, each.unit), computed: amount(each.computed, each.unit) })}
                </span>
              )}
              <span className="ind-note jd-block">{citationLine(cite(each.source), language)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
