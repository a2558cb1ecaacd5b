import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import { evaluationsContract } from '../contract.ts'
import type { Card } from '../contract/results.ts'
import type { RunDetail } from '../contract/runs.ts'
import { WorkingOn } from './RunProgress.tsx'

const words = defineTexts({
  title: { zh: '等级是否稳定', en: 'How stable the grade is' },
  kept: {
    zh: '各权重在 ±25 % 内随机变动 {draws} 次，{kept} % 的情形下等级不变。',
    en: 'Weights varied at random by up to 25 % either way, {draws} times: in {kept} % of them the grade stays.',
  },
  what: {
    zh: '这是敏感性分析，不是结果。',
    en: 'This is a look at sensitivity, not a result.',
  },
  firm: { zh: '稳定', en: 'stable' },
  open: { zh: '受权重影响较大', en: 'depends on the weights' },
  at: { zh: '计算于 {at}', en: 'computed {at}' },
  never: { zh: '还没有做过稳定性分析', en: 'Stability was not looked at yet' },
  neverWhy: {
    zh: '由分析人员对这次结果发起，约需几秒。',
    en: 'An analyst asks for it once for a result; it takes seconds.',
  },
  ask: { zh: '分析稳定性', en: 'Look at stability' },
  working: { zh: '正在变动权重', en: 'Varying the weights' },
})

const firmFrom = 0.9

/** How often the grade stays when the weights vary. */
export function CardStability({ card, run }: { card: Card; run: RunDetail }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const { programme } = useSession()
  const [job, setJob] = useState<string>()
  const found = useQuery(
    api.stabilityShow.queryOptions({
      input: { id: card.run, number: card.number, unit: card.unit.unit, page: 1, pageSize: 1 },
    }),
  )
  const own = found.data?.items[0]
  const ask = (
    <ActButton
      act={async () => setJob((await api.stabilityAsk.call({ id: card.run, number: card.number, draws: 1000 })).job)}
    >
      {t('ask')}
    </ActButton>
  )
  return (
    <PagePart title={t('title')} id="stability">
      {found.error === null ? null : <ProblemAlert problem={found.error} />}
      {found.isLoading ? <Busy lines={2} /> : null}
      {job !== undefined && own === undefined ? <WorkingOn job={job} title={t('working')} /> : null}
      {found.data === undefined ? null : own === undefined ? (
        <EmptyState title={t('never')} why={t('neverWhy')} act={run.may.run && job === undefined ? ask : undefined} />
      ) : (
        <p>
          <StatusLight
            light={own.kept >= firmFrom ? 'done' : 'near'}
            word={t(own.kept >= firmFrom ? 'firm' : 'open')}
          />{' '}
          {t('kept', { draws: formatNumber(found.data.draws), kept: formatNumber(own.kept * 100, { scale: 1 }) })}{' '}
          <span className="jd-quiet">
            {t('what')}{' '}
            {found.data.at === null ? '' : t('at', { at: formatInstant(found.data.at, programme.timeZone) })}
          </span>
        </p>
      )}
    </PagePart>
  )
}
