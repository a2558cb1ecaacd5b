import { formatNumber } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import type { ContradictionShown } from '../contract.ts'
import { StatedAmount } from './target-words.tsx'
import { citationLine, useCitations } from './vocabulary.ts'

const words = defineTexts({
  title: { zh: '文件之间不一致之处（{n}）', en: 'Where the documents disagree ({n})' },
  why: {
    zh: '以下说法并存，系统不替文件取舍；目标表中各自按其出处列示。',
    en: 'These statements stand side by side. The house does not choose between them; each target above follows its own document.',
  },
})

/** Statements that cannot all hold, side by side, each with its document. */
export function Contradictions({ contradictions }: { contradictions: ContradictionShown[] }) {
  const t = useTexts(words)
  const say = useText()
  if (contradictions.length === 0) return null
  return (
    <PagePart id="contradictions" title={t('title', { n: formatNumber(contradictions.length) })}>
      <p className="jd-quiet">{t('why')}</p>
      <div className="ind-cards">
        {contradictions.map((contradiction) => (
          <article key={contradiction.id} className="ind-card" id={`contradiction-${contradiction.id}`}>
            <h3>{say(contradiction.name)}</h3>
            {contradiction.note === null ? null : <p className="ind-note">{say(contradiction.note)}</p>}
            <ul className="ind-statements">
              {contradiction.statements.map((statement, index) => (
                <StatementLine key={`${statement.source}|${index}`} statement={statement} />
              ))}
            </ul>
          </article>
        ))}
      </div>
    </PagePart>
  )
}

function StatementLine({ statement }: { statement: ContradictionShown['statements'][number] }) {
  const say = useText()
  const language = useLanguage()
  const cite = useCitations()
  const { value, unit, sign, notStated, words: said } = statement
  return (
    <li>
      <strong>
        <StatedAmount point={{ stated: value, sign, notStated, words: said, by: null }} unit={unit} />
      </strong>
      <span>
        {statement.name === null ? null : <span className="jd-block">{say(statement.name)}</span>}
        <span className="ind-note">
          {statement.source === '' ? '' : citationLine(cite(statement.source), language)}
        </span>
      </span>
    </li>
  )
}
