import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { blankWord, formatNumber } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { problemFrom } from '#kit/web/problem.ts'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { evaluationsContract } from '../contract.ts'
import type { Notice } from '../contract/results.ts'
import { amountText } from './names.tsx'
import { Hash } from './RunRecord.tsx'
import { words as shared } from './texts.ts'
import './evaluations.css'

const words = defineTexts({
  title: { zh: '评价结果通知书', en: 'Notice of a result' },
  card: { zh: '评分卡', en: 'Score card' },
  notYet: { zh: '还没有通知书', en: 'There is no notice yet' },
  notYetWhy: { zh: '结果公示之后才出具。', en: 'It is drawn up once the results are public.' },
  to: { zh: '{name}：', en: '{name},' },
  number: { zh: '编号 {number}', en: 'No. {number}' },
  illustrative: {
    zh: '示意办法的样张，不发出，不作依据。',
    en: 'A specimen of an illustrative scheme: not sent, deciding nothing.',
  },
  remedy: { zh: '救济途径与期限', en: 'How and until when to object' },
  until: { zh: '异议截止：{date} 24:00', en: 'Objections until {date}, 24:00' },
  hash: { zh: '结果校验值（sha-256）', en: 'sha-256 of the result' },
  resultLine: { zh: '等级 {grade}，总分 {total}，名次 {rank}', en: 'Grade {grade}, total {total}, rank {rank}' },
})

/** The notice of a result as a document for print: what was found, how, and what one can do about it. */
export function NoticePage() {
  const { id = '', subject = '' } = useParams({ strict: false }) as { id?: string; subject?: string }
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const found = useQuery(api.noticeShow.queryOptions({ input: { id, unit: subject }, retry: false }))
  const isNotYet = found.error !== null && problemFrom(found.error).code === 'refused_by_rule'
  return (
    <Page
      title={t('title')}
      crumbs={[
        { title: s('evaluations'), to: evaluationPaths.list() },
        { title: t('card'), to: evaluationPaths.card(id, subject) },
      ]}
      acts={<Button onClick={() => globalThis.print()}>{s('print')}</Button>}
      problem={isNotYet ? undefined : found.error}
      loading={found.isLoading}
    >
      {isNotYet ? (
        <EmptyState
          title={t('notYet')}
          why={t('notYetWhy')}
          act={<Go to={evaluationPaths.card(id, subject)}>{t('card')}</Go>}
        />
      ) : null}
      {found.data === undefined ? null : <Sheet notice={found.data} />}
    </Page>
  )
}

function Sheet({ notice }: { notice: Notice }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const none = s('none')
  return (
    <article className="ev-notice">
      {notice.isIllustrative ? <p className="jd-note ev-status-note">{t('illustrative')}</p> : null}
      <h2>{say(notice.title)}</h2>
      <p className="ev-notice-number">{t('number', { number: notice.number })}</p>
      <p>{t('to', { name: notice.to })}</p>
      {notice.paragraphs.map((paragraph) => (
        <p key={paragraph.zh}>{say(paragraph)}</p>
      ))}
      <p>
        <strong>
          {t('resultLine', {
            grade: notice.gradeName === null ? none : say(notice.gradeName),
            total: notice.total === null ? none : formatNumber(notice.total),
            rank: notice.rank ?? none,
          })}
        </strong>
      </p>
      <div className="jd-table-scroll" role="region" aria-label={s('score')} tabIndex={0}>
        <table className="jd-table">
          <thead>
            <tr>
              <th scope="col" className="jd-first">
                {s('criterion')}
              </th>
              <th scope="col" className="jd-right">
                {s('value')}
              </th>
              <th scope="col" className="jd-right">
                {s('baseline')}
              </th>
              <th scope="col" className="jd-right">
                {s('score')}
              </th>
            </tr>
          </thead>
          <tbody>
            {notice.scores.map((line) => (
              <tr key={line.criterion}>
                <th scope="row" className="jd-first">
                  {say(line.name)}
                </th>
                <td className="jd-right jd-number">
                  {line.value === null
                    ? blankWord(line.blank ?? 'not_reported', language)
                    : amountText(line.value, line.unit, language)}
                </td>
                <td className="jd-right jd-number">{line.baseline === null ? none : formatNumber(line.baseline)}</td>
                <td className="jd-right jd-number">{line.score === null ? none : formatNumber(line.score)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h3 className="ev-h">{t('remedy')}</h3>
      <p>{say(notice.remedy)}</p>
      {notice.until === null ? null : <p>{t('until', { date: notice.until })}</p>}
      <p className="ev-notice-sign">
        {say(notice.issuer)}
        <br />
        {notice.date}
      </p>
      <p className="jd-quiet jd-small">
        {say(notice.schemeName)} {formatPeriod(notice.period, language)} · {t('hash')} <Hash hash={notice.resultHash} />
      </p>
    </article>
  )
}
