import { useQuery } from '@tanstack/react-query'
import { Button, Drawer } from 'antd'
import type { ReactNode } from 'react'
import { useApi } from '#kit/web/api.ts'
import { blankWord, formatNumber } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { evaluationsContract } from '../contract.ts'
import type { BaselineRow, Card, ScoreLine } from '../contract/results.ts'
import type { RunDetail } from '../contract/runs.ts'
import { useBaselineWords } from './Baselines.tsx'
import { InputOrigin } from './InputOrigin.tsx'
import { amountText, citedLine, useCited, useNames } from './names.tsx'
import { Hash } from './RunRecord.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  title: { zh: '这个数怎么来的', en: 'How this number came about' },
  formula: { zh: '算法', en: 'Formula' },
  inputs: { zh: '所用数据', en: 'What went in' },
  blank: { zh: '没有数值：{reason}', en: 'No value: {reason}' },
  over: { zh: '按 {n} 家计算', en: 'taken over {n}' },
  noBaseline: {
    zh: '这项不用基准值，按区间、名次或分档计分。',
    en: 'This criterion uses no baseline: it is scored by range, rank or steps.',
  },
  stepValue: { zh: '1. 指标值', en: '1. Value' },
  stepBaseline: { zh: '2. 基准值', en: '2. Baseline' },
  stepRaw: { zh: '3. 封顶前得分', en: '3. Before cap and floor' },
  stepScore: { zh: '4. 计入总分', en: '4. Into the total' },
  capAt: { zh: '封顶 {cap} 分', en: 'capped at {cap}' },
  noCap: { zh: '不封顶', en: 'no cap' },
  weightOf: { zh: '权重 {weight} 分', en: 'weight {weight}' },
  weightWhy: {
    zh: '分组“{group}”的权重；其他指标不适用时，其权重按比例分给余下指标。',
    en: 'The weight of the group “{group}”; where other criteria do not apply, their weights are spread over the rest.',
  },
  sum: { zh: '各项得分 + 加分 − 扣分', en: 'Scores + bonuses − penalties' },
  bonus: { zh: '加分', en: 'Bonuses' },
  penalty: { zh: '扣分', en: 'Penalties' },
  noPoints: { zh: '没有。', en: 'None.' },
  rankWhy: {
    zh: '在分组“{group}”的 {n} 家中按总分从高到低排名；总分相同的，按办法公布的次序区分。',
    en: 'Among the {n} of the group “{group}”, by total from the highest; equal totals are told apart in the order that the scheme publishes.',
  },
  quotaWhy: {
    zh: '只按名次和名额得出，未计否决与保护。',
    en: 'By rank and quota alone, before vetoes and protections.',
  },
  gradeWhy: {
    zh: '从名次等级出发，依次经过最低总分、否决上限和保护下限。',
    en: 'From the grade by rank, through least totals, vetoes and protections, in this order.',
  },
  scheme: { zh: '办法依据', en: 'Rule' },
  sealed: { zh: '所用数据校验值', en: 'Hash of the inputs' },
})

/** Which number of the card is asked about. */
export type Explained =
  | { of: 'score'; criterion: string; part: 'value' | 'baseline' | 'weight' | 'raw' | 'score' }
  | { of: 'input'; input: string }
  | { of: 'total' | 'bonus' | 'penalty' | 'rank' | 'quota' | 'grade' }

type ExplanationProps = { card: Card; run: RunDetail; explained: Explained | undefined; onClose: () => void }

/** The drawer that every number of a card opens: where it comes from, step by step, down to file and version. */
export function CardExplanation({ card, run, explained, onClose }: ExplanationProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  return (
    <Drawer
      open={explained !== undefined}
      onClose={onClose}
      title={t('title')}
      size="min(560px, 100vw)"
      footer={<Button onClick={onClose}>{s('close')}</Button>}
    >
      {explained === undefined ? null : (
        <div className="jd-explanation">
          <Body card={card} run={run} explained={explained} />
          <Sealed card={card} run={run} />
        </div>
      )}
    </Drawer>
  )
}

function Body({ card, run, explained }: { card: Card; run: RunDetail; explained: Explained }) {
  if (explained.of === 'score') {
    const line = card.scores.find(({ criterion }) => criterion === explained.criterion)
    return line === undefined ? null : <ScoreSteps card={card} line={line} part={explained.part} />
  }
  if (explained.of === 'input') {
    const input = card.inputs.find((one) => one.input === explained.input)
    return input === undefined ? null : <InputOrigin input={input} />
  }
  return <Whole card={card} run={run} of={explained.of} />
}

type Part = Extract<Explained, { of: 'score' }>['part']

