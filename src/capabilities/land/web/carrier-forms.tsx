import { useQueryClient } from '@tanstack/react-query'
import { Form } from 'antd'
import { landPaths } from '#base/paths/land.ts'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, DateField, NumberField, PlaceField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { landContract } from '../contract.ts'
import {
  builders,
  type CarrierDetail,
  type CarrierGiven,
  type LettingShown,
  origins,
  type ProgrammeOfSpace,
  type SpaceGiven,
  type SpaceShown,
} from '../contract/carriers.ts'
import { carrierWords } from './carrier-words.ts'
import { EnterpriseField } from './EnterpriseField.tsx'
import { AskedFields, saidOf } from './selection.tsx'

type Drawer = { open: boolean; onClose: () => void }

type CarrierValues = FormValues & {
  code: string
  name: string
  place: string
  base?: string
  address?: string
  longitude?: string
  latitude?: string
  floorArea: string
  builder?: (typeof builders)[number]
  origin: (typeof origins)[number]
  completedOn?: string
  programme?: string
  stated?: string
}

const orNull = <Value,>(value: Value | undefined): Value | null => (value === undefined || value === '' ? null : value)

function carrierOf(values: CarrierValues, before: CarrierDetail | undefined): CarrierGiven {
  const { longitude, latitude } = values
  const isPoint = longitude !== undefined && latitude !== undefined
  const kept = before?.geometry?.type === 'Point' ? null : (before?.geometry ?? null)
  return {
    code: values.code,
    name: values.name,
    place: values.place,
    base: orNull(values.base),
    address: orNull(values.address),
    geometry: isPoint ? { type: 'Point', coordinates: [Number(longitude), Number(latitude)] } : kept,
    schematic: before?.schematic ?? false,
    floorArea: values.floorArea,
    builder: orNull(values.builder),
    origin: values.origin,
    completedOn: orNull(values.completedOn),
    programme: orNull(values.programme),
    stated: orNull(values.stated),
  }
}

function valuesOf({ geometry, ...one }: CarrierDetail): Partial<CarrierValues> {
  const given = {
    code: one.code,
    name: one.name,
    place: one.place.id,
    base: one.base?.id,
    address: one.address,
    longitude: geometry?.type === 'Point' ? String(geometry.coordinates[0]) : undefined,
    latitude: geometry?.type === 'Point' ? String(geometry.coordinates[1]) : undefined,
    floorArea: one.floorArea,
    builder: one.builder,
    origin: one.origin,
    completedOn: one.completedOn,
    programme: one.programme,
    stated: one.stated,
  }
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== null && value !== undefined),
  ) as Partial<CarrierValues>
}

type CarrierFormProps = Drawer & { one?: CarrierDetail; programmes: readonly ProgrammeOfSpace[] }

/** A building as a form: entered, or changed on the page that was read. */
export function CarrierForm({ open, onClose, one, programmes }: CarrierFormProps) {
  const api = useApi(landContract)
  const t = useTexts(carrierWords)
  const go = useGo()
  const client = useQueryClient()
  return (
    <DrawerForm<CarrierValues>
      title={t(one === undefined ? 'add' : 'edit')}
      open={open}
      onClose={onClose}
      wide
      submitLabel={t('save')}
      initial={one === undefined ? { origin: 'built' } : valuesOf(one)}
      submit={async (values) => {
        const fields = carrierOf(values, one)
        const { id } =
          one === undefined
            ? await api.carrierAdd.call(fields)
            : await api.carrierEdit.call({ id: one.id, revision: one.revision, fields })
        await client.invalidateQueries({ queryKey: api.key() })
        if (one === undefined) go(landPaths.carrier(id))
      }}
    >
      <CarrierInputs programmes={programmes} />
    </DrawerForm>
  )
}

function CarrierInputs({ programmes }: { programmes: readonly ProgrammeOfSpace[] }) {
  const t = useTexts(carrierWords)
  const say = useText()
  const { places } = useSession()
  const chosen = Form.useWatch<string | undefined>('programme')
  const stated = programmes.find(({ id }) => id === chosen)?.stated ?? []
  const bases = places.filter(({ kind }) => kind === 'base')
  return (
    <>
      <TextField name="code" label={t('code')} required max={60} />
      <TextField name="name" label={t('name')} required max={300} />
      <PlaceField name="place" label={t('place')} required />
      <ChoiceField
        name="base"
        label={t('base')}
        choices={bases.map(({ id, name }) => ({ value: id, label: say(name) }))}
      />
      <TextField name="address" label={t('address')} max={300} />
      <NumberField name="longitude" label={t('longitude')} />
      <NumberField name="latitude" label={t('latitude')} />
      <NumberField name="floorArea" label={t('floorArea')} unit="m2" required />
      <ChoiceField
        name="builder"
        label={t('builder')}
        choices={builders.map((id) => ({ value: id as string, label: t(`builder.${id}`) }))}
      />
      <ChoiceField
        name="origin"
        label={t('origin')}
        required
        choices={origins.map((id) => ({ value: id as string, label: t(`origin.${id}`) }))}
      />
      <DateField name="completedOn" label={t('completedOn')} />
      <ChoiceField
        name="programme"
        label={t('programme')}
        choices={programmes.map(({ id, name }) => ({ value: id, label: say(name) }))}
      />
      {stated.length === 0 ? null : (
        <ChoiceField
          name="stated"
          label={t('stated')}
          choices={stated.map(({ id, name }) => ({ value: id, label: say(name) }))}
        />
      )}
    </>
  )
}

