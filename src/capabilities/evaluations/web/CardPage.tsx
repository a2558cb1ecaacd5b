import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { evaluationsContract } from '../contract.ts'
import type { Card } from '../contract/results.ts'
import type { RunDetail } from '../contract/runs.ts'
import { CardExplanation, type Explained } from './CardExplanation.tsx'
import { CardInputs } from './CardInputs.tsx'
import { CardMeasures } from './CardMeasures.tsx'
import { CardObjections } from './CardObjections.tsx'
import { CardPeers } from './CardPeers.tsx'
import { CardReach } from './CardReach.tsx'
import { CardScores } from './CardScores.tsx'
import { CardStability } from './CardStability.tsx'
import { HistoryTable } from './HistoryTable.tsx'
import { SchemeStatusNote, useNames } from './names.tsx'
import { ObjectionForm } from './ObjectionForm.tsx'
import { OverrideNote } from './OverridePart.tsx'
import { words as shared } from './texts.ts'
import './evaluations.css'

const words = defineTexts({
  title: { zh: '评分卡', en: 'Score card' },
  sentence: {
    zh: '{scheme}，{period}，第 {n} 次计算。点任何一个数，看它怎么来的。',
    en: '{scheme}, {period}, result {n}. Every number opens how it came about.',
  },
  notice: { zh: '结果通知书', en: 'Result notice' },
  object: { zh: '提出异议', en: 'Object' },
  rankOf: { zh: '第 {rank} 名，共 {n} 家', en: '{rank} of {n}' },
  members: { zh: '合并评价的主体', en: 'Evaluated together' },
  grade: { zh: '最终等级', en: 'Final grade' },
  reasons: { zh: '等级如何确定', en: 'How the grade was decided' },
  history: { zh: '历次等级', en: 'Grades over time' },
  dossier: { zh: '企业档案', en: 'Dossier' },
  allOf: { zh: '本次评价', en: 'This evaluation' },
  nothing: { zh: '没有名次', en: 'not ranked' },
})

/** The score card of one subject: every number opens how it came about. */
export function CardPage() {
  const { id = '', subject = '' } = useParams({ strict: false }) as { id?: string; subject?: string }
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const { state } = useAddress()
  const number = /^\d+$/.test(state.number ?? '') ? Number(state.number) : undefined
  const asked = { id, unit: subject, ...(number === undefined ? {} : { number }) }
  const card = useQuery(api.cardShow.queryOptions({ input: asked }))
  const run = useQuery(api.runShow.queryOptions({ input: { id } }))
  if (card.data === undefined || run.data === undefined) {
    const problem = card.error ?? run.error
    return (
      <Page
        title={t('title')}
        crumbs={[{ title: s('evaluations'), to: evaluationPaths.list() }]}
        problem={problem}
        loading={problem === null}
      />
    )
  }
  return <OpenCard card={card.data} run={run.data} />
}

function OpenCard({ card, run }: { card: Card; run: RunDetail }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const [explained, setExplained] = useState<Explained>()
  const [objecting, setObjecting] = useState(false)
  const { unit } = card
  return (
    <Page
      title={`${unit.name} · ${t('title')}`}
      sentence={t('sentence', {
        scheme: say(card.schemeName),
        period: formatPeriod(card.period, language),
        n: card.number,
      })}
      crumbs={[
        { title: s('evaluations'), to: evaluationPaths.list() },
        {
          title: `${say(card.schemeName)} ${formatPeriod(card.period, language)}`,
          to: evaluationPaths.one(card.run, card.number),
        },
      ]}
      acts={
        <>
          {run.subject === 'enterprise' ? (
            <Go to={enterprisePaths.one(unit.unit)} className="ev-link jd-screen-only">
              {t('dossier')}
            </Go>
          ) : null}
          <Go to={evaluationPaths.notice(card.run, unit.unit)} className="ev-link jd-screen-only">
            {t('notice')}
          </Go>
          <Button onClick={() => globalThis.print()}>{s('print')}</Button>
        </>
      }
      primary={
        <ActButton decision={card.objecting} act={() => setObjecting(true)}>
          {t('object')}
        </ActButton>
      }
    >
      <SchemeStatusNote status={run.schemeStatus} />
      <CardHead card={card} run={run} explain={setExplained} />
      <PagePart title={s('score')} id="scores">
        <CardScores card={card} explain={setExplained} />
      </PagePart>
      <Reasons card={card} />
      <CardReach card={card} run={run} />
      <CardStability card={card} run={run} />
      <CardPeers card={card} />
      <CardInputs card={card} explain={setExplained} />
      <CardMeasures card={card} run={run} />
      <CardObjections card={card} />
      <PagePart title={t('history')} id="history">
        <HistoryTable entries={card.history} grades={run.grades} subject={unit.unit} />
      </PagePart>
      <CardExplanation card={card} run={run} explained={explained} onClose={() => setExplained(undefined)} />
      <ObjectionForm card={card} open={objecting} onClose={() => setObjecting(false)} />
    </Page>
  )
}

type HeadProps = { card: Card; run: RunDetail; explain: (what: Explained) => void }

/** The grade, with the one that was put beside it; total and rank; who it is. */
function CardHead({ card, run, explain }: HeadProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const gradeName = useNames(run.grades)
  const { unit } = card
  const opens = (what: Explained, text: string) => (
    <button type="button" className="jd-figure ev-figure" onClick={() => explain(what)}>
      {text}
    </button>
  )
  const members = card.members.length < 2 ? [] : card.members.map(({ name }) => say(name))
  return (
    <>
      <div className="ev-verdict">
        <div>
          <span className="jd-quiet jd-small">{t('grade')}</span>
          <strong className="ev-grade">{opens({ of: 'grade' }, gradeName(unit.grade))}</strong>
        </div>
        <div>
          <span className="jd-quiet jd-small">{s('total')}</span>
          <strong>{opens({ of: 'total' }, unit.total === null ? s('none') : formatNumber(unit.total))}</strong>
        </div>
        <div>
          <span className="jd-quiet jd-small">{s('rank')}</span>
          <strong>
            {opens(
              { of: 'rank' },
              unit.rank === null ? t('nothing') : t('rankOf', { rank: unit.rank, n: card.counted }),
            )}
          </strong>
        </div>
        <div>
          <span className="jd-quiet jd-small">{s('quotaGrade')}</span>
          <strong>{opens({ of: 'quota' }, unit.quotaGrade === null ? s('none') : gradeName(unit.quotaGrade))}</strong>
        </div>
      </div>
      <OverrideNote card={card} run={run} />
      <Facts
        items={[
          { label: s('group'), value: card.groupName === null ? s('none') : say(card.groupName) },
          ...(unit.town === null ? [] : [{ label: s('town'), value: say(unit.town.name) }]),
          ...(unit.industry === null ? [] : [{ label: s('industry'), value: say(unit.industry.name) }]),
          ...(unit.size === null ? [] : [{ label: s('size'), value: say(unit.size.name) }]),
          ...(members.length === 0 ? [] : [{ label: t('members'), value: members.join(' · ') }]),
        ]}
      />
    </>
  )
}

function Reasons({ card }: { card: Card }) {
  const t = useTexts(words)
  const say = useText()
  if (card.reasons.length === 0) return null
  return (
    <PagePart title={t('reasons')} id="reasons">
      <ol className="ev-reasons">
        {card.reasons.map(({ code, about, sentence }, at) => (
          <li key={`${code}${about ?? ''}${at}`}>{say(sentence)}</li>
        ))}
      </ol>
    </PagePart>
  )
}
