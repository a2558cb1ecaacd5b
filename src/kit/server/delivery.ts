/** What became of handing something over to somebody outside. */
export type Delivery =
  | { readonly outcome: 'sent' }
  /** `later`: the same again after a while; `refused`: the receiver will never take it. `down`: nobody answered, so nothing else will get through either. */
  | {
      readonly outcome: 'later' | 'refused'
      readonly error: string
      readonly down?: boolean
      readonly retryAfterSeconds?: number
    }

const longestError = 300

/** What a receiver said, fit to be kept and logged: no address of a person, one line, not long. */
export function saidBy(text: string): string {
  return text
    .replaceAll(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g, '…@…')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, longestError)
}
