import { Decimal } from '#base/decimal.ts'
import { isUnit } from '#base/unit.ts'
import type { FormulaWorld } from '../formula/units.ts'
import type { LayerDocument } from '../layers.ts'
import { landCases, type Land, penaltyAmounts } from '../schema/land.ts'
import type { PackHead } from '../schema/pack.ts'
import type { Compiling } from './compiling.ts'
import { type Checked, type CheckContext, duplicatesOf } from './context.ts'
import { checkRange } from './dates.ts'
import { alike, checkShare, compileAll, type LandExpression, worldOfLand } from './land-formulas.ts'
import { checkOutlines } from './outlines.ts'
import { type Path, missing } from './scheme-refuse.ts'
import { compileStandards } from './standards.ts'
import { isReserved } from './reserved.ts'
import { checkNamed } from './tasks.ts'

/** Everything of land that is data: the head, standards, quotas, renewals, spaces, outlines. */
export function compileLand(compiling: Compiling, heads: readonly LayerDocument[], land: Land | undefined): void {
  const { context } = compiling
  const world = worldOfLand(compiling.world, land)
  for (const head of heads) checkHead(head, compiling)
  checkNeeded(context, land)
  compileStandards(compiling, world, land)
  for (const quota of context.list('quotas')) checkQuota(quota, compiling, world)
  for (const renewal of context.list('renewals')) checkRenewal(renewal, compiling, world)
  for (const space of context.list('spaces')) checkSpace(space, compiling, world)
  checkOutlines(context)
}

const landWords = ['standards', 'quotas', 'renewals', 'spaces'] as const

/** Words of land speak of measures and facts that `pack.yaml` names. */
function checkNeeded(context: CheckContext, land: Land | undefined): void {
  if (land !== undefined || context.placeKinds === undefined) return
  for (const word of landWords)
    for (const document of context.list(word)) context.report(document, [], { text: 'land.no_land', expected: 'land' })
}

function checkHead(document: LayerDocument, compiling: Compiling): void {
  const { context } = compiling
  const { land, assessment_kinds: kinds = [] } = document.content as PackHead
  for (const { at, key } of duplicatesOf(kinds, (one) => one.id))
    context.report(document, ['assessment_kinds', at, 'id'], { text: 'pack.duplicate_id', found: key })
  if (land === undefined) return
  const lists = { readiness: land.readiness, plans: land.plans, uses: land.uses }
  for (const [list, items] of Object.entries(lists))
    for (const { at, key } of duplicatesOf<{ id: string }>(items ?? [], (one) => one.id))
      context.report(document, ['land', list, at, 'id'], { text: 'pack.duplicate_id', found: key })
  checkHeadNames(document, land, context)
  checkHeadReferences(document, land, context)
  checkHeadAmounts(document, land, context)
  checkBreach(document, land, compiling)
}

/** Measures and facts share their names, and none is a word of the language. */
function checkHeadNames(document: LayerDocument, land: Land, context: CheckContext): void {
  const names = (['measures', 'facts'] as const).flatMap((list) =>
    land[list].map(({ id }, at) => ({ id, path: ['land', list, at, 'id'] })),
  )
  for (const { item, key } of duplicatesOf(names, ({ id }) => id))
    context.report(document, item.path, { text: 'pack.duplicate_id', found: key })
  for (const { id, path } of names)
    if (isReserved(id)) context.report(document, path, { text: 'indicator.reserved_name', found: id })
  const words = land.uses.flatMap((use, at) =>
    use.register.map((word, index) => ({ word, path: ['land', 'uses', at, 'register', index] })),
  )
  for (const { item, key } of duplicatesOf(words, ({ word }) => word))
    context.report(document, item.path, { text: 'land.word_of_two_uses', found: key })
}

