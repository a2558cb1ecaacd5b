import type { Programme } from '#pack/programme.ts'

/** Organisations that no other has succeeded. */
export function openOrganisations(programme: Programme) {
  return Object.values(programme.organisations).filter(({ to }) => to === undefined)
}

/** The office in the middle: whoever issues most forms of the pack, otherwise its first bureau. */
export function centralOrganisation(programme: Programme): string {
  const open = openOrganisations(programme)
  const issued = (id: string) => Object.values(programme.forms).filter(({ issuer }) => issuer === id).length
  const issuer = open.toSorted((a, b) => issued(b.id) - issued(a.id)).find(({ id }) => issued(id) > 0)
  const central = open.filter(({ place }) => place === undefined || place === programme.rootPlace)
  return (issuer ?? central.find(({ kind }) => kind === 'bureau') ?? central[0] ?? open[0])?.id ?? programme.id
}
