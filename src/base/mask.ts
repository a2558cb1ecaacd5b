/** The name of somebody as it is shown until it is asked for: the first sign of it. */
export function maskName(name: string): string {
  const [first = ''] = name.trim()
  return first === '' ? '' : `${first}**`
}

/** A telephone number as it is shown until it is asked for: enough to recognise it, too little to call. */
export function maskPhone(phone: string): string {
  const said = phone.trim()
  if (said.length < 7) return '*'.repeat(said.length)
  return `${said.slice(0, 3)}${'*'.repeat(said.length - 5)}${said.slice(-2)}`
}