function ScoreSteps({ card, line, part }: { card: Card; line: ScoreLine; part: Part }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const baseline = useBaseline(card, line.criterion)
  const how = useBaselineWords()
  const group = card.groupName === null ? '' : say(card.groupName)
  const value =
    line.value === null
      ? t('blank', { reason: blankWord(line.blank ?? 'not_reported', language) })
      : amountText(line.value, line.unit, language)
  const over = baseline === undefined ? '' : ` · ${t('over', { n: baseline.units })}`
  const inputs = card.inputs.filter(({ input }) => line.inputs.includes(input))
  return (
    <>
      <h2>
        {say(line.name)} · {s(part)}
      </h2>
      <p className="jd-explanation-value">
        {part === 'value' ? value : line[part] === null ? s('none') : formatNumber(line[part])}
      </p>
      <p>{say(line.sentence)}</p>
      <Facts
        items={[
          { label: t('formula'), value: <code>{line.formula}</code> },
          { label: t('stepValue'), value },
          {
            label: t('stepBaseline'),
            value:
              line.baseline === null
                ? baseline === undefined
                  ? t('noBaseline')
                  : how(baseline) + over
                : baseline === undefined
                  ? amountText(line.baseline, line.unit, language)
                  : how(baseline) + over,
          },
          {
            label: t('stepRaw'),
            value: `${line.raw === null ? '' : formatNumber(line.raw)} · ${t('weightOf', { weight: formatNumber(line.weight) })}`,
          },
          {
            label: t('stepScore'),
            value: `${line.score === null ? '' : formatNumber(line.score)} · ${line.cap === null ? t('noCap') : t('capAt', { cap: formatNumber(line.cap) })}`,
          },
        ]}
      />
      <p className="jd-quiet jd-small">{t('weightWhy', { group })}</p>
      <h3 className="ev-h">{t('inputs')}</h3>
      {inputs.map((input) => (
        <InputOrigin key={input.input} input={input} small />
      ))}
    </>
  )
}

/** The baseline of a criterion in the group of the subject, as far as the reader may see it; of its own industry where it is by industry. */
function useBaseline(card: Card, criterion: string): BaselineRow | undefined {
  const api = useApi(evaluationsContract)
  const found = useQuery(api.resultShow.queryOptions({ input: { id: card.run, number: card.number }, retry: false }))
  const group = found.data?.groups.find(({ id }) => id === card.unit.group)
  const rows = group?.baselines.filter((one) => one.criterion === criterion) ?? []
  const stated = card.scores.find((one) => one.criterion === criterion)?.baseline
  return rows.find(({ value }) => value === stated) ?? rows[0]
}

type WholeProps = { card: Card; run: RunDetail; of: 'total' | 'bonus' | 'penalty' | 'rank' | 'quota' | 'grade' }

function Whole({ card, run, of }: WholeProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const gradeName = useNames(run.grades)
  const { unit } = card
  const group = card.groupName === null ? '' : say(card.groupName)
  const codes = { bonus: ['bonus', 'bonuses_at_most'], penalty: ['penalty', 'penalties_at_most', 'unverified_zero'] }
  const reasons =
    of === 'bonus' || of === 'penalty' ? card.reasons.filter(({ code }) => codes[of].includes(code)) : card.reasons
  const shown: Record<typeof of, { title: string; value: string; why?: ReactNode }> = {
    total: { title: s('total'), value: unit.total === null ? s('none') : formatNumber(unit.total), why: t('sum') },
    bonus: { title: t('bonus'), value: formatNumber(card.bonus) },
    penalty: { title: t('penalty'), value: formatNumber(card.penalty) },
    rank: { title: s('rank'), value: String(unit.rank ?? s('none')), why: t('rankWhy', { group, n: card.counted }) },
    quota: { title: s('quotaGrade'), value: gradeName(unit.quotaGrade), why: t('quotaWhy') },
    grade: { title: s('grade'), value: gradeName(unit.grade), why: t('gradeWhy') },
  }
  const { title, value, why } = shown[of]
  return (
    <>
      <h2>{title}</h2>
      <p className="jd-explanation-value">{value}</p>
      {why === undefined ? null : <p>{why}</p>}
      {of === 'total' ? <Sum card={card} /> : null}
      {reasons.length === 0 ? <p className="jd-quiet">{t('noPoints')}</p> : null}
      <ol className="ev-reasons">
        {reasons.map(({ code, about, sentence }, at) => (
          <li key={`${code}${about ?? ''}${at}`}>{say(sentence)}</li>
        ))}
      </ol>
    </>
  )
}

function Sum({ card }: { card: Card }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  return (
    <Facts
      items={[
        ...card.scores.map((line) => ({
          label: say(line.name),
          value: line.score === null ? s('none') : formatNumber(line.score),
        })),
        { label: t('bonus'), value: formatNumber(card.bonus, { sign: true }) },
        { label: t('penalty'), value: card.penalty === '0' ? '0' : `−${formatNumber(card.penalty.replace(/^-/, ''))}` },
      ]}
    />
  )
}

/** What every number rests on: the rule and the frozen inputs. */
function Sealed({ card, run }: { card: Card; run: RunDetail }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const language = useLanguage()
  const cite = useCited()
  const scheme = useQuery(api.schemeShow.queryOptions({ input: { scheme: card.scheme } })).data
  const hash = run.results.find(({ number }) => number === card.number)?.inputsHash
  return (
    <>
      <h3 className="ev-h">{t('scheme')}</h3>
      <p>{scheme === undefined ? '' : citedLine(cite(scheme.source), language)}</p>
      {hash === undefined || hash === null ? null : (
        <p className="jd-quiet jd-small">
          {t('sealed')} <Hash hash={hash} />
        </p>
      )}
    </>
  )
}
