import type { ProblemIssue } from '#base/problem.ts'
import { issueSentence } from '#kit/web/problem-words.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { jumpToField } from '#kit/web/ui/ProblemAlert.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { CheckResult } from '../contract.ts'
import { words } from './texts.ts'

const rank = { fails: 0, unknown: 1, holds: 2 } as const

type ReturnChecksProps = {
  checks: readonly CheckResult[]
  /** Reasons for soft checks, by check; absent where they cannot be given now. */
  answers?: Readonly<Record<string, string>> | undefined
  onAnswer?: (check: string, reason: string) => void
}

/** The checks of a return beside its cells: what fails first, each with the cells it looks at. */
export function ReturnChecks({ checks, answers, onAnswer }: ReturnChecksProps) {
  const t = useTexts(words)
  const say = useText()
  const ordered = checks.toSorted((a, b) => rank[a.outcome] - rank[b.outcome] || (a.severity === b.severity ? 0 : a.severity === 'hard' ? -1 : 1))
  const failing = ordered.filter((check) => check.outcome !== 'holds')
  return (
    <PagePart title={t('checks')}>
      {failing.length === 0 ? <StatusLight light="done" word={t('checksHold')} /> : null}
      {failing.map((check) => (
        <div key={check.id} className="ret-check">
          <StatusLight
            light={check.outcome === 'unknown' ? 'none' : check.severity === 'hard' ? 'overdue' : 'near'}
            word={check.outcome === 'unknown' ? t('checkUnknown') : check.severity === 'hard' ? t('checkFails') : t('checkVerify')}
          />
          <div>
            <button type="button" className="jd-link" title={check.condition} onClick={() => jumpToField(check.cells[0] ?? '')}>
              {say(check.message)}
            </button>
            {check.outcome === 'unknown' && check.missing.length > 0 ? (
              <div className="jd-quiet jd-small">{t('missingValues', { names: check.missing.join(', ') })}</div>
            ) : null}
            {check.severity === 'soft' && check.outcome === 'fails' ? (
              answers === undefined || onAnswer === undefined ? (
                <div className="jd-small">{check.reason}</div>
              ) : (
                <textarea
                  rows={2}
                  maxLength={1000}
                  aria-label={`${t('answer')}: ${say(check.message)}`}
                  placeholder={t('answer')}
                  value={answers[check.id] ?? check.reason ?? ''}
                  onChange={(event) => onAnswer(check.id, event.target.value)}
                />
              )
            ) : null}
          </div>
        </div>
      ))}
    </PagePart>
  )
}

/** What is wrong in single cells; a click brings the cell into view. */
export function ReturnIssues({ issues, nameOf }: { issues: readonly ProblemIssue[]; nameOf: (cell: string) => string }) {
  const t = useTexts(words)
  const language = useLanguage()
  return (
    <PagePart title={t('issues')}>
      {issues.length === 0 ? <p className="jd-quiet">{t('noIssues')}</p> : null}
      <ul className="ret-list">
        {issues.slice(0, 30).map((issue) => (
          <li key={`${issue.where} ${issue.text}`}>
            <button type="button" className="jd-link" onClick={() => jumpToField(issue.where)}>
              {nameOf(issue.where)}
            </button>{' '}
            {issueSentence(issue, language)}
          </li>
        ))}
      </ul>
    </PagePart>
  )
}
