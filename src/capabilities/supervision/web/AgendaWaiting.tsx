import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '#kit/web/api.ts'
import { useMay } from '#kit/web/session.tsx'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { supervisionContract } from '../contract.ts'
import { AgendaCard } from './AgendaCard.tsx'
import { AgendaForm } from './MeetingForms.tsx'

const words = defineTexts({
  title: { zh: '待上会议题', en: 'Items waiting for a meeting' },
  propose: { zh: '提出议题', en: 'Propose an item' },
  none: { zh: '没有待上会的议题', en: 'No items wait' },
  noneWhy: {
    zh: '单位用“提出议题”报上来，按职责分工送到应当决定它的会议。',
    en: 'Units propose items; the duties say which meeting decides them.',
  },
})

/** Items that were proposed and that no meeting has taken up. */
export function AgendaWaiting() {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const say = useText()
  const may = useMay()
  const [proposing, setProposing] = useState(false)
  const found = useQuery(api.agendaList.queryOptions({ input: { pageSize: 100 } }))
  const items = found.data?.items ?? []
  return (
    <PagePart
      title={t('title')}
      acts={
        <ActButton decision={may('supervision.report')} act={() => setProposing(true)}>
          {t('propose')}
        </ActButton>
      }
    >
      {items.length === 0 ? <EmptyState title={t('none')} why={t('noneWhy')} /> : null}
      <ul className="sv-plain">
        {items.map((item) => (
          <li key={item.id}>
            <AgendaCard item={item} note={say(item.series?.name)} />
          </li>
        ))}
      </ul>
      <AgendaForm open={proposing} onClose={() => setProposing(false)} />
    </PagePart>
  )
}
