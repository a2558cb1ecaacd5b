import { unitName } from '#base/unit.ts'
import type { Offer } from '#capabilities/land/contract.ts'
import { formatNumber, formatQuantity } from '#kit/web/numbers.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { words } from './offer-texts.ts'

/** One line of an offer: its word and what it says; undefined where nothing was stated. */
export type OfferLine = { readonly id: string; readonly label: string; readonly value: string | undefined }

/** `const lines = useOfferLines()`, then `lines(offer)`: everything that an offer states, in the order of reading. */
export function useOfferLines(): (offer: Offer) => OfferLine[] {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const comma = language === 'zh' ? '、' : ', '
  const area = (value: string) =>
    `${formatQuantity({ value, unit: 'm2' }, language)} · ${formatQuantity({ value, unit: 'm2' }, language, { unit: 'mu', scale: 2 })}`
  const measure = (value: string | null, unit: string) =>
    value === null ? undefined : `${formatNumber(value)} ${unit}`
  const money = (amount: Offer['price']) => (amount === null ? undefined : formatQuantity(amount, language))
  const yesNo = (value: boolean | null) => (value === null ? undefined : t(value ? 'yes' : 'no'))
  return (offer) => {
    const isParcel = offer.kind === 'parcel'
    const own: OfferLine[] = isParcel
      ? [
          { id: 'use', label: t('use'), value: offer.useName === null ? undefined : say(offer.useName) },
          { id: 'price', label: t('price'), value: money(offer.price) },
        ]
      : [
          { id: 'rent', label: t('rent'), value: money(offer.rent) },
          { id: 'ceiling', label: t('ceiling'), value: measure(offer.ceiling, unitName('m', language)) },
          { id: 'floorLoad', label: t('floorLoad'), value: measure(offer.floorLoad, unitName('t/m2', language)) },
          { id: 'cleanRoom', label: t('cleanRoom'), value: yesNo(offer.cleanRoom) },
        ]
    return [
      { id: 'kind', label: t('kind'), value: t(offer.kind) },
      { id: 'stage', label: t('stage'), value: t(offer.stage) },
      { id: 'place', label: t('place'), value: say(offer.placeName) },
      ...(offer.baseName === null ? [] : [{ id: 'base', label: t('base'), value: say(offer.baseName) }]),
      { id: 'area', label: t('area'), value: area(offer.area) },
      { id: 'least', label: t('least'), value: offer.least === null ? t('whole') : area(offer.least) },
      ...own,
      {
        id: 'tenure',
        label: t('tenure'),
        value: offer.tenureNames.map((name) => say(name)).join(comma),
      },
      { id: 'from', label: t('from'), value: offer.from },
      { id: 'until', label: t('until'), value: offer.until ?? t('openEnd') },
      { id: 'power', label: t('power'), value: measure(offer.powerKw, 'kW') },
      {
        id: 'industries',
        label: t('industries'),
        value:
          offer.industries.length === 0 ? t('anyIndustry') : offer.industries.map(({ name }) => say(name)).join(comma),
      },
    ]
  }
}

/** What has to be known of its data: made up, drawn for orientation, placed roughly. */
export function useOfferMarks(): (offer: Offer) => string {
  const t = useTexts(words)
  return (offer) =>
    (['synthetic', 'schematic', 'approximate'] as const)
      .filter((mark) => offer[mark])
      .map((mark) => t(mark))
      .join(' · ')
}
