import { landPaths } from '#base/paths/land.ts'
import { Go } from '#kit/web/ui/Go.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import type { AgreementSummary } from '../contract/agreements.ts'
import { agreementWords, useCheckName } from './agreement-words.ts'
import { words as shared } from './texts.ts'

const words = defineTexts({
  days: { zh: '剩余天数', en: 'Days left' },
  left: { zh: '{n} 天', en: '{n} {n|day|days}' },
  late: { zh: '已逾期 {n} 天', en: '{n} {n|day|days} late' },
  marks: { zh: '情形', en: 'Marks' },
  idle: { zh: '闲置', en: 'idle' },
  default: { zh: '违约', en: 'in default' },
})

/** How an agreement stands: its light, and by how many days. */
export function AgreementLight({ one }: { one: Pick<AgreementSummary, 'light'> }) {
  const s = useTexts(agreementWords)
  return <StatusLight light={one.light} word={s(`light.${one.light}`)} />
}

/** Columns of a list of agreements; without those that the page says already. */
export function useAgreementColumns(without: readonly string[] = []): Column<AgreementSummary>[] {
  const t = useTexts(words)
  const s = useTexts(agreementWords)
  const l = useTexts(shared)
  const say = useText()
  const name = useCheckName()
  const marks = ({ idle, inDefault, synthetic }: AgreementSummary) =>
    [idle ? t('idle') : '', inDefault ? t('default') : '', synthetic ? s('synthetic') : '']
      .filter(Boolean)
      .join(s('comma'))
  const columns: Column<AgreementSummary>[] = [
    {
      id: 'light',
      title: s('light'),
      value: ({ light }) => s(`light.${light}`),
      show: (one) => <AgreementLight one={one} />,
      width: 100,
    },
    {
      id: 'holder',
      title: s('holder'),
      value: ({ holderName }) => holderName,
      show: ({ id, holderName }) => <Go to={landPaths.agreement(id)}>{holderName}</Go>,
      width: 180,
    },
    {
      id: 'parcel',
      title: l('parcel'),
      value: ({ parcel }) => parcel.code,
      show: ({ parcel }) => <Go to={landPaths.parcel(parcel.id)}>{parcel.code}</Go>,
      width: 150,
    },
    { id: 'place', title: s('where'), value: ({ place }) => say(place.name), width: 130 },
    { id: 'state', title: s('state'), value: ({ stateName }) => say(stateName), width: 130 },
    { id: 'next', title: s('next'), value: ({ next }) => (next === null ? '' : name(next)), width: 150 },
    { id: 'due', title: s('due'), kind: 'date', value: ({ nextDue }) => nextDue ?? undefined, width: 110 },
    {
      id: 'days',
      title: t('days'),
      kind: 'number',
      value: ({ days }) => days ?? undefined,
      show: ({ days }) =>
        days === null ? null : days < 0 ? t('late', { n: -days }) : <span>{t('left', { n: days })}</span>,
      width: 130,
    },
    { id: 'marks', title: t('marks'), value: marks, width: 110 },
    {
      id: 'industry',
      title: l('industry'),
      value: ({ industry }) => (industry === null ? s('notStated') : say(industry.name)),
      width: 150,
    },
    {
      id: 'area',
      title: s('area'),
      unit: 'mu',
      scale: 2,
      value: ({ area }) => ({ value: area, unit: 'm2' }),
      width: 110,
    },
    { id: 'right', title: s('landRight'), kind: 'date', value: ({ landRightOn }) => landRightOn, width: 130 },
  ]
  return columns.filter(({ id }) => !without.includes(id))
}
