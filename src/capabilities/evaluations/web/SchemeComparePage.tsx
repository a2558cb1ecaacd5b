import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Select } from 'antd'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { evaluationsContract } from '../contract.ts'
import { SchemeStatusMark, useValidity } from './names.tsx'
import { SchemeChanges } from './SchemeChanges.tsx'
import { words as shared } from './texts.ts'
import './evaluations.css'

const words = defineTexts({
  title: { zh: '办法比较', en: 'Schemes compared' },
  other: { zh: '与哪个办法比较', en: 'Compare with' },
  choose: { zh: '选择另一个办法或版本', en: 'Choose another scheme or version' },
  chooseWhy: {
    zh: '列出两者每一处不同：权重、基准值、计分方式、名额、否决与措施。',
    en: 'Every place where they differ is listed: weights, baselines, scores, quota, vetoes, measures.',
  },
})

/** Two schemes, or two versions of one, place by place. */
export function SchemeComparePage() {
  const { scheme: id = '' } = useParams({ strict: false }) as { scheme?: string }
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const validity = useValidity()
  const { state, set } = useAddress()
  const list = useQuery(api.schemeList.queryOptions()).data?.items ?? []
  const own = useQuery(api.schemeShow.queryOptions({ input: { scheme: id } }))
  const other = useQuery(
    api.schemeShow.queryOptions({ input: { scheme: state.other ?? '-' }, enabled: state.other !== undefined }),
  )
  const name = own.data === undefined ? '' : say(own.data.name)
  return (
    <Page
      title={t('title')}
      sentence={name}
      crumbs={[
        { title: s('evaluations'), to: evaluationPaths.list() },
        { title: name, to: evaluationPaths.scheme(id) },
      ]}
      problem={own.error ?? (state.other === undefined ? undefined : other.error)}
      loading={own.isLoading}
      filters={
        <Select
          aria-label={t('other')}
          placeholder={t('other')}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          style={{ width: 'min(420px, 100%)' }}
          value={state.other}
          options={list
            .filter((one) => one.id !== id)
            .map((one) => ({ value: one.id, label: `${say(one.name)} · ${validity(one.from, one.to)}` }))}
          onChange={(next: string | undefined) => set({ other: next })}
        />
      }
    >
      {own.data === undefined || other.data === undefined || state.other === undefined ? (
        <EmptyState title={t('choose')} why={t('chooseWhy')} />
      ) : (
        <>
          <p>
            {name} <SchemeStatusMark status={own.data.status} /> · {say(other.data.name)}{' '}
            <SchemeStatusMark status={other.data.status} />
          </p>
          <SchemeChanges
            before={own.data.content}
            after={other.data.content}
            names={{ before: name, after: say(other.data.name) }}
          />
        </>
      )}
    </Page>
  )
}
