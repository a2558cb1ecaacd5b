import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { formatNumber } from '#kit/web/numbers.ts'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { unitName } from '#base/unit.ts'
import type { Offer } from '../contract/offers.ts'
import { words as shared } from './texts.ts'

const words = defineTexts({
  tenures: { zh: '供给方式', en: 'To be had by' },
  price: { zh: '价格', en: 'Price' },
  rent: { zh: '租金', en: 'Rent' },
  least: { zh: '最小可供面积', en: 'Smallest part' },
  from: { zh: '可用时间', en: 'To be had' },
  fromTo: { zh: '{from} 至 {until}', en: '{from} to {until}' },
  fromOn: { zh: '{from} 起', en: 'from {from}' },
  power: { zh: '供电', en: 'Power' },
  cleanRoom: { zh: '无尘车间', en: 'Clean room' },
  ceiling: { zh: '层高', en: 'Height' },
  floorLoad: { zh: '楼面荷载', en: 'Floor load' },
  yes: { zh: '有', en: 'yes' },
  no: { zh: '无', en: 'no' },
  notStated: { zh: '未写明', en: 'not stated' },
  whole: { zh: '整宗', en: 'only as a whole' },
  contact: { zh: '联系', en: 'Contact' },
  documents: { zh: '文件', en: 'Documents' },
  none: { zh: '无', en: 'none' },
  conditions: { zh: '准入条件', en: 'Entry conditions' },
  any: { zh: '用途允许的产业均可', en: 'Any industry that its use allows' },
  schematic: { zh: '示意图形', en: 'Schematic outline' },
  approximate: { zh: '近似位置', en: 'Approximate position' },
  synthetic: { zh: '合成数据', en: 'Synthetic' },
  'stage.planned': { zh: '计划供应', en: 'Planned' },
  'stage.on_offer': { zh: '在供', en: 'On offer' },
  'stage.announced': { zh: '公告中', en: 'Announced' },
  stage: { zh: '阶段', en: 'Stage' },
})

/** The words of the stage of an offer. */
export function useStageWord(): (stage: Offer['stage']) => string {
  const t = useTexts(words)
  return (stage) => t(`stage.${stage}`)
}

/** What strangers read of an offer, in full. */
export function OfferSheet({ offer }: { offer: Offer }) {
  const t = useTexts(words)
  const say = useText()
  const marks = [
    offer.schematic ? t('schematic') : undefined,
    offer.approximate ? t('approximate') : undefined,
    offer.synthetic ? t('synthetic') : undefined,
  ].filter((mark) => mark !== undefined)
  return (
    <>
      {marks.length === 0 ? null : <p className="jd-note">{marks.join(' · ')}</p>}
      <Facts items={useOfferFacts(offer)} />
      <h3>{t('conditions')}</h3>
      {offer.industries.length === 0 ? <p className="jd-quiet">{t('any')}</p> : null}
      {offer.industries.map(({ industry, name, rows }) => (
        <section key={industry}>
          <h4>{say(name)}</h4>
          <ul>
            {rows.map((row) => (
              <li key={row.row.id}>{say(row.words)}</li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

function useOfferFacts(offer: Offer) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const measured = (value: string | null, unit: string) =>
    value === null ? t('notStated') : `${formatNumber(value)} ${unitName(unit, language)}`
  const { price, rent, least, from, until, cleanRoom, contact, documents } = offer
  return [
    { label: t('stage'), value: t(`stage.${offer.stage}`) },
    { label: s('place'), value: say(offer.placeName) },
    { label: s('base'), value: offer.baseName === null ? s('noBase') : say(offer.baseName) },
    { label: s('area'), value: measured(offer.area, 'm2') },
    { label: t('least'), value: least === null ? t('whole') : measured(least, 'm2') },
    { label: s('use'), value: offer.useName === null ? t('notStated') : say(offer.useName) },
    { label: t('tenures'), value: offer.tenureNames.map((name) => say(name)).join(' · ') },
    ...(offer.kind === 'parcel' || price !== null
      ? [{ label: t('price'), value: price === null ? t('notStated') : measured(price.value, price.unit) }]
      : []),
    ...(offer.kind === 'space' || rent !== null
      ? [{ label: t('rent'), value: rent === null ? t('notStated') : measured(rent.value, rent.unit) }]
      : []),
    { label: t('from'), value: until === null ? t('fromOn', { from }) : t('fromTo', { from, until }) },
    { label: t('power'), value: measured(offer.powerKw, 'kW') },
    ...(offer.kind === 'space'
      ? [
          { label: t('cleanRoom'), value: cleanRoom === null ? t('notStated') : t(cleanRoom ? 'yes' : 'no') },
          { label: t('ceiling'), value: measured(offer.ceiling, 'm') },
          { label: t('floorLoad'), value: measured(offer.floorLoad, 't/m2') },
        ]
      : []),
    { label: t('contact'), value: [say(contact.name), contact.phone].filter(Boolean).join(' ') },
    {
      label: t('documents'),
      value: documents.length === 0 ? t('none') : documents.map(({ name }) => name).join(' · '),
    },
  ]
}
