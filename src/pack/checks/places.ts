import { nearest } from '#base/nearest.ts'
import { isUnit, parseUnit, sameDimension } from '#base/unit.ts'
import { type Checked, type CheckContext, duplicatesOf, findCycle } from './context.ts'
import { checkRange } from './dates.ts'

const area = parseUnit('km2')

/** Places hang together as a tree, their codes do not overlap in time, their areas are areas. */
export function checkPlaces(context: CheckContext): void {
  for (const place of context.list('places')) {
    checkRange(place, [], place.content, context)
    checkTree(place, context)
    checkCodes(place, context)
    checkContent(place, context)
  }
  checkTiles(context)
}

/** Places that are drawn in one map, those that figures are counted by or those of one kind, have a square each. */
function checkTiles(context: CheckContext): void {
  const drawn = context.list('places').flatMap((place) => {
    const { kind, tile } = place.content
    if (tile === undefined) return []
    const map = context.administrativeKinds.has(kind) ? 'areas' : kind
    return [{ place, key: `${map} ${tile.column},${tile.row}` }]
  })
  for (const { item, key } of duplicatesOf(drawn, (one) => one.key)) {
    const taken = drawn.find((one) => one.key === key)?.place.id ?? ''
    context.report(item.place, ['tile'], {
      text: 'place.tile_taken',
      found: key.split(' ').at(-1) ?? '',
      expected: taken,
    })
  }
}

function checkTree(place: Checked<'places'>, context: CheckContext): void {
  const cycle = findCycle(place.id, (id) =>
    [context.find('places', id)?.content.parent].filter((up) => up !== undefined),
  )
  if (cycle !== undefined) context.report(place, ['parent'], { text: 'pack.cycle', found: cycle.join(' → ') })
  const members = place.content.members ?? []
  for (const [at, member] of members.entries()) {
    if (member.place === place.id)
      context.report(place, ['members', at, 'place'], { text: 'place.member_of_itself', found: member.place })
  }
  for (const { at, key } of duplicatesOf(members, (member) => `${member.place} ${member.role ?? ''}`)) {
    context.report(place, ['members', at], { text: 'pack.duplicate_id', found: key.trim() })
  }
}

/** In one code system a place has one code at a time. */
function checkCodes(place: Checked<'places'>, context: CheckContext): void {
  const codes = place.content.codes ?? []
  for (const [at, code] of codes.entries()) {
    checkRange(place, ['codes', at], code, context)
    const other = codes.slice(0, at).find((one) => one.system === code.system && overlap(one, code))
    if (other !== undefined) {
      context.report(place, ['codes', at, 'code'], {
        text: 'place.two_codes_at_once',
        found: code.code,
        expected: other.code,
      })
    }
  }
}

type Range = { from?: string | undefined; to?: string | undefined }

function overlap(a: Range, b: Range): boolean {
  return (a.from ?? '') <= (b.to ?? '9999') && (b.from ?? '') <= (a.to ?? '9999')
}

function checkContent(place: Checked<'places'>, context: CheckContext): void {
  for (const [at, claim] of (place.content.area ?? []).entries()) {
    if (isUnit(claim.unit) && !sameDimension(parseUnit(claim.unit), area)) {
      context.report(place, ['area', at, 'unit'], { text: 'pack.wrong_dimension', found: claim.unit, expected: 'km2' })
    }
  }
  for (const [at, industry] of (place.content.industries ?? []).entries()) {
    const ids = context.find('taxonomies', industry.taxonomy)?.content.classes.map((one) => one.id)
    if (ids === undefined || ids.includes(industry.class)) continue
    const near = nearest(industry.class, ids)
    const issue = { text: 'pack.unknown_class', found: `${industry.taxonomy}/${industry.class}` }
    context.report(place, ['industries', at, 'class'], near === undefined ? issue : { ...issue, nearest: near })
  }
}
