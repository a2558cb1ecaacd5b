import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { Problem } from '#base/problem.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}
const packable = /^(text|application\/(json|manifest)|image\/svg)/
const year = 31_536_000

type Page = { readonly body: Buffer; readonly packed?: Buffer; readonly headers: Readonly<Record<string, string>> }

/** Stands in the HTML where each answer gets a nonce of its own, by which the page may add style sheets as it draws. */
const nonceGap = '{{nonce}}'

/** Serves the built pages from memory: files by their path, and for every address of a page the one HTML, with its policy. */
export function createPages(
  webDir: string,
  policyOf: (nonce: string) => string,
): (request: Request) => Promise<Response> {
  const known = new Map<string, Promise<Page | undefined>>()
  const find = (name: string): Promise<Page | undefined> => {
    const page = known.get(name) ?? loadPage(webDir, name)
    known.set(name, page)
    // What is not there is not remembered: addresses are endless.
    void page.then((found) => found ?? known.delete(name))
    return page
  }
  return async (request) => {
    const name = fileOf(new URL(request.url).pathname)
    const isFile = path.extname(name) !== '' && name !== 'index.html'
    const page = await find(isFile ? name : 'index.html')
    if (!page) throw new Problem('not_found', { details: { page: name.slice(0, 200) } })
    return isFile ? answer(page, request) : withNonce(page, request, policyOf)
  }
}

function fileOf(pathname: string): string {
  try {
    return path.posix.normalize(decodeURIComponent(pathname)).replace(/^\/+/, '')
  } catch {
    return ''
  }
}

async function loadPage(webDir: string, name: string): Promise<Page | undefined> {
  const file = path.resolve(webDir, name)
  const type = types[path.extname(file)]
  if (!type || name.includes('\0') || !file.startsWith(webDir + path.sep)) return undefined
  const body = await readFile(file).catch(() => undefined)
  if (!body) return undefined
  const headers = {
    'content-type': type,
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    'cache-control': name.startsWith('assets/') ? `public, max-age=${year}, immutable` : 'no-cache',
    vary: 'accept-encoding',
  }
  const packed = packable.test(type) && body.length > 1024 ? await promisify(gzip)(body) : undefined
  return { body, packed, headers }
}

function answer({ body, packed, headers }: Page, request: Request): Response {
  if (request.headers.get('if-none-match') === headers.etag) return new Response(null, { status: 304, headers })
  const takesPacked = packed && /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')
  const bytes = takesPacked ? packed : body
  const all = {
    ...headers,
    'content-length': String(bytes.length),
    ...(takesPacked ? { 'content-encoding': 'gzip' } : {}),
  }
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(bytes), { headers: all })
}

/** Never the same twice, so there is nothing to compare or keep. */
function withNonce({ body, headers }: Page, request: Request, policyOf: (nonce: string) => string): Response {
  const nonce = randomBytes(16).toString('base64url')
  const html = body.toString('utf8').replaceAll(nonceGap, nonce)
  const answered = {
    'content-type': headers['content-type'] ?? '',
    'cache-control': 'no-store',
    'content-security-policy': policyOf(nonce),
  }
  return new Response(request.method === 'HEAD' ? null : html, { headers: answered })
}
