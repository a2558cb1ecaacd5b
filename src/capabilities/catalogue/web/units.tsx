import { clauseText } from '#base/texts/clause.ts'
import type { Text } from '#base/text.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import type { Light } from '#kit/web/ui/StatusLight.tsx'
import type { Citation, Standing, Units } from '../contract.ts'
import { words } from './texts.ts'

/** Units in words: their names (the first `most` of them), the respondents of a form, or how the source circumscribes those it does not name. */
export function useUnitWords(most = 20): (units: Units) => string {
  const t = useTexts(words)
  const say = useText()
  const [comma, colon] = useLanguage() === 'zh' ? ['、', '：'] : [', ', ': ']
  return ({ organisations, form, notStated, words: circumscribed }) => {
    if (form !== undefined) return t('respondentsOf', { name: say(form.name) })
    if (!notStated) {
      const names = organisations.slice(0, most).map(({ name }) => say(name))
      const left = organisations.length - names.length
      return left === 0 ? names.join(comma) : t('andMore', { names: names.join(comma), n: left })
    }
    return circumscribed === undefined ? t('notStated') : `${t('notStated')}${colon}${say(circumscribed)}`
  }
}

/** The document and its clause. */
export function useCitationWords(): (citation: Citation) => string {
  const language = useLanguage()
  const say = useText()
  return ({ id, title, clause, status }) => {
    // What stands behind illustrative content is our own remark, kept in English; a document's clause is a number.
    const place = status === 'illustrative' && language === 'zh' ? '' : clauseText(clause, language)
    return [title === undefined ? id : say(title), place].filter((part) => part !== '').join(' · ')
  }
}

/** A word of a closed list; one that is not in it is shown by its code. */
export function useWordOf(list: Record<string, Text>): (code: string) => string {
  const say = useText()
  return (code) => say(list[code] ?? { zh: code, en: code })
}

export const lights: Record<Standing, Light> = {
  on_time: 'on_schedule',
  arrived: 'on_schedule',
  late: 'behind',
  partly: 'behind',
  missing: 'overdue',
  nothing: 'none',
  not_yet_due: 'none',
}
