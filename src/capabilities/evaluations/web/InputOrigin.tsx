import { evaluationPaths } from '#base/paths/evaluations.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { blankWord } from '#kit/web/numbers.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import type { InputShown } from '../contract/words.ts'
import { amountText } from './names.tsx'
import { wordOf } from './texts.ts'

const words = defineTexts({
  domain: { zh: '数据来源类别', en: 'Kind of data' },
  'domain.administrative': { zh: '行政数据', en: 'administrative' },
  'domain.declared': { zh: '企业申报', en: 'declared' },
  source: { zh: '来源', en: 'Source' },
  version: { zh: '第 {n} 版', en: 'version {n}' },
  by: { zh: '提供人', en: 'Brought in by' },
  since: { zh: '知悉时间', en: 'Known since' },
  'from.population': { zh: '合成数据', en: 'synthetic data' },
  'from.parcels': { zh: '地块登记', en: 'register of parcels' },
  'from.objection': { zh: '采纳的异议', en: 'an accepted objection' },
  nowhere: { zh: '没有来源：没有人报送这项数据', en: 'none: nobody reported it' },
  nobody: { zh: '未记录', en: 'not recorded' },
  corrected: {
    zh: '冻结后经异议更正：原为 {was}，{at}，理由：{reason}',
    en: 'Corrected after freezing: it was {was}; {at}, because: {reason}',
  },
  objection: { zh: '看异议', en: 'The objection' },
})

/** The amount of an input, or why there is none. */
export function useInputText(): (input: InputShown) => string {
  const language = useLanguage()
  return (input) =>
    input.amount === null
      ? blankWord(input.blank ?? 'not_reported', language)
      : amountText(input.amount, input.unit, language)
}

/** Where a source is named: file, return or act, with its version. */
export function useOriginText(): (input: InputShown) => string {
  const t = useTexts(words)
  return ({ source, sourceVersion }) => {
    if (source === null) return t('nowhere')
    const [kind = '', ...rest] = source.split(' ')
    const named = [wordOf(t, 'from', kind), ...rest].join(' ')
    return sourceVersion === null ? named : `${named} · ${t('version', { n: sourceVersion })}`
  }
}

/** One input with where it comes from: file and version, who brought it in, since when it is known, what was corrected. */
export function InputOrigin({ input, small }: { input: InputShown; small?: boolean }) {
  const t = useTexts(words)
  const say = useText()
  const text = useInputText()
  const origin = useOriginText()
  const { programme } = useSession()
  const instant = (at: string) => formatInstant(at, programme.timeZone)
  return (
    <>
      {small === true ? (
        <p>
          <strong>{say(input.name)}</strong> {text(input)}
        </p>
      ) : (
        <>
          <h2>{say(input.name)}</h2>
          <p className="jd-explanation-value">{text(input)}</p>
        </>
      )}
      <Facts
        items={[
          { label: t('domain'), value: t(`domain.${input.domain}`) },
          { label: t('source'), value: origin(input) },
          { label: t('by'), value: input.by ?? t('nobody') },
          { label: t('since'), value: input.knownAt === null ? t('nobody') : instant(input.knownAt) },
        ]}
      />
      <Corrected input={input} />
    </>
  )
}

/** What an accepted objection changed, after the inputs were frozen. */
export function Corrected({ input }: { input: InputShown }) {
  const t = useTexts(words)
  const language = useLanguage()
  const { programme } = useSession()
  if (input.corrected === null) return null
  const { was, at, reason, objection } = input.corrected
  return (
    <p className="jd-note">
      {t('corrected', {
        was: was === null ? blankWord('not_reported', language) : amountText(was, input.unit, language),
        at: formatInstant(at, programme.timeZone),
        reason,
      })}{' '}
      {objection === null ? null : <Go to={evaluationPaths.objection(objection)}>{t('objection')}</Go>}
    </p>
  )
}
