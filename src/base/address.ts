/** What a page keeps in its address, honoured by every page. */
export type PageState = { place?: string; period?: string; lang?: string }

export type Search = Readonly<Record<string, string | number | boolean | undefined>>

/**
 * A path and its search part; values that are undefined or empty are left out.
 * @example address('/returns', { place: 'east', period: '2024-07' }) === '/returns?place=east&period=2024-07'
 */
export function address(path: string, search: Search = {}): string {
  const pairs = Object.entries(search)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`
}

/** An id as one step of a path. A `$` stays, so that `returnPaths.one('$id')` is the pattern of the route. */
export function step(id: string): string {
  return encodeURIComponent(id).replaceAll('%24', '$')
}
