import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { mapPaths } from '#base/paths/map.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { type Offer, offersContract } from '../contract/offers.ts'
import { useStageWord } from './OfferSheet.tsx'
import { WithdrawForm } from './OfficeOffersPage.tsx'
import { PublishForm } from './PublishForm.tsx'

const words = defineTexts({
  publish: { zh: '对外发布', en: 'Publish' },
  again: { zh: '重新发布', en: 'Publish again' },
  withdraw: { zh: '撤回发布', en: 'Take back' },
  offered: { zh: '公众可见：{stage}，第 {n} 次发布。', en: 'Public: {stage}, revision {n}.' },
  parcel: { zh: '公众看不到这个地块。', en: 'Strangers do not see this parcel.' },
  space: { zh: '公众看不到这处空间。', en: 'Strangers do not see this space.' },
  see: { zh: '查看公开页', en: 'See the public page' },
})

/** Whether a parcel or a space is public, and the ways to publish it, to publish it again, to take it back. */
export function OfferLine({ kind, of }: Pick<Offer, 'kind' | 'of'>) {
  const api = useApi(offersContract)
  const t = useTexts(words)
  const stageWord = useStageWord()
  const found = useQuery(api.offerTerms.queryOptions({ input: { kind, of } }))
  const [open, setOpen] = useState<'publish' | 'withdraw'>()
  const data = found.data
  if (data === undefined) return found.error === null ? <Busy lines={1} /> : <ProblemAlert problem={found.error} />
  const [last] = data.revisions
  const current = last !== undefined && last.offer.withdrawnAt === null ? last : undefined
  const close = () => setOpen(undefined)
  return (
    <>
      <p className="jd-acts">
        {current === undefined ? (
          <span className="jd-quiet">{t(kind)}</span>
        ) : (
          <span>
            {t('offered', { stage: stageWord(current.offer.stage), n: current.offer.revision })}{' '}
            <Go to={mapPaths.offer(current.offer.id)}>{t('see')}</Go>
          </span>
        )}
        <ActButton small={kind === 'space'} decision={data.decision} act={() => setOpen('publish')}>
          {t(data.revision === 0 ? 'publish' : 'again')}
        </ActButton>
        {current === undefined ? null : (
          <ActButton small={kind === 'space'} decision={data.decision} act={() => setOpen('withdraw')}>
            {t('withdraw')}
          </ActButton>
        )}
      </p>
      <PublishForm kind={kind} of={of} open={open === 'publish'} onClose={close} />
      {open === 'withdraw' && current !== undefined ? <WithdrawForm one={current} onClose={close} /> : null}
    </>
  )
}
