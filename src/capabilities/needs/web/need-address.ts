import type { NeedAsked } from '../contract.ts'

type State = Readonly<Record<string, string | undefined>>

const promisePrefix = 'p.'
const amount = /^\d{1,12}(\.\d{1,4})?$/

/** A need as an address states it; words that make no sense are left out. */
export function needOfAddress(state: State, units: ReadonlyMap<string, string>): NeedAsked {
  const read = (name: string) => (amount.test(state[name] ?? '') ? (state[name] as string) : null)
  const kind = state.kind
  const only = state.base ?? state.place
  const places = (state.places ?? (only === undefined ? '' : `${only}:100`)).split(' ').flatMap((text) => {
    const [place = '', weight = '100'] = text.split(':')
    const of = Number(weight)
    return place === '' || !Number.isInteger(of) || of < 1 || of > 100 ? [] : [{ place, weight: of }]
  })
  const promises = Object.entries(state).flatMap(([name, value]) => {
    const unit = units.get(name.slice(promisePrefix.length))
    return name.startsWith(promisePrefix) && unit !== undefined && amount.test(value ?? '')
      ? [[name.slice(promisePrefix.length), { value: value as string, unit }] as const]
      : []
  })
  return {
    kind: kind === 'parcel' || kind === 'space' ? kind : 'either',
    industry: /^[^/\s]+\/[^/\s]+$/.test(state.industry ?? '') ? (state.industry as string) : null,
    area: { least: read('least'), most: read('most') },
    byDate: /^\d{4}-\d{2}-\d{2}$/.test(state.by ?? '') ? (state.by as string) : null,
    powerKw: read('power'),
    cleanRoom: state.clean === 'yes',
    ceiling: read('ceiling'),
    floorLoad: read('load'),
    priceMost: read('price'),
    rentMost: read('rent'),
    tenures: (state.tenures ?? '').split(' ').filter((one) => one !== ''),
    places,
    onlyThere: state.only === 'yes',
    promises: Object.fromEntries(promises),
  }
}

/** The words of the address that state a need; all others of a need undefined, so that nothing of the last one stays. */
export function addressOfNeed(need: NeedAsked, before: State): Record<string, string | undefined> {
  const gone = Object.keys(before).filter((name) => name.startsWith(promisePrefix))
  return {
    ...Object.fromEntries(gone.map((name) => [name, undefined])),
    least: need.area.least ?? undefined,
    most: need.area.most ?? undefined,
    power: need.powerKw ?? undefined,
    ceiling: need.ceiling ?? undefined,
    load: need.floorLoad ?? undefined,
    price: need.priceMost ?? undefined,
    rent: need.rentMost ?? undefined,
    kind: need.kind === 'either' ? undefined : need.kind,
    industry: need.industry ?? undefined,
    by: need.byDate ?? undefined,
    clean: need.cleanRoom ? 'yes' : undefined,
    tenures: need.tenures.join(' ') || undefined,
    places: need.places.map(({ place, weight }) => `${place}:${weight}`).join(' ') || undefined,
    base: undefined,
    only: need.onlyThere ? 'yes' : undefined,
    ...Object.fromEntries(Object.entries(need.promises).map(([name, { value }]) => [`${promisePrefix}${name}`, value])),
    asked: 'yes',
  }
}
