import type { ReactNode } from 'react'
import { unitName } from '#base/unit.ts'
import { workflowPaths } from '#base/paths/workflows.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Timeline } from '#kit/web/ui/Timeline.tsx'
import type { TimelineEntry } from '../contract.ts'
import { useActorName } from './actor-name.ts'
import { caseWords as words } from './case-words.ts'

type CaseTimelineProps = {
  entries: readonly TimelineEntry[]
  /** The address of a file of the case; without it files are named only. */
  fileAddress?: (file: string) => string
}

/** What happened in a case, newest first: act, person and for whom, instant, state, what was filled in and attached, reason. */
export function CaseTimeline({ entries, fileAddress }: CaseTimelineProps) {
  const t = useTexts(words)
  const say = useText()
  const name = useActorName()
  const actorOf = ({ actor, actorName }: TimelineEntry) => name({ id: actor, name: actorName })
  return (
    <Timeline
      entries={entries.toReversed().map((entry) => ({
        id: String(entry.number),
        title: titleOf(entry),
        at: entry.at,
        actor:
          entry.onBehalfOf === undefined
            ? actorOf(entry)
            : t('forPerson', { name: actorOf(entry), other: entry.onBehalfOf.name }),
        detail: <EntryDetail entry={entry} fileAddress={fileAddress} />,
      }))}
    />
  )

  function titleOf(entry: TimelineEntry): string {
    const name = say(entry.name)
    return entry.unit === undefined ? name : t('forUnit', { act: name, unit: say(entry.unit.name) })
  }
}

function EntryDetail({ entry, fileAddress }: { entry: TimelineEntry; fileAddress?: CaseTimelineProps['fileAddress'] }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const colon = language === 'zh' ? '：' : ': '
  const listed = (units: readonly { name: { zh: string; en: string } }[]) =>
    units.map(({ name }) => say(name)).join(language === 'zh' ? '、' : ', ')
  const lines: ReactNode[] = []
  const first = [
    entry.from === entry.to ? undefined : t('newState', { state: say(entry.toName) }),
    entry.due === undefined ? undefined : t('newDue', { due: entry.due }),
    ...(entry.dues ?? [])
      .filter(({ due }) => due !== entry.due)
      .map(({ name, due, provisional }) =>
        t('dueSet', { clock: say(name), due: provisional ? `${due}${t('provisionalDue')}` : due }),
      ),
  ].filter((part) => part !== undefined)
  if (first.length > 0) lines.push(first.join(' · '))
  if (entry.reason !== undefined) lines.push(t('saidReason', { reason: entry.reason }))
  for (const { name, value, valueName, unit } of entry.fields ?? [])
    lines.push(`${say(name)}${colon}${say(valueName) || valueText(value, unit, language)}`)
  for (const role of ['lead', 'assist', 'decide'] as const) {
    const units = entry.parties?.[role] ?? []
    if (units.length > 0) lines.push(`${t(role)}${colon}${listed(units)}`)
  }
  if (entry.assignee !== undefined) lines.push(`${t('assignee')}${colon}${entry.assignee.name}`)
  if (entry.subcase !== undefined) lines.push(<Go to={workflowPaths.one(entry.subcase)}>{t('subcases')}</Go>)
  for (const file of entry.files ?? [])
    lines.push(
      <>
        {t('document')}
        {colon}
        {fileAddress === undefined ? (
          file.name
        ) : (
          <a href={fileAddress(file.id)} download={file.name}>
            {file.name}
          </a>
        )}
      </>,
    )
  return lines.map((line, index) => (
    <span key={index} className="wf-entry-line">
      {line}
    </span>
  ))
}

function valueText(value: string, unit: string | undefined, language: 'zh' | 'en'): string {
  if (unit === undefined) return value
  return /^-?\d/.test(value) ? `${formatNumber(value)} ${unitName(unit, language)}` : value
}
