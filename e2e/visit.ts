import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterEach, expect, inject } from 'vitest'
import { launchBrowser } from '../tools/browser.ts'
import { projectRoot } from './build.ts'
import { type Person, signIn } from './person.ts'

/** The stories are told where there is a browser; the setup says so loudly where there is none. */
export const noBrowser = !inject('hasBrowser')

export const url = inject('url')

export type Size = { readonly width: number; readonly height: number }
export const desk: Size = { width: 1366, height: 800 }
export const phone: Size = { width: 390, height: 844 }

/** A browser window of somebody, which notes everything that should not happen on any page. */
export type Visit = {
  readonly page: Page
  readonly context: BrowserContext
  /** Errors of the console, of scripts, requests to other origins, answers of 500 and more; reading empties the list. */
  faults(): string[]
  picture(name: string): Promise<void>
  close(): Promise<void>
}

let browser: Promise<Browser> | undefined

/** Closes the browser of this file. */
export async function closeBrowser(): Promise<void> {
  const opened = browser
  browser = undefined
  await (await opened)?.close()
}

/** Opens a window; `person` is signed in already, at the server of all stories unless `home` names another. */
export async function visit(person?: Person, size: Size = desk, home: string = url): Promise<Visit> {
  browser ??= launchBrowser()
  const context = await (await browser).newContext({ viewport: { ...size }, locale: 'zh-CN', reducedMotion: 'reduce' })
  if (person !== undefined) {
    await context.addCookies([...person.cookies].map(([name, value]) => ({ name, value, url: home, httpOnly: true })))
  }
  await context.addInitScript(tellBreaches)
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const seen = watch(page, home)
  return {
    page,
    context,
    faults: () => seen.splice(0),
    async picture(name) {
      const folder = join(projectRoot, 'test-results')
      await mkdir(folder, { recursive: true })
      await page.screenshot({ path: join(folder, `${name}.png`) })
    },
    close: () => context.close(),
  }
}

/** After each test of a story: nothing happened that should not; after one that failed, a picture of every window. */
export function watchStory(windows: () => readonly (Visit | undefined)[]): void {
  afterEach(async ({ task }) => {
    const seen = windows().filter((one) => one !== undefined)
    if (task.result?.state === 'fail') {
      const name = task.name.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 60)
      for (const [i, one] of seen.entries()) await one.picture(`failed-${name}-${i + 1}`)
    }
    expect(seen.flatMap((one) => one.faults())).toEqual([])
  })
}

/** Clicks a button when it is at rest: one that is busy takes no second click. */
export async function press(where: Page | Locator, name: string): Promise<void> {
  await where.getByRole('button', { name, exact: true }).and(where.locator('button:not(.ant-btn-loading)')).click()
}

/** Says what the policy of the page kept from being loaded or run. */
function tellBreaches(): void {
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
    console.error(`kept out by the policy of the page: ${effectiveDirective} ${blockedURI}`),
  )
}

function watch(page: Page, home: string): string[] {
  const seen: string[] = []
  page.on('pageerror', (error) => seen.push(`script: ${error.message}`))
  page.on('console', (message) => {
    // A refusal is an answer like any other; the browser notes it as an error of loading.
    const isRefusal = message.text().startsWith('Failed to load resource') && !/status of 5\d\d/.test(message.text())
    if (message.type() === 'error' && !isRefusal) seen.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    const target = request.url()
    if (!target.startsWith(home) && !/^(data|blob|about):/.test(target)) seen.push(`another origin: ${target}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 500) seen.push(`${response.status()} ${response.request().method()} ${response.url()}`)
  })
  return seen
}

/** One of the demo accounts, signed in over HTTP. */
export async function enter(login: string): Promise<Person> {
  const account = inject('accounts').find((one) => one.login === login)
  if (account === undefined) throw new Error(`there is no account ${login}`)
  return signIn(url, account)
}
