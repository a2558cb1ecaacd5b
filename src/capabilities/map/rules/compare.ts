/** One line of a comparison: the word, and what each of the compared says; undefined: not stated. */
export type CompareLine = { readonly id: string; readonly cells: readonly (string | undefined)[] }

/** Whether not all of them say the same; what is not stated differs from what is. */
export function differs({ cells }: CompareLine): boolean {
  return new Set(cells).size > 1
}

/** How many can be compared at once. */
export const mostCompared = 4

const id = /^[0-9a-f-]{36}$/i

/** The ids of an address, each once, as many as can be compared. */
export function parseCompared(text: string | undefined): string[] {
  return [...new Set((text ?? '').split(',').filter((one) => id.test(one)))].slice(0, mostCompared)
}

/** The list with one more, or without it when it was there; undefined when there is no room. */
export function toggled(ids: readonly string[], one: string): string[] | undefined {
  if (ids.includes(one)) return ids.filter((each) => each !== one)
  return ids.length >= mostCompared ? undefined : [...ids, one]
}
