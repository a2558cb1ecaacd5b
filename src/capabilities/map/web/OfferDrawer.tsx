import { Drawer } from 'antd'
import { mapPaths } from '#base/paths/map.ts'
import type { Offer } from '#capabilities/land/contract.ts'
import { useTexts } from '#kit/web/texts.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { useOfferLines } from './offers/offer-words.ts'
import { words } from './texts.ts'

/** One offer beside the map, and the way to all of it. */
export function OfferDrawer({ offer, onClose }: { offer: Offer | undefined; onClose: () => void }) {
  const t = useTexts(words)
  const lines = useOfferLines()
  return (
    <Drawer
      title={offer?.code}
      open={offer !== undefined}
      onClose={onClose}
      mask={false}
      size="min(400px, 100vw)"
      destroyOnHidden
    >
      {offer === undefined ? null : (
        <>
          <Facts items={lines(offer).flatMap(({ label, value }) => (value === undefined ? [] : [{ label, value }]))} />
          <p className="map-dossier">
            <Go to={mapPaths.offer(offer.id)}>{t('openOffer')}</Go>
          </p>
        </>
      )}
    </Drawer>
  )
}
