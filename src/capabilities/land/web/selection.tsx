import { useState } from 'react'
import { useApi } from '#kit/web/api.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, NumberField } from '#kit/web/ui/fields.tsx'
import { ActForm, type FormValues } from '#kit/web/ui/form.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import { landContract } from '../contract.ts'
import type { ProgrammeOfSpace, RuleAnswered, SelectionAnswer } from '../contract/carriers.ts'
import { carrierWords } from './carrier-words.ts'

const factField = (id: string) => `fact_${id}`
const amountField = (id: string) => `amount_${id}`

/** What the conditions of a programme of space ask of an enterprise; what is left empty is unknown. */
export function AskedFields({ offer }: { offer: ProgrammeOfSpace }) {
  const t = useTexts(carrierWords)
  const say = useText()
  return (
    <>
      {offer.asks.facts.map(({ id, name }) => (
        <ChoiceField
          key={id}
          name={factField(id)}
          label={say(name)}
          choices={(['yes', 'no'] as const).map((one) => ({ value: one as string, label: t(one) }))}
        />
      ))}
      {offer.asks.amounts.map(({ id, name, unit }) => (
        <NumberField key={id} name={amountField(id)} label={say(name)} unit={unit} />
      ))}
    </>
  )
}

/** What such fields say. */
export function saidOf(offer: ProgrammeOfSpace, values: FormValues) {
  const given = (name: string) => {
    const value = values[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const facts = offer.asks.facts.flatMap(({ id }): [string, boolean][] => {
    const value = given(factField(id))
    return value === undefined ? [] : [[id, value === 'yes']]
  })
  const amounts = offer.asks.amounts.flatMap(({ id }): [string, string][] => {
    const value = given(amountField(id))
    return value === undefined ? [] : [[id, value]]
  })
  return { facts: Object.fromEntries(facts), amounts: Object.fromEntries(amounts) }
}

/** Which conditions an enterprise meets, what is unknown, and which terms are open to it. */
export function SelectionPart({ offer }: { offer: ProgrammeOfSpace }) {
  const api = useApi(landContract)
  const t = useTexts(carrierWords)
  const [answer, setAnswer] = useState<SelectionAnswer>()
  return (
    <>
      <p className="jd-quiet">{t('selectionWhy')}</p>
      <ActForm
        submitLabel={t('hold')}
        submit={async (values) =>
          setAnswer(await api.selectionShow.call({ programme: offer.id, ...saidOf(offer, values) }))
        }
      >
        <AskedFields offer={offer} />
      </ActForm>
      {answer === undefined ? null : <Answer offer={offer} answer={answer} />}
    </>
  )
}

function Answer({ offer, answer }: { offer: ProgrammeOfSpace; answer: SelectionAnswer }) {
  const t = useTexts(carrierWords)
  const say = useText()
  const names = new Map([...offer.asks.facts, ...offer.asks.amounts].map(({ id, name }) => [id, say(name)]))
  const missing = ({ unknown }: RuleAnswered) =>
    unknown.length === 0 ? undefined : t('missing', { names: unknown.map((id) => names.get(id) ?? id).join(', ') })
  const light = (one: RuleAnswered['answer']) => (one === 'yes' ? 'on_schedule' : one === 'no' ? 'overdue' : 'none')
  return (
    <div role="status">
      {answer.selects.length === 0 ? null : (
        <>
          <h3>{t('selects')}</h3>
          <ul>
            {answer.selects.map((one) => (
              <li key={one.id}>
                {say(one.name)} <StatusLight light={light(one.answer)} word={t(one.answer)} note={missing(one)} />
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{t('terms')}</h3>
      <ul>
        {answer.terms.map((one) => (
          <li key={one.id}>
            {say(one.name)}{' '}
            <StatusLight
              light={one.open ? 'on_schedule' : light(one.answer === 'yes' ? 'no' : one.answer)}
              word={t(one.open ? 'open' : one.answer === 'unknown' ? 'unknown' : 'notOpen')}
              note={missing(one)}
            />
            <div className="jd-quiet jd-small">{say(one.words)}</div>
          </li>
        ))}
      </ul>
    </div>
  )
}
