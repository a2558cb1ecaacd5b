import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { ReleasedNotice } from '#capabilities/releases/web/parts.tsx'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { indicatorsContract } from '../contract.ts'
import { fresh, useNews } from './freshness.ts'
import { TargetDetail } from './TargetDetail.tsx'
import './indicators.css'

const words = defineTexts({
  plan: { zh: '规划指标', en: 'Plan targets' },
  missing: { zh: '没有这个目标', en: 'No such target' },
  missingWhy: {
    zh: '地址可能有误，或新的规划包已不含此目标。',
    en: 'The address may be wrong, or a newer pack no longer has this target.',
  },
  back: { zh: '看全部目标', en: 'All targets' },
})

/** One target on a page of its own, to be linked to and printed. */
export function TargetPage() {
  useNews()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(indicatorsContract)
  const t = useTexts(words)
  const say = useText()
  const plan = useQuery(api.plan.queryOptions({ input: {}, ...fresh }))
  const row = plan.data?.targets.find((each) => each.id === id)
  return (
    <div className="ind-plan">
      <Page
        title={row === undefined ? t('plan') : say(row.name)}
        crumbs={[{ title: t('plan'), to: indicatorPaths.plan() }]}
        problem={plan.data === undefined ? plan.error : undefined}
        loading={plan.isPending}
      >
        <ReleasedNotice />
        {plan.data === undefined ? null : row === undefined ? (
          <EmptyState
            title={t('missing')}
            why={t('missingWhy')}
            act={<Go to={indicatorPaths.plan()}>{t('back')}</Go>}
          />
        ) : (
          <TargetDetail row={row} synthetic={plan.data.synthetic} knownAt={plan.data.knownAt} alone />
        )}
      </Page>
    </div>
  )
}
