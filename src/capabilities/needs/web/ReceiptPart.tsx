import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { mapPaths } from '#base/paths/map.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { needsContract, type Receipt } from '../contract.ts'
import { words as shared } from './texts.ts'

const words = defineTexts({
  label: { zh: '回执', en: 'Receipt' },
  look: { zh: '查询', en: 'Look' },
  answer: { zh: '答复', en: 'Answer' },
  answeredBy: { zh: '承办单位', en: 'Answered by' },
  noOffers: { zh: '尚未推荐地块或空间', en: 'Nothing has been offered yet' },
  noOffersWhy: { zh: '有合适的会在这里列出，并电话联系您。', en: 'What fits is listed here, and you are called.' },
})

/** How a need stands, for whoever has its receipt. */
export function ReceiptPart({ code, onLook }: { code: string; onLook: (code: string) => void }) {
  const api = useApi(needsContract)
  const t = useTexts(words)
  const isCode = code !== '-'
  const found = useQuery(api.needReceipt.queryOptions({ input: { code }, enabled: isCode, retry: false }))
  return (
    <>
      <Input.Search
        aria-label={t('label')}
        placeholder={t('label')}
        defaultValue={isCode ? code : ''}
        enterButton={t('look')}
        onSearch={(text) => (text.trim() === '' ? undefined : onLook(text.trim()))}
        style={{ maxWidth: 420 }}
      />
      {found.error === null ? null : <ProblemAlert problem={found.error} />}
      {found.data === undefined ? null : <Answer receipt={found.data} />}
    </>
  )
}

function Answer({ receipt }: { receipt: Receipt }) {
  const { timeZone } = useSession().programme
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  return (
    <PagePart title={t('answer')}>
      <Facts
        items={[
          { label: s('state'), value: say(receipt.stateName) },
          { label: s('statedAt'), value: formatInstant(receipt.statedAt, timeZone) },
          { label: t('answeredBy'), value: receipt.units.map(({ name }) => say(name)).join(', ') || s('notStated') },
        ]}
      />
      {receipt.offers.length === 0 ? (
        <EmptyState title={t('noOffers')} why={t('noOffersWhy')} />
      ) : (
        <ul>
          {receipt.offers.map(({ number, offer, code, name }) => (
            <li key={number}>
              <Go to={mapPaths.offer(offer)}>
                {code} {name}
              </Go>
            </li>
          ))}
        </ul>
      )}
    </PagePart>
  )
}
