/** What was typed and not yet sent, kept in the browser until it is sent or thrown away. */
export type DraftBox = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const prefix = 'jidi-draft:'

function box(): DraftBox | undefined {
  try {
    return globalThis.sessionStorage
  } catch {
    return undefined
  }
}

/** The draft under a name, or undefined when there is none or it cannot be read. */
export function readDraft(name: string, store: DraftBox | undefined = box()): Record<string, unknown> | undefined {
  try {
    const text = store?.getItem(prefix + name)
    const draft: unknown = text === null || text === undefined ? undefined : JSON.parse(text)
    return typeof draft === 'object' && draft !== null ? (draft as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** Keeps a draft; a browser without room for it loses nothing else. */
export function keepDraft(name: string, values: Record<string, unknown>, store: DraftBox | undefined = box()): boolean {
  try {
    store?.setItem(prefix + name, JSON.stringify(values))
    return store !== undefined
  } catch {
    return false
  }
}

export function dropDraft(name: string, store: DraftBox | undefined = box()): void {
  store?.removeItem(prefix + name)
}
