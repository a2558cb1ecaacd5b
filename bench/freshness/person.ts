/** Somebody signed in, asking over HTTP, several questions at once if need be. */
export type Person = {
  get<Body>(path: string): Promise<Body>
  /** @throws with the answer unless it is 200 */
  send<Body>(method: string, path: string, body: unknown): Promise<Body>
}

/** Signs in with a password. */
export async function signIn(url: string, account: { login: string; password: string }): Promise<Person> {
  const answer = await ask(`${url}/api/session`, { method: 'POST', body: account, cookie: '' })
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const send = async <Body>(method: string, path: string, body?: unknown): Promise<Body> =>
    (await (await ask(`${url}${path}`, { method, body, cookie })).json()) as Body
  return { send, get: (path) => send('GET', path) }
}

async function ask(
  url: string,
  { method, body, cookie }: { method: string; body: unknown; cookie: string },
): Promise<Response> {
  const headers = { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
  const answer = await fetch(url, { method, headers, body: body === undefined ? null : JSON.stringify(body) })
  if (answer.status === 200) return answer
  throw new Error(`${method} ${url}: ${answer.status} ${(await answer.text()).slice(0, 1000)}`)
}
