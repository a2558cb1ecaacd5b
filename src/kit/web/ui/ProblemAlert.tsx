import { useEffect, useRef } from 'react'
import type { ProblemIssue } from '#base/problem.ts'
import { ApiProblem, problemFrom } from '../problem.ts'
import { issueSentence, problemSentence } from '../problem-words.ts'
import { defineTexts, type TextValues, useLanguage, useTexts } from '../texts.tsx'

const words = defineTexts({
  toRepair: { zh: '请改正以下 {n} 处：', en: '{n} {n|thing|things} to put right:' },
  number: { zh: '请求编号 {id}', en: 'Request {id}' },
  place: { zh: '地区', en: 'place' },
  period: { zh: '报告期', en: 'period' },
  file: { zh: '文件', en: 'file' },
  line: { zh: '第 {n} 行', en: 'line {n}' },
  more: { zh: '另有 {n} 处，改正后再次检查时列出。', en: '{n} more; they are listed at the next check.' },
})

const shown = 50

/** The address on the page of the field that an issue names: `body.name`, `name` and `B7` alike. */
export function fieldAnchor(where: string): string {
  return `field-${where.replace(/^body\./, '').replaceAll(/[^\w-]+/g, '-')}`
}

/** Brings a field into view and puts the cursor there; false when the page has no such field. */
export function jumpToField(where: string): boolean {
  const field = document.getElementById(fieldAnchor(where))
  if (field === null) return false
  field.scrollIntoView({ block: 'center' })
  const control = field.matches('input, textarea, select, [tabindex]')
    ? field
    : field.querySelector<HTMLElement>('input, textarea, select, [tabindex]')
  control?.focus({ preventScroll: true })
  return true
}

type ProblemAlertProps = {
  /** Whatever was thrown. */
  problem: unknown
  /** Those of its issues that are not put right yet; without it all of them. */
  left?: readonly ProblemIssue[]
  /** Called when an issue is clicked; without it the alert looks for the field on the page. */
  onJump?: (where: string) => void
  /** Turns the place of an issue into words, such as the label of a field. */
  nameOf?: (where: string) => string | undefined
}

/** What stands before the colon when no form names the place: a value of the address by its word, else the bare name. */
function placeName(where: string, t: (key: keyof typeof words, values?: TextValues) => string): string {
  const bare = where.replace(/^(?:query|params|body)\./, '')
  const line = /^line (\d+)$/.exec(bare)?.[1]
  if (line !== undefined) return t('line', { n: line })
  return bare === 'place' || bare === 'period' || bare === 'file' ? t(bare) : bare
}

/** What went wrong, in a sentence, with a list of places that jump to their fields. It takes the focus, so that it is read out. */
export function ProblemAlert({ problem, left, onJump, nameOf }: ProblemAlertProps) {
  const t = useTexts(words)
  const language = useLanguage()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (problem !== undefined && problem !== null) box.current?.focus({ preventScroll: false })
  }, [problem])
  const said = problemFrom(problem)
  const issues = left ?? said.issues
  const rest = issues.length - shown
  return (
    <div className="jd-problem" role="alert" tabIndex={-1} ref={box}>
      <p className="jd-problem-title">{problemSentence(said, language)}</p>
      {issues.length === 0 ? null : (
        <>
          <p>{t('toRepair', { n: issues.length })}</p>
          <ul>
            {issues.slice(0, shown).map((issue, index) => (
              <li key={`${issue.where}:${index}`}>
                <button type="button" className="jd-link" onClick={() => (onJump ?? jumpToField)(issue.where)}>
                  {nameOf?.(issue.where) ?? placeName(issue.where, t)}
                </button>
                {language === 'zh' ? '：' : ': '}
                {issueSentence(issue, language)}
              </li>
            ))}
          </ul>
          {rest > 0 ? <p>{t('more', { n: rest })}</p> : null}
        </>
      )}
      {said instanceof ApiProblem && said.requestId !== undefined ? (
        <p className="jd-quiet jd-small">{t('number', { id: said.requestId })}</p>
      ) : null}
    </div>
  )
}
