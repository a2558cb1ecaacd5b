import { useTexts } from '#kit/web/texts.tsx'
import { type Light, StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { AssessmentSummary, KindCoverage, Standing } from '../contract/assessments.ts'
import { assessmentWords } from './assessment-words.ts'

const lights: Record<Standing, Light> = {
  holds: 'on_schedule',
  expiring: 'near',
  lapsed: 'overdue',
  replaced: 'done',
  not_yet: 'none',
}

/** How an assessment stands, with the days that are left where it is about to end. */
export function StandingMark({ one }: { one: Pick<AssessmentSummary, 'standing' | 'daysLeft'> }) {
  const t = useTexts(assessmentWords)
  const left = one.standing === 'expiring' && one.daysLeft !== null ? t('daysLeft', { n: one.daysLeft }) : undefined
  return <StatusLight light={lights[one.standing]} word={t(one.standing)} note={left} />
}

const answers: Record<KindCoverage['answer'], Light> = {
  yes: 'on_schedule',
  partly: 'behind',
  no: 'overdue',
  unknown: 'none',
}

/** Whether one kind of assessment covers a parcel, with the share or the reason why nobody knows. */
export function CoverageMark({ one }: { one: KindCoverage }) {
  const t = useTexts(assessmentWords)
  const share = one.share === null ? undefined : percentOf(one.share)
  const note = one.why === null ? (one.answer === 'partly' ? share : undefined) : t(`why.${one.why}`)
  return <StatusLight light={answers[one.answer]} word={t(one.answer)} note={note} />
}

/** A share as people read it; what is not the whole never reads as the whole. */
export function percentOf(share: string): string {
  const hundredths = Math.floor(Number(share) * 10_000)
  return `${(hundredths / 100).toFixed(hundredths % 100 === 0 ? 0 : 2)} %`
}

/** What must be known of a shape wherever it is shown. */
export function NatureMarks({ one }: { one: { approximate?: boolean; schematic: boolean; synthetic: boolean } }) {
  const t = useTexts(assessmentWords)
  const marks = [
    ...(one.approximate === true ? [t('approximate')] : []),
    ...(one.schematic ? [t('schematic')] : []),
    ...(one.synthetic ? [t('synthetic')] : []),
  ]
  return marks.length === 0 ? null : <span className="jd-quiet jd-small"> {marks.join(' · ')}</span>
}
