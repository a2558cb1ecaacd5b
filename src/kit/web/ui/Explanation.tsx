import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { blankReasons } from '#base/blank.ts'
import { coveragePercent } from '#base/figure.ts'
import { fetchJson } from '../api.ts'
import { formatInstant, formatPeriod } from '../dates.ts'
import { blankWord, formatNumber, formatValue } from '../numbers.ts'
import { useMaybeSession } from '../session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '../texts.tsx'
import { Busy } from './Busy.tsx'
import type { ExplainRequest, LineageLoader, LineagePage, LineageRow } from './ExplanationDrawer.tsx'
import { Facts } from './Facts.tsx'
import { markWords } from './figure-words.ts'
import { Go } from './Go.tsx'
import { ProblemAlert } from './ProblemAlert.tsx'

const words = defineTexts({
  value: { zh: '数值', en: 'Value' },
  marks: { zh: '标记', en: 'Marks' },
  formula: { zh: '算法', en: 'Formula' },
  since: { zh: '自 {date} 起', en: 'since {date}' },
  source: { zh: '依据', en: 'Source' },
  coverage: { zh: '覆盖', en: 'Coverage' },
  covered: { zh: '应报 {expected}，已报 {reported}（{share}%）', en: '{reported} of {expected} reported ({share}%)' },
  blanks: { zh: '缺值', en: 'Missing' },
  none: { zh: '无', en: 'none' },
  knownAt: { zh: '数据截至', en: 'Known at' },
  lineage: { zh: '来源', en: 'Lineage' },
  all: { zh: '共 {n} 条', en: '{n} in all' },
  more: { zh: '再读一页', en: 'Show more' },
  empty: {
    zh: '没有来源记录：这个数没有用到任何已报数据。',
    en: 'No records: no reported value went into this figure.',
  },
  version: { zh: '第 {n} 版', en: 'version {n}' },
})

/** The default loader: pages of the address that the figure itself names. */
function loaderOf(address: string): LineageLoader {
  return async (cursor, signal) => {
    const url = new URL(address, globalThis.location.origin)
    if (cursor !== undefined) url.searchParams.set('cursor', cursor)
    return (await fetchJson(url.pathname + url.search, signal)) as LineagePage
  }
}

/** What stands behind a figure: formula, coverage, blanks by reason, when it was known, and the way back, page by page. */
export function Explanation({ title, figure, context, unit, scale, lineage }: ExplainRequest) {
  const t = useTexts(words)
  const language = useLanguage()
  const mark = useTexts(markWords)
  const zone = useMaybeSession()?.programme.timeZone
  const { formula, coverage, blanks, knownAt } = figure.explanation
  const missing = blankReasons.filter((reason) => (blanks[reason] ?? 0) > 0)
  const colon = language === 'zh' ? '：' : ': '
  return (
    <div className="jd-explanation">
      <h2>{title}</h2>
      <p className="jd-explanation-value">{formatValue(figure.value, language, { unit, scale })}</p>
      {context}
      <Facts
        items={[
          ...(figure.marks.length === 0
            ? []
            : [{ label: t('marks'), value: figure.marks.map((one) => mark(one)).join(' · ') }]),
          ...(formula === undefined
            ? []
            : [
                {
                  label: t('formula'),
                  value: (
                    <>
                      <code>{formula.text}</code>
                      <span className="jd-quiet jd-block">
                        {t('since', { date: formula.from })}
                        {formula.source === undefined ? '' : ` · ${t('source')}${colon}${formula.source}`}
                      </span>
                    </>
                  ),
                },
              ]),
          {
            label: t('coverage'),
            value: t('covered', { ...coverage, share: coveragePercent(figure.explanation.coverage) }),
          },
          {
            label: t('blanks'),
            value:
              missing.length === 0
                ? t('none')
                : missing
                    .map((reason) => `${blankWord(reason, language)} ${formatNumber(blanks[reason] ?? 0)}`)
                    .join(' · '),
          },
          { label: t('knownAt'), value: formatInstant(knownAt, zone) },
        ]}
      />
      <h3>{t('lineage')}</h3>
      <Lineage address={figure.explanation.lineage} load={lineage ?? loaderOf(figure.explanation.lineage)} />
    </div>
  )
}

function Lineage({ address, load }: { address: string; load: LineageLoader }) {
  const t = useTexts(words)
  const pages = useInfiniteQuery({
    queryKey: ['lineage', address],
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: LineagePage) => last.next,
    staleTime: 0,
  })
  if (pages.isPending) return <Busy lines={4} />
  if (pages.isError) return <ProblemAlert problem={pages.error} />
  const rows = pages.data.pages.flatMap((page) => page.rows)
  const total = pages.data.pages[0]?.total
  if (rows.length === 0) return <p className="jd-quiet">{t('empty')}</p>
  return (
    <>
      {total === undefined ? null : <p className="jd-quiet">{t('all', { n: formatNumber(total) })}</p>}
      <ol className="jd-lineage">
        {rows.map((row) => (
          <LineageStep key={row.id} row={row} />
        ))}
      </ol>
      {pages.hasNextPage ? (
        <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </>
  )
}

function LineageStep({ row }: { row: LineageRow }) {
  const t = useTexts(words)
  const language = useLanguage()
  const say = useText()
  const zone = useMaybeSession()?.programme.timeZone
  const wording = (text: LineageRow['title']): string => (typeof text === 'string' ? text : say(text))
  const notes = [
    row.detail === undefined ? undefined : wording(row.detail),
    row.period === undefined ? undefined : formatPeriod(row.period, language),
    row.version === undefined ? undefined : t('version', { n: row.version }),
    row.actor,
    row.at === undefined ? undefined : formatInstant(row.at, zone),
  ].filter((note) => note !== undefined && note !== '')
  return (
    <li>
      <div>
        {row.to === undefined ? wording(row.title) : <Go to={row.to}>{wording(row.title)}</Go>}
        <span className="jd-quiet jd-block jd-small">{notes.join(' · ')}</span>
      </div>
      {row.value === undefined ? null : <span className="jd-number">{formatValue(row.value, language)}</span>}
    </li>
  )
}
