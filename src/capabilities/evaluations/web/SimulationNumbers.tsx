import { type ReactNode, useId } from 'react'
import { Decimal, isDecimalText } from '#base/decimal.ts'
import type { ProblemIssue } from '#base/problem.ts'
import { issueSentence } from '#kit/web/problem-words.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { NumberInput } from '#kit/web/ui/fields.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { DraftNumbers } from '../rules/draft.ts'
import type { CheckedScheme } from '../rules/model.ts'
import { words } from './simulation-texts.ts'
import { words as shared } from './texts.ts'

type NumbersProps = {
  scheme: CheckedScheme
  numbers: DraftNumbers
  inForce: DraftNumbers
  problems: readonly ProblemIssue[]
  onChange: (numbers: DraftNumbers) => void
  acts: ReactNode
}

/** The table of numbers that a simulation changes, checked as they are typed; those that differ are marked. */
export function SimulationNumbers(props: NumbersProps) {
  const { scheme, problems, acts } = props
  const t = useTexts(words)
  const language = useLanguage()
  const graded = scheme.grades.some(({ share, places }) => share !== undefined || places !== undefined)
  return (
    <PagePart title={t('numbers')} acts={acts} id="numbers">
      <div className="ev-numbers">
        <Weights {...props} />
        {graded ? <Quotas {...props} /> : null}
      </div>
      {problems.length === 0 ? null : (
        <div className="jd-note ev-status-note" role="status">
          <strong>{t('wrong')}</strong>
          <ul className="ev-list">
            {problems.slice(0, 10).map((issue, at) => (
              <li key={`${issue.where}${at}`}>{issueSentence(issue, language)}</li>
            ))}
          </ul>
        </div>
      )}
    </PagePart>
  )
}

function Weights({ scheme, numbers, inForce, onChange }: NumbersProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const { groups, criteria } = scheme
  const weigh = (group: string, criterion: string, value: string) =>
    onChange({
      ...numbers,
      weights: { ...numbers.weights, [group]: { ...numbers.weights[group], [criterion]: value } },
    })
  return (
    <div className="jd-table-scroll">
      <table className="jd-table ev-edit" aria-label={s('criteria')}>
        <thead>
          <tr>
            <th scope="col" className="jd-first">
              {s('criterion')}
            </th>
            {groups.map(({ id, name }) => (
              <th key={id} scope="col" className="jd-right">
                {t('weightOf', { group: say(name) })}
              </th>
            ))}
            <th scope="col" className="jd-right">
              {t('cap')}
              <span className="jd-quiet jd-small jd-block">{t('capHint')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {criteria.map(({ id, name }) => (
            <tr key={id}>
              <th scope="row" className="jd-first">
                {say(name)}
              </th>
              {groups.map((group) => (
                <td key={group.id} className="jd-right">
                  {group.weights[id] === undefined ? null : (
                    <Box
                      label={`${say(name)} · ${t('weightOf', { group: say(group.name) })}`}
                      value={numbers.weights[group.id]?.[id] ?? ''}
                      was={inForce.weights[group.id]?.[id] ?? ''}
                      onChange={(value) => weigh(group.id, id, value)}
                    />
                  )}
                </td>
              ))}
              <td className="jd-right">
                <Box
                  label={`${say(name)} · ${t('cap')}`}
                  value={numbers.caps[id] ?? ''}
                  was={inForce.caps[id] ?? ''}
                  onChange={(value) => onChange({ ...numbers, caps: { ...numbers.caps, [id]: value } })}
                />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" className="jd-first">
              {t('sum')}
            </th>
            {groups.map(({ id }) => (
              <td key={id} className="jd-right">
                <Sum weights={Object.values(numbers.weights[id] ?? {})} total={scheme.total} />
              </td>
            ))}
            <td />
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

/** What the weights add up to, and whether that is what the scheme declares. */
function Sum({ weights, total }: { weights: readonly string[]; total: string }) {
  const t = useTexts(words)
  const sum = weights.reduce((all, weight) => (isDecimalText(weight) ? all.plus(weight) : all), new Decimal(0))
  const isRight = sum.eq(total)
  return (
    <span role="status">
      <StatusLight light={isRight ? 'on_schedule' : 'overdue'} word={t(isRight ? 'sumRight' : 'sumWrong')} />{' '}
      <span className="jd-number">{t('sumOf', { sum: sum.toFixed(), total })}</span>
    </span>
  )
}

function Quotas({ scheme, numbers, inForce, onChange }: NumbersProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const kinds = (['share', 'places'] as const).filter((kind) =>
    scheme.grades.some((grade) => grade[kind] !== undefined),
  )
  const lists = { share: 'shares', places: 'places' } as const
  return (
    <div className="jd-table-scroll">
      <table className="jd-table ev-edit" aria-label={s('grades')}>
        <thead>
          <tr>
            <th scope="col" className="jd-first">
              {s('grade')}
            </th>
            {kinds.map((kind) => (
              <th key={kind} scope="col" className="jd-right">
                {t(kind)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {scheme.grades.map((grade) => (
            <tr key={grade.id}>
              <th scope="row" className="jd-first">
                {say(grade.name)}
              </th>
              {kinds.map((kind) => {
                const list = lists[kind]
                return (
                  <td key={kind} className="jd-right">
                    {grade[kind] === undefined ? null : (
                      <Box
                        label={`${say(grade.name)} · ${t(kind)}`}
                        value={numbers[list][grade.id] ?? ''}
                        was={inForce[list][grade.id] ?? ''}
                        onChange={(value) => onChange({ ...numbers, [list]: { ...numbers[list], [grade.id]: value } })}
                      />
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

type BoxProps = { label: string; value: string; was: string; onChange: (value: string) => void }

/** One number; a changed one is marked and says what it was. */
function Box({ label, value, was, onChange }: BoxProps) {
  const id = useId()
  const isChanged = value !== was
  return (
    <span className={isChanged ? 'ev-box ev-changed' : 'ev-box'}>
      <label className="jd-hidden" htmlFor={id}>
        {label}
      </label>
      <NumberInput id={id} value={value} onChange={(next) => onChange(next ?? '')} />
      {isChanged ? <span className="jd-quiet jd-small ev-was">{was}</span> : null}
    </span>
  )
}
