import { Button } from 'antd'
import type { ReactNode } from 'react'
import { mapPaths } from '#base/paths/map.ts'
import { formatNumber, formatQuantity } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import type { Matched, MatchShown, NeedAsked, NeedWords, RelaxationShown } from '../contract.ts'
import { AnswerMark, ConditionList, ReasonList, useArea, useChangeWords } from './reasons.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  summary: {
    zh: '共 {offers} 处在供，{fit} 处符合（其中 {open} 处有待确认事项）',
    en: '{offers} on offer, {fit} {fit|fits|fit} ({open} of them with something open)',
  },
  cheapest: { zh: '最小的调整', en: 'The smallest change' },
  relaxation: { zh: '调整后即可符合：', en: 'It would fit with:' },
  apply: { zh: '按此调整', en: 'Apply' },
  conditions: { zh: '准入条件', en: 'Entry conditions' },
  takes: { zh: '可取 {area}', en: 'you would take {area}' },
  from: { zh: '{day} 起可用', en: 'from {day}' },
  score: { zh: '匹配度 {n}', en: 'score {n}' },
  parts: {
    zh: '面积 {area} · 价格 {price} · 时间 {date} · 地区 {place} · 条件余量 {slack}（满分各 1000，权重 30、25、15、15、15）',
    en: 'area {area} · price {price} · date {date} · place {place} · slack {slack} (of 1000 each, weights 30, 25, 15, 15, 15)',
  },
  synthetic: { zh: '合成数据', en: 'synthetic' },
  schematic: { zh: '位置示意', en: 'schematic' },
  noFit: { zh: '没有完全符合的地块或空间', en: 'Nothing on offer fits' },
  noFitWhy: {
    zh: '下列各处差距最小；可按提示调整需求，或把需求发给园区。',
    en: 'These come nearest; change the need as told, or send it.',
  },
  first: {
    zh: '只列出匹配度最高的 {n} 处；补充需求可缩小范围。',
    en: 'The best {n} are listed; state more to narrow them down.',
  },
  none: { zh: '目前没有在供的地块和空间', en: 'Nothing is on offer now' },
  noneWhy: {
    zh: '把需求发出，有合适的会答复您。',
    en: 'Send your need; you will be answered when there is something.',
  },
})

type CardsProps = {
  found: Matched
  known: NeedWords
  /** Takes a need as changed. */
  onApply?: (need: NeedAsked) => void
  /** Beside each offer. */
  act?: (match: MatchShown) => ReactNode
}

/** What is on offer for a need, the best first, each with every reason. */
export function MatchCards({ found, known, onApply, act }: CardsProps) {
  const t = useTexts(words)
  if (found.offers === 0) return <EmptyState title={t('none')} why={t('noneWhy')} />
  return (
    <section className="nd-found">
      <p role="status">{t('summary', { offers: found.offers, fit: found.fit, open: found.open })}</p>
      {found.fit > 0 ? null : <EmptyState title={t('noFit')} why={t('noFitWhy')} />}
      {found.fit > 0 || found.cheapest === null ? null : (
        <Relaxed title={t('cheapest')} relaxation={found.cheapest} known={known} onApply={onApply} />
      )}
      <ol className="nd-cards">
        {found.matches.map((match) => (
          <li key={match.offer}>
            <Card match={match} known={known} onApply={onApply}>
              {act?.(match)}
            </Card>
          </li>
        ))}
      </ol>
      {found.matches.length < found.offers ? (
        <p className="jd-quiet">{t('first', { n: found.matches.length })}</p>
      ) : null}
    </section>
  )
}

type CardProps = { match: MatchShown; known: NeedWords; onApply: CardsProps['onApply']; children: ReactNode }

function Card({ match, known, onApply, children }: CardProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const area = useArea()
  const language = useLanguage()
  const isOpen = match.reasons.some(({ answer }) => answer === 'unknown') || isConditionOpen(match)
  const price = match.price ?? match.rent
  const marks = [match.synthetic ? t('synthetic') : '', match.schematic ? t('schematic') : ''].filter(
    (one) => one !== '',
  )
  const { points } = match
  return (
    <article className="nd-card">
      <header>
        <AnswerMark answer={match.fits ? (isOpen ? 'unknown' : 'yes') : 'no'} />
        <h3>
          <Go to={mapPaths.offer(match.offer)}>
            {match.code} {match.name}
          </Go>
        </h3>
        <span className="jd-quiet">
          {[s(`kind.${match.kind}`), say(match.base?.name ?? match.place.name), ...marks].join(' · ')}
        </span>
        <span className="nd-score" title={t('parts', pointsOf(points))}>
          {t('score', { n: formatNumber((match.score / 1000).toFixed(1), { scale: 1 }) })}
        </span>
      </header>
      <p>
        {area(match.area)}
        {match.takes === match.area ? '' : ` · ${t('takes', { area: area(match.takes) })}`}
        {price === null ? '' : ` · ${formatQuantity(price, language)}`} · {t('from', { day: match.from })}
      </p>
      <ReasonList reasons={match.reasons} known={known} priceUnit={price?.unit} />
      {match.conditions.length === 0 ? null : (
        <details>
          <summary>
            {t('conditions')}
            {match.industry === null ? '' : ` · ${say(match.industry)}`} ({match.conditions.length})
          </summary>
          <ConditionList conditions={match.conditions} />
        </details>
      )}
      {match.relaxation === null ? null : (
        <Relaxed title={t('relaxation')} relaxation={match.relaxation} known={known} onApply={onApply} />
      )}
      {children}
    </article>
  )
}

function isConditionOpen({ conditions }: MatchShown): boolean {
  return conditions.some(({ answer, binding }) => binding && answer === 'unknown')
}

function pointsOf(points: Readonly<Record<string, number>>) {
  const of = (name: string) => points[name] ?? 0
  return { area: of('area'), price: of('price'), date: of('date'), place: of('place'), slack: of('slack') }
}

type RelaxedProps = {
  title: string
  relaxation: RelaxationShown
  known: NeedWords
  onApply: CardsProps['onApply']
}

function Relaxed({ title, relaxation, known, onApply }: RelaxedProps) {
  const t = useTexts(words)
  const told = useChangeWords(known)
  const changes = relaxation.changes.map(told)
  return (
    <div className="nd-relaxed">
      <span>
        {title} {relaxation.code}
      </span>
      <ul>
        {changes.map((change) => (
          <li key={change}>{change}</li>
        ))}
      </ul>
      {onApply === undefined ? null : (
        <Button
          size="small"
          onClick={() => onApply(relaxation.need)}
          aria-label={`${t('apply')}: ${changes.join('; ')}`}
        >
          {t('apply')}
        </Button>
      )}
    </div>
  )
}
