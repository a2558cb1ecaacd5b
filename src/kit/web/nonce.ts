/** What lets a style sheet that is made here stand in the page: the policy of this very answer names it. */
export function pageNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
}

/**
 * Components that lock the page behind a drawer or measure its scroll bar make style elements without being given the nonce, so every one that
 * is made in this page bears it. Only code of the page makes elements, and the policy binds that to our own files.
 */
export function markStyles(): void {
  const nonce = pageNonce()
  const create = document.createElement.bind(document)
  const marked = (name: string, options?: ElementCreationOptions): HTMLElement => {
    const made = create(name, options)
    if (made instanceof HTMLStyleElement) made.nonce = nonce
    return made
  }
  document.createElement = marked as typeof document.createElement
}