/** References of a head are not followed by the marks of the schema: heads are no words. */
function checkHeadReferences(document: LayerDocument, land: Land, context: CheckContext): void {
  const known = (word: 'workflows' | 'targets' | 'indicators', id: string, path: Path): boolean => {
    if (context.find(word, id) !== undefined) return true
    if (!context.broken.has(`${word}/${id}`))
      context.report(document, path, {
        text: 'pack.unknown_reference',
        ...missing(id, context.idsOf(word)),
        expected: word,
      })
    return false
  }
  for (const kind of landCases) {
    const path = ['land', 'workflows', kind]
    const id = land.workflows[kind]
    if (id === undefined || !known('workflows', id, path)) continue
    const subject = context.find('workflows', id)?.content.subject
    if (subject !== undefined && subject !== kind)
      context.report(document, path, { text: 'form.workflow_of_other_subject', found: subject, expected: kind })
  }
  land.plans?.forEach(({ target }, at) => known('targets', target, ['land', 'plans', at, 'target']))
  land.measures.forEach(({ indicator, unit }, at) => {
    const path = ['land', 'measures', at]
    if (indicator === undefined || !known('indicators', indicator, [...path, 'indicator'])) return
    const content = context.find('indicators', indicator)?.content
    if (content?.domain === 'statistical')
      context.report(document, [...path, 'indicator'], { text: 'land.statistical_measure', found: indicator })
    if (content !== undefined && !alike(content.unit, unit))
      context.report(document, [...path, 'unit'], { text: 'pack.wrong_dimension', found: unit, expected: content.unit })
  })
}

function checkHeadAmounts(document: LayerDocument, land: Land, context: CheckContext): void {
  land.measures.forEach(({ unit }, at) => {
    if (!isUnit(unit))
      context.report(document, ['land', 'measures', at, 'unit'], { text: 'pack.unknown_unit', found: unit })
  })
  const { longitude, latitude } = land.map.centre
  if (Math.abs(longitude) > 180 || Math.abs(latitude) > 90)
    context.report(document, ['land', 'map', 'centre'], { text: 'land.nowhere', found: `${longitude}, ${latitude}` })
  if (land.map.tiles !== undefined && land.map.attribution === undefined)
    context.report(document, ['land', 'map', 'tiles'], { text: 'land.tiles_of_nobody', expected: 'attribution' })
  if (land.blocks !== undefined && !alike(land.blocks.unit, 'm2'))
    context.report(document, ['land', 'blocks', 'unit'], {
      text: 'pack.wrong_dimension',
      found: land.blocks.unit,
      expected: 'm2',
    })
  land.readiness.forEach(({ within }, at) => {
    if (within?.from !== undefined && within.from > within.to)
      context.report(document, ['land', 'readiness', at, 'within', 'to'], {
        text: 'land.ends_below',
        found: String(within.to),
        expected: String(within.from),
      })
  })
}

/** The penalty is money, computed from the price and the shortfall; what follows for idle land follows in order. */
function checkBreach(document: LayerDocument, { breach }: Land, compiling: Compiling): void {
  if (breach === undefined) return
  const { context } = compiling
  const amounts: Readonly<Record<string, string>> = penaltyAmounts
  const world: FormulaWorld = {
    ...compiling.world,
    unitOf: (name) => (Object.hasOwn(amounts, name) ? amounts[name] : undefined),
    isFact: () => false,
    unknownName: 'land.unknown_name',
    names: () => Object.keys(amounts),
  }
  if (typeof breach.penalty === 'string')
    compileAll(
      document,
      [{ path: ['land', 'breach', 'penalty'], text: breach.penalty, yields: 'CNY' }],
      world,
      compiling,
    )
  let before = -1
  breach.idle?.forEach(({ after_months: after, share }, at) => {
    const path = ['land', 'breach', 'idle', at]
    if (after <= before)
      context.report(document, [...path, 'after_months'], {
        text: 'land.out_of_order',
        found: String(after),
        expected: String(before),
      })
    before = after
    checkShare(document, [...path, 'share'], share, context)
  })
}

