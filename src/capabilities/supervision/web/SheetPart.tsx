import { useState } from 'react'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import type { BaseSheet, StandingShown } from '../contract/bases.ts'
import { FileList, useCite, useNamesOf } from './names.tsx'
import { useRefused } from './refusals.ts'
import { StandingForm } from './StandingForm.tsx'
import { StandsMark, useStandsWord } from './StandsMark.tsx'

const words = defineTexts({
  record: { zh: '登记', en: 'Record' },
  recordFor: { zh: '登记：{item}', en: 'Record: {item}' },
  document: { zh: '文件：{document}', en: 'Document: {document}' },
  evidence: { zh: '佐证：{evidence}', en: 'Evidence: {evidence}' },
  fromPack: { zh: '依据：{source}', en: 'Source: {source}' },
  fromPackAt: { zh: '依据：{source}，截至 {at}', en: 'Source: {source}, as of {at}' },
  recorded: { zh: '据登记', en: 'As recorded' },
  nothing: { zh: '文件没有写明，也没有登记。', en: 'No document states it and nobody has recorded it.' },
  history: { zh: '历次登记（{n}）', en: 'Records ({n})' },
  entry: { zh: '{at} {by}：{state}，{words}', en: '{at} {by}: {state}, {words}' },
})

/** The sheet of a base: each of the seven with what stands, since when, by which document, and what was recorded. */
export function SheetPart({ sheet }: { sheet: BaseSheet }) {
  const [item, setItem] = useState<StandingShown>()
  return (
    <>
      <ul className="sv-ones">
        {sheet.items.map((one) => (
          <li key={one.item} className="sv-one" data-state={one.state}>
            <One sheet={sheet} one={one} onRecord={() => setItem(one)} />
          </li>
        ))}
      </ul>
      <StandingForm base={sheet.base.id} item={item} onClose={() => setItem(undefined)} />
    </>
  )
}

function One({ sheet, one, onRecord }: { sheet: BaseSheet; one: StandingShown; onRecord: () => void }) {
  const t = useTexts(words)
  const say = useText()
  const cite = useCite()
  const names = useNamesOf()
  const refused = useRefused()
  const name = say(one.name)
  return (
    <>
      <h3>{name}</h3>
      <p>
        <StandsMark state={one.state} since={one.since} />
      </p>
      <p className="jd-quiet">{say(one.meant)}</p>
      {one.references.length === 0 ? null : <p>{names(one.references)}</p>}
      {one.words === null ? null : <p>{say(one.words)}</p>}
      {one.document === null ? null : <p>{t('document', { document: one.document })}</p>}
      {one.evidence === null ? null : <p>{t('evidence', { evidence: one.evidence })}</p>}
      <FileList caseId={null} files={one.files} />
      <p className="jd-quiet jd-small">
        {one.isFrom === 'pack'
          ? t(one.asOf === null ? 'fromPack' : 'fromPackAt', { source: cite(one.clause), at: one.asOf ?? '' })
          : t(one.isFrom === 'record' ? 'recorded' : 'nothing')}
      </p>
      <History one={one} />
      <div className="jd-acts">
        <ActButton small decision={refused('supervision.record', sheet.may.record)} act={onRecord}>
          {t('record')}
          <span className="jd-hidden">{name}</span>
        </ActButton>
      </div>
    </>
  )
}

function History({ one }: { one: StandingShown }) {
  const t = useTexts(words)
  const stands = useStandsWord()
  const { timeZone } = useSession().programme
  if (one.history.length === 0) return null
  return (
    <details>
      <summary>{t('history', { n: one.history.length })}</summary>
      <ol className="sv-list">
        {one.history.map(({ id, state, words: said, at, by }) => (
          <li key={id}>
            {t('entry', { at: formatInstant(at, timeZone), by: by ?? '', state: stands(state), words: said })}
          </li>
        ))}
      </ol>
    </details>
  )
}
