import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import type { Scheme } from '#pack/schema/scheme.ts'
import { evaluationsContract } from '../contract.ts'
import type { SchemeDetail } from '../contract/runs.ts'
import { citedLine, SchemeStatusMark, SchemeStatusNote, useCited, useValidity } from './names.tsx'
import { SchemeWords } from './SchemeWords.tsx'
import { words as shared, wordOf } from './texts.ts'
import './evaluations.css'

const words = defineTexts({
  evaluate: { zh: '按此办法评价', en: 'Evaluate by it' },
  compare: { zh: '与另一办法或版本比较', en: 'Compare with another' },
  draft: { zh: '编写修订稿', en: 'Write a draft' },
  supersedes: { zh: '替代', en: 'Follows' },
  total: { zh: '权重合计', en: 'Weights add up to' },
  kind: { zh: '评价周期', en: 'Each' },
  'kind.year': { zh: '年', en: 'year' },
  'kind.half_year': { zh: '半年', en: 'half-year' },
  'kind.quarter': { zh: '季度', en: 'quarter' },
  'kind.month': { zh: '月', en: 'month' },
  text: { zh: '规划包原文', en: 'As the pack writes it' },
})

/** One scheme in words that people read: who, by what, how, what follows; and the same as the pack writes it. */
export function SchemePage() {
  const { scheme: id = '' } = useParams({ strict: false }) as { scheme?: string }
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const found = useQuery(api.schemeShow.queryOptions({ input: { scheme: id } }))
  const scheme = found.data
  return (
    <Page
      title={scheme === undefined ? s('scheme') : say(scheme.name)}
      crumbs={[{ title: s('evaluations'), to: evaluationPaths.list() }]}
      problem={found.error}
      loading={found.isLoading}
      acts={
        <>
          <Go to={evaluationPaths.list({ scheme: id })} className="ev-link">
            {t('evaluate')}
          </Go>
          <Go to={evaluationPaths.compare(id, scheme?.supersedes ?? undefined)} className="ev-link">
            {t('compare')}
          </Go>
          <Go to={evaluationPaths.draft(id)} className="ev-link">
            {t('draft')}
          </Go>
          <Button onClick={() => globalThis.print()}>{s('print')}</Button>
        </>
      }
    >
      {scheme === undefined ? null : <Shown scheme={scheme} />}
    </Page>
  )
}

function Shown({ scheme }: { scheme: SchemeDetail }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const language = useLanguage()
  const cite = useCited()
  const validity = useValidity()
  const cited = cite(scheme.source)
  return (
    <>
      <SchemeStatusNote status={scheme.status} />
      <Facts
        items={[
          { label: s('status'), value: <SchemeStatusMark status={scheme.status} /> },
          { label: s('source'), value: citedLine({ ...cited, number: null }, language) },
          { label: s('number'), value: cited.number ?? s('noNumber') },
          { label: s('validity'), value: validity(scheme.from, scheme.to) },
          { label: s('subject'), value: wordOf(s, 'subject', scheme.subject) },
          { label: t('kind'), value: wordOf(t, 'kind', scheme.period) },
          { label: t('total'), value: scheme.total },
          ...(scheme.supersedes === null
            ? []
            : [
                {
                  label: t('supersedes'),
                  value: <Go to={evaluationPaths.scheme(scheme.supersedes)}>{scheme.supersedes}</Go>,
                },
              ]),
        ]}
      />
      <SchemeWords scheme={scheme.content as unknown as Scheme} />
      <PagePart title={t('text')} id="text">
        <details className="ev-more">
          <summary>{t('text')}</summary>
          <pre className="ev-yaml">{scheme.text}</pre>
        </details>
      </PagePart>
    </>
  )
}
