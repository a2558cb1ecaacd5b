import { blank } from '#base/blank.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { columnScale, columnUnit, formatNumber, formatValue } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import type { ExplanationStep } from '../contract.ts'
import { formatFigureAddress } from '../rules/figure-cells.ts'
import { words as shared } from './texts.ts'

const words = defineTexts({
  input: { zh: '输入', en: 'Input' },
  value: { zh: '数值', en: 'Value' },
  reported: { zh: '已报/应报', en: 'Reported' },
  only: { zh: '仅 {selection}', en: 'only {selection}' },
  show: { zh: '看来源', en: 'Records' },
})

type FigureInputsProps = {
  inputs: ExplanationStep[]
  /** Whose records are shown below; undefined when none may be. */
  chosen: number | undefined
  onChoose: (input: number) => void
}

/** The sums a figure is computed from, each with its selection, period and coverage. */
export function FigureInputs({ inputs, chosen, onChoose }: FigureInputsProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  return (
    <div className="ind-scroll">
      <table className="ind-inputs">
        <thead>
          <tr>
            <th scope="col">{t('input')}</th>
            <th scope="col">{s('period')}</th>
            <th scope="col" className="jd-right">
              {t('value')}
            </th>
            <th scope="col" className="jd-right">
              {t('reported')}
            </th>
            {chosen === undefined || inputs.length === 1 ? null : <th />}
          </tr>
        </thead>
        <tbody>
          {inputs.map((input, index) => (
            <tr
              key={`${input.indicator}|${input.selection ?? ''}|${input.period}|${input.label?.en ?? ''}`}
              aria-selected={chosen === index && inputs.length > 1}
            >
              <td>
                {input.address === null ? (
                  say(input.name)
                ) : (
                  <Go to={formatFigureAddress(input.address)}>{say(input.name)}</Go>
                )}
                {input.label === null ? null : <span className="jd-quiet jd-block jd-small">{say(input.label)}</span>}
                {input.selection === undefined ? null : (
                  <span className="jd-quiet jd-block jd-small">
                    <code>{t('only', { selection: input.selection })}</code>
                  </span>
                )}
              </td>
              <td>{formatPeriod(input.period, language)}</td>
              <td className="jd-right jd-number">{valueWords(input, language)}</td>
              <td className="jd-right jd-number">
                {formatNumber(input.reported)}/{formatNumber(input.expected)}
              </td>
              {chosen === undefined || inputs.length === 1 ? null : (
                <td>
                  <button
                    type="button"
                    className="jd-link"
                    aria-pressed={chosen === index}
                    onClick={() => onChoose(index)}
                  >
                    {t('show')}
                  </button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The value of an input in the magnitude that reads best. */
export function valueWords(
  { value, blank: reason, unit }: Pick<ExplanationStep, 'value' | 'blank' | 'unit'>,
  language: 'zh' | 'en',
): string {
  const amount = value === null ? blank(reason ?? 'not_reported') : { value, unit }
  const shown = columnUnit([amount], unit)
  return formatValue(amount, language, { unit: shown, scale: shown === unit ? undefined : columnScale(shown) })
}