function checkQuota(quota: Checked<'quotas'>, compiling: Compiling, world: FormulaWorld): void {
  const { context } = compiling
  const { kind, unit, given, rules } = quota.content
  checkRange(quota, [], quota.content, context)
  checkNamed(quota, 'rules', rules, context)
  const wanted = kind === 'special_bonds' ? 'CNY' : 'm2'
  if (!alike(unit, wanted))
    context.report(quota, ['unit'], { text: 'pack.wrong_dimension', found: unit, expected: wanted })
  checkOnce(quota, 'given', given, context)
  const conditions = rules.flatMap(({ when }, at) =>
    when === undefined ? [] : [{ path: ['rules', at, 'when'], text: when, yields: 'condition' }],
  )
  compileAll(quota, conditions, world, compiling)
}

/** Each place and year once. */
function checkOnce(
  document: LayerDocument,
  list: string,
  entries: readonly { readonly place: string; readonly year: number }[],
  context: CheckContext,
): void {
  for (const { at, key } of duplicatesOf(entries, ({ place, year }) => `${place} ${year}`))
    context.report(document, [list, at, 'place'], { text: 'land.said_twice', found: key })
}

function whens(list: string, items: readonly { readonly when?: string | undefined }[] | undefined): LandExpression[] {
  return (items ?? []).flatMap(({ when }, at) =>
    when === undefined ? [] : [{ path: [...list.split('.'), at, 'when'], text: when, yields: 'condition' }],
  )
}

function checkRenewal(renewal: Checked<'renewals'>, compiling: Compiling, world: FormulaWorld): void {
  const { context } = compiling
  const { requires, refuses, gives, linked_housing: housing } = renewal.content
  checkRange(renewal, [], renewal.content, context)
  for (const [key, list] of Object.entries({ requires, refuses, gives })) checkNamed(renewal, key, list, context)
  if (housing !== undefined && 'value' in housing.share)
    checkShare(renewal, ['linked_housing', 'share', 'value'], housing.share.value, context)
  let before = new Decimal(0)
  housing?.releases.forEach(({ share }, at) => {
    const path = ['linked_housing', 'releases', at, 'share']
    checkShare(renewal, path, share, context)
    const now = new Decimal(share)
    if (now.lt(before))
      context.report(renewal, path, { text: 'land.out_of_order', found: share, expected: before.toString() })
    before = now
  })
  const conditions = [
    ...whens('requires', requires),
    ...whens('refuses', refuses),
    ...whens('linked_housing.releases', housing?.releases),
  ]
  compileAll(renewal, conditions, world, compiling)
}

function checkSpace(space: Checked<'spaces'>, compiling: Compiling, world: FormulaWorld): void {
  const { context } = compiling
  const { targets, selects, terms, carriers, rent } = space.content
  checkRange(space, [], space.content, context)
  for (const [key, list] of Object.entries({ selects, terms, carriers })) checkNamed(space, key, list, context)
  checkOnce(space, 'targets', targets, context)
  const area = (path: Path, unit: string) => {
    if (!alike(unit, 'm2')) context.report(space, path, { text: 'pack.wrong_dimension', found: unit, expected: 'm2' })
  }
  targets.forEach(({ amount }, at) => {
    if (!('low' in amount)) return
    area(['targets', at, 'amount', 'unit'], amount.unit)
    if (amount.high !== undefined && new Decimal(amount.high).lt(amount.low))
      context.report(space, ['targets', at, 'amount', 'high'], {
        text: 'land.ends_below',
        found: amount.high,
        expected: amount.low,
      })
  })
  carriers?.forEach((carrier, at) => {
    if ('unit' in carrier.area) area(['carriers', at, 'area', 'unit'], carrier.area.unit)
  })
  if (rent !== undefined && 'unit' in rent && !alike(rent.unit, 'CNY/m2/month'))
    context.report(space, ['rent', 'unit'], {
      text: 'pack.wrong_dimension',
      found: rent.unit,
      expected: 'CNY/m2/month',
    })
  compileAll(space, [...whens('selects', selects), ...whens('terms', terms)], world, compiling)
}
