import type { SessionPlace } from '../session.tsx'

export type PlaceNode = { value: string; title: string; children: PlaceNode[] }

/** The places as a tree. A place whose parent is not in the list stands at the top. */
export function placeTree(places: readonly SessionPlace[], say: (text: SessionPlace['name']) => string): PlaceNode[] {
  const nodes = new Map(
    places.map((place) => [place.id, { value: place.id, title: say(place.name), children: [] as PlaceNode[] }]),
  )
  const tops: PlaceNode[] = []
  for (const place of places) {
    const node = nodes.get(place.id)
    if (node === undefined) continue
    const parent = place.parent === undefined ? undefined : nodes.get(place.parent)
    if (parent === undefined || parent === node) tops.push(node)
    else parent.children.push(node)
  }
  return tops
}
