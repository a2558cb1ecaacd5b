import { useCallback, useMemo } from 'react'
import { citation } from '#base/texts/clause.ts'
import { columnUnit, formatQuantity } from '#kit/web/numbers.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import type { Choice } from '#kit/web/ui/table/columns.ts'
import type { Clause, FileShown, Named } from '../contract/words.ts'

const words = defineTexts({
  files: { zh: '附件', en: 'Files' },
  kilobytes: { zh: '{n} KB', en: '{n} KB' },
  notStated: { zh: '未写明', en: 'not stated' },
  illustrative: { zh: '示意', en: 'illustrative' },
  illustrativeWhy: {
    zh: '演示用的虚构内容，不是任何文件的规定。',
    en: 'Made up for demonstration; no document says it.',
  },
})

/** `const names = useNamesOf()`, then `names(task.lead)`: several units in one line. */
export function useNamesOf(): (all: readonly Named[]) => string {
  const say = useText()
  const language = useLanguage()
  return useCallback((all) => all.map(({ name }) => say(name)).join(language === 'zh' ? '、' : ', '), [say, language])
}

/** `const cite = useCite()`, then `cite(task.clause)`: document and clause in one line, or that none is stated. */
export function useCite(): (clause: Clause | null) => string {
  const language = useLanguage()
  const t = useTexts(words)
  return useCallback(
    (clause) => {
      return clause === null ? t('notStated') : citation(clause, language)
    },
    [language, t],
  )
}

/** A word for what the document does not state; never a dash or a zero. */
export function NotStated() {
  const t = useTexts(words)
  return <span className="jd-blank">{t('notStated')}</span>
}

/** Text that may be missing. */
export function Stated({ text }: { text: string | null | undefined }) {
  return text === null || text === undefined || text === '' ? <NotStated /> : <>{text}</>
}

/** What was made up for demonstration wears its word. */
export function IllustrativeMark({ is }: { is: boolean }) {
  const t = useTexts(words)
  return is ? (
    <span className="sv-made-up" title={t('illustrativeWhy')}>
      {t('illustrative')}
    </span>
  ) : null
}

/** `const amount = useAmount()`, then `amount(work.need, work.unit)`: money in the magnitude that suits, or that none is stated. */
export function useAmount(): (value: string | null, unit: string) => string {
  const language = useLanguage()
  const t = useTexts(words)
  return useCallback(
    (value, unit) => {
      if (value === null) return t('notStated')
      const quantity = { value, unit }
      return formatQuantity(quantity, language, { unit: columnUnit([quantity], unit) })
    },
    [language, t],
  )
}

/** Files that hang on a case, to be opened. */
export function FileList({ caseId, files }: { caseId: string | null; files: readonly FileShown[] }) {
  const t = useTexts(words)
  if (files.length === 0) return null
  return (
    <ul className="sv-list" aria-label={t('files')}>
      {files.map(({ id, name, bytes }) => (
        <li key={id}>
          {caseId === null ? name : <a href={`/api/cases/${caseId}/files/${id}`}>{name}</a>}{' '}
          <span className="jd-quiet jd-small">{t('kilobytes', { n: Math.max(1, Math.round(bytes / 1024)) })}</span>
        </li>
      ))}
    </ul>
  )
}

/** The bases of the programme as choices of a field. */
export function useBaseChoices(): Choice[] {
  const say = useText()
  const { places } = useSession()
  return useMemo(
    () => places.filter(({ kind }) => kind === 'base').map(({ id, name }) => ({ value: id, label: say(name) })),
    [places, say],
  )
}
