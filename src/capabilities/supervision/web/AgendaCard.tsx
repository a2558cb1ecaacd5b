import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { CasePanel } from '#capabilities/workflows/web/parts.tsx'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { supervisionContract } from '../contract.ts'
import type { AgendaItem } from '../contract/meetings.ts'
import { FileList, useCite, useNamesOf } from './names.tsx'

const words = defineTexts({
  proposer: { zh: '{unit} 提出 · {state}', en: 'proposed by {unit} · {state}' },
  routed: { zh: '按职责分工由 {units} 决定（{source}）', en: 'by the duties decided by {units} ({source})' },
  routedLead: { zh: '按职责分工由 {units} 牵头（{source}）', en: 'by the duties led by {units} ({source})' },
  outcome: { zh: '结果：{outcome}', en: 'Outcome: {outcome}' },
  papers: { zh: '材料', en: 'Papers' },
  handle: { zh: '办理议题', en: 'Handle the item' },
})

/** An item of an agenda with its papers, where it was routed and what came of it. */
export function AgendaCard({ item, note, acts }: { item: AgendaItem; note?: string; acts?: ReactNode }) {
  const t = useTexts(words)
  const say = useText()
  const names = useNamesOf()
  const cite = useCite()
  const { routed } = item
  return (
    <article className="sv-card">
      <strong>
        {item.position === null ? '' : `${item.position}. `}
        {item.title}
      </strong>
      <p className="jd-quiet">
        {t('proposer', { unit: say(item.proposer.name), state: say(item.stateName) })}
        {note === undefined || note === '' ? '' : ` · ${note}`}
      </p>
      {item.papers === null ? null : (
        <details>
          <summary>{t('papers')}</summary>
          <p className="sv-said">{item.papers}</p>
        </details>
      )}
      <FileList caseId={item.case} files={item.files} />
      {routed === null ? null : (
        <p className="jd-quiet jd-small">
          {routed.decide.length > 0
            ? t('routed', { units: names(routed.decide), source: cite(routed.clause) })
            : t('routedLead', { units: names(routed.lead), source: cite(routed.clause) })}
        </p>
      )}
      {item.outcome === null ? null : <p>{t('outcome', { outcome: item.outcome })}</p>}
      {acts === undefined ? null : <div className="jd-acts">{acts}</div>}
      <Handling item={item} />
    </article>
  )
}

/** The case of an item, read when it is opened. */
function Handling({ item }: { item: AgendaItem }) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  if (item.case === null) return null
  return (
    <details className="jd-screen-only" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('handle')}</summary>
      {open ? (
        <CasePanel
          caseId={item.case}
          perform={(done) => api.agendaAct.call({ id: item.id, ...done })}
          parts={['acts', 'branches', 'timeline']}
          onDone={() => client.invalidateQueries({ queryKey: api.key() })}
        />
      ) : null}
    </details>
  )
}
