/** What lets a style sheet that is made here stand in the page: the policy of this very answer names it. */
export function pageNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
}
