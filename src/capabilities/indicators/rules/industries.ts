import type { Programme } from '#pack/programme.ts'
import type { IndustryTaxonomy } from '../contract.ts'

/** The taxonomies whose subject is industry, with their classes in the order of the programme. */
export function industryTaxonomies(programme: Programme): IndustryTaxonomy[] {
  return Object.values(programme.taxonomies)
    .filter((taxonomy) => taxonomy.subject === 'industry')
    .map(({ id, name, source, note, official_english, classes }) => ({
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
    }))
}
