import { useParams } from '@tanstack/react-router'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { useAddress } from '#kit/web/address.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { figureAddressFrom } from '../rules/figure-cells.ts'
import { FigureExplained } from './FigureExplained.tsx'
import { useCatalogue } from './vocabulary.ts'
import { useNews } from './freshness.ts'
import './indicators.css'

const words = defineTexts({
  title: { zh: '数值来源', en: 'Where a figure comes from' },
  catalogue: { zh: '指标目录', en: 'Indicators' },
  none: { zh: '这个地址没有指明一个数', en: 'This address names no figure' },
  noneWhy: { zh: '地址里应有报告期，如 ?at=2024-07。', en: 'It should name a period, as in ?at=2024-07.' },
})

/** One figure on a page of its own, so that it can be linked to and printed. */
export function FigurePage() {
  useNews()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const { state } = useAddress()
  const t = useTexts(words)
  const say = useText()
  const { data } = useCatalogue()
  const indicator = data?.indicators.find((each) => each.id === id)
  const address = figureAddressFrom(id, state)
  const crumbs = [
    { title: t('catalogue'), to: indicatorPaths.list() },
    { title: indicator === undefined ? id : say(indicator.name), to: indicatorPaths.one(id) },
  ]
  return (
    <Page title={t('title')} crumbs={crumbs}>
      {address === undefined ? (
        <EmptyState title={t('none')} why={t('noneWhy')} act={<Go to={indicatorPaths.one(id)}>{id}</Go>} />
      ) : (
        <div className="ind-alone">
          <FigureExplained address={address} />
        </div>
      )}
    </Page>
  )
}
