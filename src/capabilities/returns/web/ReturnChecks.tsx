import type { Problem, ProblemIssue } from '#base/problem.ts'
import { unitName } from '#base/unit.ts'
import { issueSentence } from '#kit/web/problem-words.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { CheckResult } from '../contract.ts'
import { words } from './texts.ts'

const rank = { hard: 0, soft: 1 } as const

type ReturnChecksProps = {
  checks: readonly CheckResult[]
  /** The name of an indicator, for what is missing. */
  indicatorName: (id: string) => string
  /** Reasons for soft checks, by check; absent where they cannot be given now. */
  answers?: Readonly<Record<string, string>> | undefined
  onAnswer?: (check: string, reason: string) => void
  /** Brings a cell into view. */
  onJump: (key: string) => void
}

/** The checks of a return beside its cells: what fails first, each with the cells it looks at; what cannot be decided yet stays folded. */
export function ReturnChecks(props: ReturnChecksProps) {
  const t = useTexts(words)
  const { checks } = props
  const failing = checks
    .filter((check) => check.outcome === 'fails')
    .toSorted((a, b) => rank[a.severity] - rank[b.severity])
  const unknown = checks.filter((check) => check.outcome === 'unknown')
  return (
    <PagePart title={t('checks')}>
      {failing.length === 0 && unknown.length === 0 ? <StatusLight light="done" word={t('checksHold')} /> : null}
      {failing.map((check) => (
        <Check key={check.id} check={check} {...props} />
      ))}
      {unknown.length === 0 ? null : (
        <details>
          <summary className="jd-quiet">{t('checksUnknown', { n: unknown.length })}</summary>
          {unknown.map((check) => (
            <Check key={check.id} check={check} {...props} />
          ))}
        </details>
      )}
    </PagePart>
  )
}

/** The address on the page of the reason for a soft check. */
function answerAnchor(check: string): string {
  return `answer-${check}`
}

/** What still stands of a refusal: entries put right since, and checks that hold or are answered, are left out. */
export function stillWrong(
  refused: Problem,
  now: {
    issues: readonly ProblemIssue[]
    checks: readonly Pick<CheckResult, 'id' | 'severity' | 'outcome' | 'reason'>[]
    answers: Readonly<Record<string, string>>
  },
): ProblemIssue[] {
  const failing = new Map(now.checks.filter(({ outcome }) => outcome === 'fails').map((check) => [check.id, check]))
  return refused.issues.filter((issue) => {
    const id = issue.details?.check
    if (id === undefined) return now.issues.some(({ where }) => where === issue.where)
    const answer = now.answers[id] ?? failing.get(id)?.reason ?? ''
    return failing.get(id)?.severity === 'hard' || (failing.has(id) && answer.trim().length < 2)
  })
}

/** Brings the reason of a soft check into view where one is asked for, else the cell. */
export function jumpToIssue(issues: readonly ProblemIssue[], where: string, jump: (key: string) => boolean): void {
  const check = issues.find((issue) => issue.where === where)?.details?.check
  const reason = check === undefined ? null : document.getElementById(answerAnchor(check))
  if (reason === null) jump(where)
  else reason.focus()
}

function Check({ check, indicatorName, answers, onAnswer, onJump }: ReturnChecksProps & { check: CheckResult }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const isUnknown = check.outcome === 'unknown'
  const light = isUnknown ? 'none' : check.severity === 'hard' ? 'overdue' : 'near'
  const word = t(isUnknown ? 'checkUnknown' : check.severity === 'hard' ? 'checkFails' : 'checkVerify')
  const missing = [
    ...new Set(
      check.missing.map((name) =>
        name === 'peers' ? t('peers') : indicatorName(name.replaceAll(/^(\w+\()+|\)+$/g, '')),
      ),
    ),
  ]
  return (
    <div className="ret-check">
      <StatusLight light={light} word={word} />
      <div>
        <button type="button" className="jd-link" title={check.condition} onClick={() => onJump(check.cells[0] ?? '')}>
          {say(check.message)}
        </button>
        {check.peers === undefined || isUnknown ? null : (
          <div className="jd-quiet jd-small">
            {t('amongPeers', {
              value: check.peers.value,
              median: check.peers.median,
              low: check.peers.low,
              high: check.peers.high,
              unit: unitName(check.peers.unit, language),
            })}
          </div>
        )}
        {isUnknown && missing.length > 0 ? (
          <div className="jd-quiet jd-small">{t('missingValues', { names: missing.join('、') })}</div>
        ) : null}
        {check.severity === 'hard' || isUnknown ? null : answers === undefined || onAnswer === undefined ? (
          <div className="jd-small">{check.reason}</div>
        ) : (
          <textarea
            id={answerAnchor(check.id)}
            rows={2}
            maxLength={1000}
            aria-label={`${t('answer')}: ${say(check.message)}`}
            placeholder={t('answer')}
            value={answers[check.id] ?? check.reason ?? ''}
            onChange={(event) => onAnswer(check.id, event.target.value)}
          />
        )}
      </div>
    </div>
  )
}

/** What is wrong in single cells; a click brings the cell into view. */
export function ReturnIssues({
  issues,
  nameOf,
  onJump,
}: {
  issues: readonly ProblemIssue[]
  nameOf: (cell: string) => string
  onJump: (cell: string) => void
}) {
  const t = useTexts(words)
  const language = useLanguage()
  return (
    <PagePart title={t('issues')}>
      {issues.length === 0 ? <p className="jd-quiet">{t('noIssues')}</p> : null}
      <ul className="ret-list">
        {issues.slice(0, 30).map((issue) => (
          <li key={`${issue.where} ${issue.text}`}>
            <button type="button" className="jd-link" onClick={() => onJump(issue.where)}>
              {nameOf(issue.where)}
            </button>{' '}
            {issueSentence(issue, language)}
          </li>
        ))}
      </ul>
    </PagePart>
  )
}
