import { unitName } from '#base/unit.ts'
import { blankWord, formatNumber } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import type { Card, ScoreLine } from '../contract/results.ts'
import type { Explained } from './CardExplanation.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  bonus: { zh: '加分', en: 'Bonuses' },
  penalty: { zh: '扣分', en: 'Penalties' },
  how: { zh: '说明', en: 'How' },
  caption: { zh: '逐项得分', en: 'Scores by criterion' },
  none: { zh: '不参加评价，没有得分。', en: 'Not evaluated, so there are no scores.' },
})

type ScoresProps = { card: Card; explain: (what: Explained) => void }

/** Every criterion with value, baseline, weight and score before and after the cap; each number opens how it came about. */
export function CardScores({ card, explain }: ScoresProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  if (card.scores.length === 0) return <p className="jd-note">{t('none')}</p>
  return (
    <div className="jd-table-scroll">
      <table className="jd-table ev-card" aria-label={t('caption')}>
        <thead>
          <tr>
            <th scope="col" className="jd-first">
              {s('criterion')}
            </th>
            {(['value', 'baseline', 'weight', 'raw', 'score'] as const).map((name) => (
              <th key={name} scope="col" className="jd-right">
                {s(name)}
              </th>
            ))}
            <th scope="col">{t('how')}</th>
          </tr>
        </thead>
        <tbody>
          {card.scores.map((line) => (
            <ScoreRow key={line.criterion} line={line} explain={explain} />
          ))}
          <SumRow name={t('bonus')} amount={card.bonus} open={() => explain({ of: 'bonus' })} />
          <SumRow name={t('penalty')} amount={negative(card.penalty)} open={() => explain({ of: 'penalty' })} />
        </tbody>
        <tfoot>
          <SumRow name={s('total')} amount={card.unit.total} open={() => explain({ of: 'total' })} />
        </tfoot>
      </table>
    </div>
  )
}

function negative(amount: string): string {
  return amount === '0' || amount.startsWith('-') ? amount : `-${amount}`
}

function ScoreRow({ line, explain }: { line: ScoreLine; explain: (what: Explained) => void }) {
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const open = (part: 'value' | 'baseline' | 'weight' | 'raw' | 'score') =>
    explain({ of: 'score', criterion: line.criterion, part })
  const value = line.value === null ? blankWord(line.blank ?? 'not_reported', language) : formatNumber(line.value)
  const unit = unitName(line.unit, language)
  const cell = (part: Parameters<typeof open>[0], text: string) => (
    <td className="jd-right jd-number">
      <button type="button" className="jd-figure" onClick={() => open(part)}>
        {text}
      </button>
    </td>
  )
  return (
    <tr>
      <th scope="row" className="jd-first">
        {say(line.name)}
        {unit === '' ? null : <span className="jd-quiet jd-small jd-block">{unit}</span>}
      </th>
      {cell('value', value)}
      {cell('baseline', line.baseline === null ? s('none') : formatNumber(line.baseline))}
      {cell('weight', formatNumber(line.weight))}
      {cell('raw', line.raw === null ? s('none') : formatNumber(line.raw))}
      {cell('score', line.score === null ? s('none') : formatNumber(line.score))}
      <td className="ev-how">{say(line.sentence)}</td>
    </tr>
  )
}

function SumRow({ name, amount, open }: { name: string; amount: string | null; open: () => void }) {
  const s = useTexts(shared)
  return (
    <tr>
      <th scope="row" className="jd-first">
        {name}
      </th>
      <td colSpan={4} />
      <td className="jd-right jd-number">
        <button type="button" className="jd-figure" onClick={open}>
          {amount === null ? s('none') : formatNumber(amount)}
        </button>
      </td>
      <td />
    </tr>
  )
}