type SpaceValues = FormValues & {
  code: string
  floor?: string
  area: string
  rent?: string
  terms?: string[]
  freeFrom?: string
  powerKw?: string
  cleanRoom?: 'yes' | 'no'
  ceiling?: string
  floorLoad?: string
}

function spaceOf(values: SpaceValues): SpaceGiven {
  return {
    code: values.code,
    floor: orNull(values.floor),
    area: values.area,
    rent: orNull(values.rent),
    terms: values.terms ?? [],
    freeFrom: orNull(values.freeFrom),
    powerKw: orNull(values.powerKw),
    cleanRoom: values.cleanRoom === undefined ? null : values.cleanRoom === 'yes',
    ceiling: orNull(values.ceiling),
    floorLoad: orNull(values.floorLoad),
  }
}

type SpaceFormProps = Drawer & { carrier: CarrierDetail; space?: SpaceShown | undefined }

/** A floor or unit as a form. */
export function SpaceForm({ open, onClose, carrier, space }: SpaceFormProps) {
  const api = useApi(landContract)
  const t = useTexts(carrierWords)
  const say = useText()
  const client = useQueryClient()
  const { cleanRoom, ...given } = space ?? {}
  const initial = {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)),
    ...(cleanRoom === null || cleanRoom === undefined ? {} : { cleanRoom: cleanRoom ? 'yes' : 'no' }),
  } as Partial<SpaceValues>
  return (
    <DrawerForm<SpaceValues>
      title={t(space === undefined ? 'addSpace' : 'edit')}
      open={open}
      onClose={onClose}
      submitLabel={t('save')}
      initial={initial}
      submit={async (values) => {
        const fields = spaceOf(values)
        if (space === undefined) await api.spaceAdd.call({ carrier: carrier.id, fields })
        else await api.spaceEdit.call({ id: space.id, revision: space.revision, fields })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <TextField name="code" label={t('unit')} required max={60} />
      <TextField name="floor" label={t('floor')} max={100} />
      <NumberField name="area" label={t('area')} unit="m2" required />
      <NumberField name="rent" label={t('rent')} unit="CNY/m2/month" />
      <ChoiceField
        name="terms"
        label={t('terms')}
        multiple
        choices={(carrier.offer?.terms ?? []).map(({ id, name }) => ({ value: id, label: say(name) }))}
      />
      <DateField name="freeFrom" label={t('freeFrom')} />
      <NumberField name="powerKw" label={t('powerKw')} unit="kW" />
      <ChoiceField
        name="cleanRoom"
        label={t('cleanRoom')}
        choices={(['yes', 'no'] as const).map((one) => ({ value: one as string, label: t(one) }))}
      />
      <NumberField name="ceiling" label={t('ceiling')} unit="m" />
      <NumberField name="floorLoad" label={t('floorLoad')} unit="t/m2" />
    </DrawerForm>
  )
}

type LettingValues = FormValues & {
  enterprise?: string
  name?: string
  from: string
  to?: string
  area: string
  term?: string
}
type LettingFormProps = Drawer & { space: SpaceShown; offer: ProgrammeOfSpace | null }

/** A part of a floor let to somebody; what a term with conditions asks is filled in with it. */
export function LettingForm({ open, onClose, space, offer }: LettingFormProps) {
  const api = useApi(landContract)
  const t = useTexts(carrierWords)
  const client = useQueryClient()
  return (
    <DrawerForm<LettingValues>
      title={`${t('addLetting')} ${space.code}`}
      open={open}
      onClose={onClose}
      submitLabel={t('save')}
      initial={{ area: space.free }}
      submit={async (values) => {
        const { enterprise, name, from, to, area, term } = values
        const who = enterprise === undefined ? { name } : { enterprise }
        const said = offer === null ? { facts: {}, amounts: {} } : saidOf(offer, values)
        await api.lettingAdd.call({ space: space.id, ...who, from, to: orNull(to), area, term: orNull(term), ...said })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <LettingInputs space={space} offer={offer} />
    </DrawerForm>
  )
}

function LettingInputs({ space, offer }: Omit<LettingFormProps, keyof Drawer>) {
  const t = useTexts(carrierWords)
  const say = useText()
  const term = Form.useWatch<string | undefined>('term')
  const enterprise = Form.useWatch<string | undefined>('enterprise')
  return (
    <>
      <EnterpriseField name="enterprise" />
      {enterprise === undefined ? <TextField name="name" label={t('tenant')} required max={300} /> : null}
      <DateField name="from" label={t('from')} required />
      <DateField name="to" label={t('to')} help={t('toHelp')} />
      <NumberField name="area" label={t('area')} unit="m2" required />
      {space.termNames.length === 0 ? null : (
        <ChoiceField
          name="term"
          label={t('term')}
          choices={space.termNames.map(({ id, name }) => ({ value: id, label: say(name) }))}
        />
      )}
      {offer === null || term === undefined ? null : <AskedFields offer={offer} />}
    </>
  )
}

type EndProps = Drawer & { letting: LettingShown }

/** From which day a part is free again. */
export function LettingEnd({ open, onClose, letting }: EndProps) {
  const api = useApi(landContract)
  const t = useTexts(carrierWords)
  const client = useQueryClient()
  return (
    <DrawerForm<FormValues & { to?: string }>
      title={`${t('endLetting')} ${letting.name}`}
      open={open}
      onClose={onClose}
      submitLabel={t('save')}
      initial={letting.to === null ? {} : { to: letting.to }}
      submit={async ({ to }) => {
        await api.lettingEnd.call({ id: letting.id, revision: letting.revision, to: orNull(to) })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <DateField name="to" label={t('to')} help={t('toHelp')} />
    </DrawerForm>
  )
}
