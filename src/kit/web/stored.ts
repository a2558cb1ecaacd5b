/** Small choices of this browser: language, brightness. A browser that keeps nothing just forgets them. */
export function readChoice<Value extends string>(name: string, allowed: readonly Value[]): Value | undefined {
  try {
    const kept = globalThis.localStorage.getItem(`jidi-${name}`)
    return allowed.find((value) => value === kept)
  } catch {
    return undefined
  }
}

export function keepChoice(name: string, value: string): void {
  try {
    globalThis.localStorage.setItem(`jidi-${name}`, value)
  } catch {
    return
  }
}
