import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const debian = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

const quietArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

export type FoundBrowser = { executablePath: string; args: string[] }

/** Said when there is no browser; it names what to do. */
export class NoBrowser extends Error {
  override readonly name = 'NoBrowser'
}

/**
 * Where a Chromium is: `CHROME_PATH`, Debian's, or the one that npm ships (`@sparticuz/chromium`, Linux on x64 only).
 * @throws NoBrowser with what to install
 */
export async function findBrowser(env: NodeJS.ProcessEnv = process.env): Promise<FoundBrowser> {
  const named = env.CHROME_PATH
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return { executablePath: named, args: quietArguments }
    throw new NoBrowser(`CHROME_PATH names ${named}, and there is nothing there`)
  }
  const installed = debian.find((path) => existsSync(path))
  if (installed !== undefined) return { executablePath: installed, args: quietArguments }
  return packed()
}

async function packed(): Promise<FoundBrowser> {
  try {
    const { default: bundle } = await import('@sparticuz/chromium')
    const executablePath = await bundle.executablePath()
    return { executablePath, args: [...bundle.args.filter((one) => !one.startsWith('--headless')), ...quietArguments] }
  } catch (cause) {
    throw new NoBrowser(
      'No Chromium was found. Install one (Debian: apt-get install chromium fonts-noto-cjk) or set CHROME_PATH to a Chrome or Chromium.',
      { cause },
    )
  }
}

/** A headless browser for the stories. Close it when done. @throws NoBrowser */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, args } = await findBrowser()
  return chromium.launch({ executablePath, args, headless: true })
}
