import { nearest } from '#base/nearest.ts'
import { isUnit } from '#base/unit.ts'
import type { Programme } from '../programme.ts'
import { attributes } from './attributes.ts'
import { functions } from './node.ts'
import type { FormulaWorld } from './units.ts'

/** What a world is made of: indicators with their units and subjects, classes, places. */
export type WorldParts = {
  findIndicator(id: string): { readonly unit: string; readonly subject: string } | undefined
  indicatorIds(): readonly string[]
  readonly classes: ReadonlySet<string>
  readonly places: ReadonlySet<string>
}

const countUnits: Readonly<Record<string, string>> = { enterprise: 'enterprise', project: 'project', place: 'place' }

/** The names, units, classes and places that formulas may speak of. */
export function createWorld({ findIndicator, indicatorIds, classes, places }: WorldParts): FormulaWorld {
  return {
    unitOf(name) {
      const unit = findIndicator(name)?.unit
      return unit !== undefined && isUnit(unit) ? unit : undefined
    },
    names: () => [...indicatorIds(), ...Object.keys(attributes), ...Object.keys(functions)],
    hasClass: (ref) => classes.has(ref),
    hasPlace: (id) => places.has(id),
    nearestClass: (ref) => nearest(ref, ref.includes('/') ? classes : places),
    countUnitOf: (names) => countUnits[findIndicator(names[0] ?? '')?.subject ?? 'enterprise'] ?? 'one',
  }
}

/** The world of a checked programme, for formulas that people write while it runs. */
export function createProgrammeWorld(programme: Programme): FormulaWorld {
  return createWorld({
    findIndicator: (id) => (Object.hasOwn(programme.indicators, id) ? programme.indicators[id] : undefined),
    indicatorIds: () => Object.keys(programme.indicators),
    classes: new Set(
      Object.values(programme.taxonomies).flatMap(({ id, classes }) => classes.map((one) => `${id}/${one.id}`)),
    ),
    places: new Set(Object.keys(programme.places)),
  })
}
