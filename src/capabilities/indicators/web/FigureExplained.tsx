import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { type BlankReason, blank, blankReasons } from '#base/blank.ts'
import { coveragePercent } from '#base/figure.ts'
import type { Quantity } from '#base/quantity.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { blankWord, columnScale, columnUnit, formatNumber, formatQuantity, formatValue } from '#kit/web/numbers.ts'
import { decisionSentence } from '#kit/web/problem-words.ts'
import { useMaybeSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import type { ExplainRequest } from '#kit/web/ui/ExplanationDrawer.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { markWords } from '#kit/web/ui/figure-words.ts'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { type FigureAddress, type FigureExplanation, indicatorsContract } from '../contract.ts'
import { figureOn } from '../rules/figure-cells.ts'
import { FigureActs } from './FigureActs.tsx'
import { FigureInputs } from './FigureInputs.tsx'
import { FigureLineage } from './FigureLineage.tsx'
import { fresh } from './freshness.ts'
import { words as shared, wordOf } from './texts.ts'
import { citationLine, useCitations, useSelectionWords } from './vocabulary.ts'

const words = defineTexts({
  exact: { zh: '确切值 {value}', en: 'Exactly {value}' },
  domain: { zh: '数据性质', en: 'Data domain' },
  coverage: { zh: '覆盖', en: 'Coverage' },
  covered: { zh: '应报 {expected}，已报 {reported}（{share}%）', en: '{reported} of {expected} reported ({share}%)' },
  noneExpected: { zh: '没有应报单位，已报 {reported}', en: 'Nobody had to report; {reported} reported' },
  blanks: { zh: '缺值', en: 'Missing' },
  unusual: { zh: '非常规数值', en: 'Unusual values' },
  none: { zh: '无', en: 'none' },
  known: { zh: '数据截至', en: 'Known at' },
  nothingKnown: { zh: '尚无数据', en: 'nothing yet' },
  pack: { zh: '规划包版本', en: 'Pack version' },
  inputs: { zh: '由什么算出', en: 'What it is computed from' },
  lineage: { zh: '来源记录', en: 'Records behind it' },
  hidden: { zh: '来源记录不对您开放：{reason}。', en: 'The records are not open to you: {reason}.' },
})

type FigureExplainedProps = {
  address: FigureAddress
  /** Where it was opened from: the figure as the page shows it. */
  request?: ExplainRequest | undefined
}

/** One figure explained by the server, down to the returns: value, definition, formula, inputs, coverage, lineage, a sentence to cite it by. */
export function FigureExplained({ address, request }: FigureExplainedProps) {
  const api = useApi(indicatorsContract)
  const language = useLanguage()
  const say = useText()
  const selectionWords = useSelectionWords()
  const explained = useQuery(api.explain.queryOptions({ input: address, ...fresh, placeholderData: undefined }))
  if (explained.isPending) return <Busy lines={6} />
  if (explained.isError) return <ProblemAlert problem={explained.error} />
  const explanation = explained.data
  const period = `${formatPeriod(address.period, language)}${address.span === 'cumulative' ? (language === 'zh' ? '累计' : ', cumulative') : ''}`
  const title = [say(explanation.name), ...selectionWords(address.where), period].join(' · ')
  return (
    <div className="jd-explanation">
      <h3>{title}</h3>
      <ShownValue explanation={explanation} />
      {request?.context}
      <FigureActs explanation={explanation} title={title} />
      <ExplanationFacts explanation={explanation} />
      <Ground explanation={explanation} address={address} />
    </div>
  )
}

function valueOf({
  value,
  blank: reason,
  unit,
}: Pick<FigureExplanation, 'value' | 'blank' | 'unit'>): Quantity | ReturnType<typeof blank> {
  return value === null ? blank(reason ?? 'not_reported') : { value, unit }
}

/** The value in the magnitude that reads best, and exactly; for a comparison, its name and how it is computed. */
function ShownValue({ explanation }: { explanation: FigureExplanation }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const own = valueOf(explanation)
  const unit = columnUnit([own], explanation.unit)
  const scale = unit === explanation.unit ? explanation.scale : columnScale(unit)
  if (explanation.measure !== null) {
    const { name, formula } = explanation.measure
    return (
      <>
        <p className="jd-explanation-value">
          {say(name)}{' '}
          {formatValue(own, language, { unit, scale, sign: explanation.address.measure.endsWith('growth') })}
        </p>
        <p className="jd-quiet">{say(formula)}</p>
      </>
    )
  }
  return (
    <>
      <p className="jd-explanation-value">{formatValue(own, language, { unit, scale })}</p>
      {unit === explanation.unit || 'blank' in own ? null : (
        <p className="jd-quiet">{t('exact', { value: formatQuantity(own, language, { scale: explanation.scale }) })}</p>
      )}
    </>
  )
}

function ExplanationFacts({ explanation }: { explanation: FigureExplanation }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const mark = useTexts(markWords)
  const cite = useCitations()
  const zone = useMaybeSession()?.programme.timeZone
  const { formula, coverage, knownAt, packHash } = explanation
  const marks = marksOf(explanation)
  const line = (source: string) => citationLine(cite(source), language)
  const items: { label: string; value: ReactNode }[] = [
    { label: s('definition'), value: say(explanation.definition) },
    ...(formula === null
      ? []
      : [
          {
            label: s('formula'),
            value: (
              <>
                <code>{formula.text}</code>
                <span className="jd-quiet jd-block">
                  {s('since', { date: formula.from })} · {line(formula.source)}
                </span>
              </>
            ),
          },
        ]),
    { label: s('source'), value: line(explanation.source) },
    {
      label: t('domain'),
      value: [wordOf(s, 'domain', explanation.domain), ...marks.map((one) => mark(one))].join(' · '),
    },
    {
      label: t('coverage'),
      value:
        coverage.expected === 0
          ? t('noneExpected', { reported: formatNumber(coverage.reported) })
          : t('covered', {
              reported: formatNumber(coverage.reported),
              expected: formatNumber(coverage.expected),
              share: coveragePercent(coverage),
            }),
    },
    {
      label: t('blanks'),
      value: (
        <Counts
          counts={explanation.blanks}
          word={(reason) => blankWord(reason as BlankReason, language)}
          order={blankReasons}
        />
      ),
    },
    {
      label: t('unusual'),
      value: (
        <Counts
          counts={explanation.statuses}
          word={(status) => wordOf(s, 'value', status)}
          order={['estimated', 'provisional', 'imputed']}
        />
      ),
    },
    { label: t('known'), value: knownAt === null ? t('nothingKnown') : formatInstant(knownAt, zone) },
    { label: t('pack'), value: <code title={packHash}>{packHash.slice(0, 12)}</code> },
  ]
  return <Facts items={items} />
}

function marksOf(explanation: FigureExplanation) {
  return figureOn({
    ...explanation,
    ...explanation.coverage,
    counts: explanation.statuses,
    knownAt: explanation.knownAt ?? '',
    formula: undefined,
  }).marks
}

function Counts({
  counts,
  word,
  order,
}: {
  counts: Record<string, number>
  word: (name: string) => string
  order: readonly string[]
}) {
  const t = useTexts(words)
  const told = order.filter((name) => (counts[name] ?? 0) > 0)
  return told.length === 0
    ? t('none')
    : told.map((name) => `${word(name)} ${formatNumber(counts[name] ?? 0)}`).join(' · ')
}

/** What the figure rests on: its inputs, and the records of the chosen one. */
function Ground({ explanation, address }: { explanation: FigureExplanation; address: FigureAddress }) {
  const t = useTexts(words)
  const language = useLanguage()
  const [input, setInput] = useState(0)
  const { inputs, lineage } = explanation
  const reason = lineage.allowed
    ? ''
    : decisionSentence({ allowed: false, reason: lineage.reason ?? 'decision.no_permission' }, language)
  return (
    <>
      {inputs.length === 0 ? null : (
        <>
          <h4>{t('inputs')}</h4>
          <FigureInputs inputs={inputs} chosen={lineage.allowed ? input : undefined} onChoose={setInput} />
        </>
      )}
      <h4>{t('lineage')}</h4>
      {lineage.allowed ? (
        <FigureLineage key={input} address={address} input={input} step={inputs[input]} />
      ) : (
        <p className="jd-quiet">{t('hidden', { reason: reason.replace(/[。.]$/, '') })}</p>
      )}
    </>
  )
}
