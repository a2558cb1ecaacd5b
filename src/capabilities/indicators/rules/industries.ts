import type { Programme } from '#pack/programme.ts'
import { laddersOf } from '#pack/ladders.ts'
import type { IndustryTaxonomy } from '../contract.ts'

/** The taxonomies whose subject is industry, with their classes in the order of the programme. */
export function industryTaxonomies(programme: Programme): IndustryTaxonomy[] {
  return Object.values(programme.taxonomies)
    .filter((taxonomy) => taxonomy.subject === 'industry')
    .map(toTaxonomy)
}

/** The growth ladders, with their rungs from the lowest up. */
export function ladderTaxonomies(programme: Programme): IndustryTaxonomy[] {
  return laddersOf(programme).map(toTaxonomy)
}

function toTaxonomy({
  id,
  name,
  source,
  note,
  official_english,
  classes,
}: Programme['taxonomies'][string]): IndustryTaxonomy {
  return {
    id,
    name,
    source,
    note: note ?? null,
    officialEnglish: official_english,
    classes: classes.map((each) => ({
      id: each.id,
      name: { zh: each.name.zh, en: each.name.en ?? each.name.zh },
      parent: each.parent ?? null,
    })),
  }
}
