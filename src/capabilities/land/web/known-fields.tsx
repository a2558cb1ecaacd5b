import { formatQuantity } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { ChoiceField, NumberField } from '#kit/web/ui/fields.tsx'
import type { FormValues } from '#kit/web/ui/form.tsx'
import type { FactAsked, KnownGiven, MeasureAsked } from '../contract/known.ts'

const words = defineTexts({
  yes: { zh: '是', en: 'yes' },
  no: { zh: '否', en: 'no' },
  open: { zh: '未知', en: 'not known' },
})

type Asked = { measures: readonly MeasureAsked[]; facts: readonly FactAsked[] }

/** Fields for what the rules of the programme ask; what is left empty stays unknown. */
export function KnownFields({ measures, facts }: Asked) {
  const t = useTexts(words)
  const say = useText()
  return (
    <>
      {measures.map(({ id, name, unit, definition }) => (
        <NumberField key={id} name={`value-${id}`} label={say(name)} unit={unit} help={say(definition)} />
      ))}
      {facts.map(({ id, name, definition }) => (
        <ChoiceField
          key={id}
          name={`fact-${id}`}
          label={say(name)}
          help={definition === null ? undefined : say(definition)}
          choices={[
            { value: 'yes', label: t('yes') },
            { value: 'no', label: t('no') },
          ]}
        />
      ))}
    </>
  )
}

/** The values of those fields as they stand now. */
export function knownValues({ measures, facts }: Asked): FormValues {
  return Object.fromEntries([
    ...measures.flatMap(({ id, unit, value }) =>
      value === null || value.unit !== unit ? [] : [[`value-${id}`, value.value] as const],
    ),
    ...facts.flatMap(({ id, holds }) => (holds === null ? [] : [[`fact-${id}`, holds ? 'yes' : 'no'] as const])),
  ])
}

/** What was filled in; measures that were stated in another unit stay as they stand unless they were filled in anew. */
export function knownFrom(values: FormValues, { measures, facts }: Asked): KnownGiven {
  return {
    values: Object.fromEntries(
      measures.flatMap(({ id, unit, value }) => {
        const typed = values[`value-${id}`]
        if (typeof typed === 'string' && typed !== '') return [[id, { value: typed, unit }] as const]
        return value === null || value.unit === unit ? [] : [[id, value] as const]
      }),
    ),
    facts: Object.fromEntries(
      facts.flatMap(({ id }) => {
        const said = values[`fact-${id}`]
        return said === 'yes' || said === 'no' ? [[id, said === 'yes'] as const] : []
      }),
    ),
  }
}

/** What is known, item by item; what nobody has said says so. */
export function KnownFacts({ measures, facts }: Asked) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const open = <span className="jd-blank">{t('open')}</span>
  return (
    <Facts
      items={[
        ...measures.map(({ name, value }) => ({
          label: say(name),
          value: value === null ? open : formatQuantity(value, language, {}),
        })),
        ...facts.map(({ name, holds }) => ({
          label: say(name),
          value: holds === null ? open : t(holds ? 'yes' : 'no'),
        })),
      ]}
    />
  )
}
