import { Form } from 'antd'
import { convert, quantity } from '#base/quantity.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, DateField, NumberField, TickField } from '#kit/web/ui/fields.tsx'
import { ActForm, type FormValues } from '#kit/web/ui/form.tsx'
import type { NeedAsked, NeedWords } from '../contract.ts'
import './needs.css'
import { words as shared } from './texts.ts'

const words = defineTexts({
  find: { zh: '查找', en: 'Find' },
  areaUnit: { zh: '面积单位', en: 'Unit of area' },
  m2: { zh: '平方米', en: 'm²' },
  mu: { zh: '亩', en: 'mu' },
  least: { zh: '面积不少于', en: 'Area at least' },
  most: { zh: '面积不多于', en: 'Area at most' },
  cleanNeeded: { zh: '需要洁净厂房', en: 'Needed' },
  priceMost: { zh: '地价不高于（万元/亩）', en: 'Price of land at most (10,000 yuan per mu)' },
  rentMost: { zh: '租金不高于（元/平方米·月）', en: 'Rent at most (yuan per m² and month)' },
  only: { zh: '只考虑上述地区', en: 'Nowhere else' },
  onlyThere: { zh: '其他地区', en: 'Elsewhere' },
  promisesHelp: {
    zh: '填写后即可对照各地块的准入条件；不填的条件列为待确认。',
    en: 'What is stated here is held against the entry conditions; what is left out stays open.',
  },
})

type Values = FormValues & {
  kind: NeedAsked['kind']
  unit: 'm2' | 'mu'
  places?: string[]
  tenures?: string[]
  cleanRoom?: boolean
  onlyThere?: boolean
} & Partial<Record<Text, string>>
type Text = 'industry' | 'least' | 'most' | 'byDate' | 'powerKw' | 'ceiling' | 'floorLoad' | 'priceMost' | 'rentMost'

type NeedFormProps = {
  need: NeedAsked
  known: NeedWords
  onFind: (need: NeedAsked) => void
}

/** What is needed, field by field; nothing is compulsory. */
export function NeedForm({ need, known, onFind }: NeedFormProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const choices = (all: NeedWords['places']) => all.map(({ id, name }) => ({ value: id, label: say(name) }))
  return (
    <ActForm<Values>
      initial={valuesOf(need)}
      submitLabel={t('find')}
      submit={async (values) => onFind(needOfValues(values, { need, known }))}
    >
      <div className="nd-fields">
        <ChoiceField
          name="kind"
          label={s('kind')}
          required
          choices={(['either', 'parcel', 'space'] as const).map((kind) => ({ value: kind, label: s(`kind.${kind}`) }))}
        />
        <ChoiceField name="industry" label={s('industry')} choices={choices(known.industries)} />
        <NumberField name="least" label={t('least')} />
        <NumberField name="most" label={t('most')} />
        <ChoiceField
          name="unit"
          label={t('areaUnit')}
          required
          choices={(['m2', 'mu'] as const).map((unit) => ({ value: unit, label: t(unit) }))}
        />
        <DateField name="byDate" label={s('byDate')} />
        <NumberField name="powerKw" label={s('power')} unit="kW" />
        <ChoiceField name="places" label={s('places')} multiple choices={choices(known.places)} />
        <TickField name="onlyThere" label={t('onlyThere')}>
          {t('only')}
        </TickField>
        <ChoiceField name="tenures" label={s('tenures')} multiple choices={choices(known.tenures)} />
        <OfKind />
      </div>
      <details className="nd-more" open={Object.keys(need.promises).length > 0}>
        <summary>{s('promises')}</summary>
        <p className="jd-quiet">{t('promisesHelp')}</p>
        <div className="nd-fields">
          {known.measures.map(({ id, name, unit, definition }) => (
            <NumberField key={id} name={`promise-${id}`} label={say(name)} unit={unit} help={say(definition)} />
          ))}
        </div>
      </details>
    </ActForm>
  )
}

/** What is asked of ground only, or of space only. */
function OfKind() {
  const t = useTexts(words)
  const s = useTexts(shared)
  const kind = Form.useWatch<string | undefined>('kind')
  return (
    <>
      {kind === 'space' ? null : <NumberField name="priceMost" label={t('priceMost')} />}
      {kind === 'parcel' ? null : (
        <>
          <NumberField name="rentMost" label={t('rentMost')} />
          <NumberField name="ceiling" label={`${s('ceiling')} (m)`} />
          <NumberField name="floorLoad" label={`${s('floorLoad')} (t/m²)`} />
          <TickField name="cleanRoom" label={s('cleanRoom')}>
            {t('cleanNeeded')}
          </TickField>
        </>
      )}
    </>
  )
}

function valuesOf(need: NeedAsked): Partial<Values> {
  const text = (value: string | null) => value ?? undefined
  const promises = Object.entries(need.promises).map(([name, { value }]) => [`promise-${name}`, value])
  return Object.fromEntries([
    ...Object.entries({
      kind: need.kind,
      unit: 'm2',
      industry: text(need.industry),
      least: text(need.area.least),
      most: text(need.area.most),
      byDate: text(need.byDate),
      powerKw: text(need.powerKw),
      ceiling: text(need.ceiling),
      floorLoad: text(need.floorLoad),
      priceMost: text(need.priceMost),
      rentMost: text(need.rentMost),
      tenures: need.tenures,
      places: need.places.map(({ place }) => place),
      cleanRoom: need.cleanRoom,
      onlyThere: need.onlyThere,
    }),
    ...promises,
  ])
}

function needOfValues(values: Values, { need, known }: Pick<NeedFormProps, 'need' | 'known'>): NeedAsked {
  const text = (value: string | undefined) => (value === undefined || value === '' ? null : value)
  const area = (value: string | undefined) =>
    text(value) === null || values.unit === 'm2' ? text(value) : convert(quantity(value ?? '', 'mu'), 'm2', 2).value
  const isSpace = values.kind !== 'parcel'
  return {
    kind: values.kind,
    industry: text(values.industry),
    area: { least: area(values.least), most: area(values.most) },
    byDate: text(values.byDate),
    powerKw: text(values.powerKw),
    cleanRoom: isSpace && values.cleanRoom === true,
    ceiling: isSpace ? text(values.ceiling) : null,
    floorLoad: isSpace ? text(values.floorLoad) : null,
    priceMost: values.kind === 'space' ? null : text(values.priceMost),
    rentMost: isSpace ? text(values.rentMost) : null,
    tenures: values.tenures ?? [],
    places: (values.places ?? []).map(
      (place) => need.places.find((one) => one.place === place) ?? { place, weight: 100 },
    ),
    onlyThere: values.onlyThere === true,
    promises: Object.fromEntries(
      known.measures.flatMap(({ id, unit }) => {
        const value = text(values[`promise-${id}`] as string | undefined)
        return value === null ? [] : [[id, { value, unit }]]
      }),
    ),
  }
}
