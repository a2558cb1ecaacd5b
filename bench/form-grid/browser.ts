import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'vite'
import { launchBrowser, NoBrowser } from '../../tools/browser.ts'

export type Drawn = {
  /** From what the server sent to cells on the screen. */
  readonly paint: readonly number[]
  readonly drawn: number
  /** One key, with all cells that hang on it computed, drawn and laid out. */
  readonly keys: readonly number[]
}

type Answer = { milliseconds: number; drawn: number }

/** The grid in a Chromium; undefined where there is none. */
export async function drawInBrowser(rounds: {
  readonly paint: number
  readonly keys: number
}): Promise<Drawn | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), 'jidi-bench-'))
  try {
    await build({
      configFile: false,
      publicDir: false,
      logLevel: 'error',
      define: { 'process.env.NODE_ENV': '"production"' },
      oxc: { jsx: { runtime: 'automatic' } },
      build: {
        outDir: folder,
        target: 'es2022',
        reportCompressedSize: false,
        lib: { entry: 'bench/form-grid/page.tsx', formats: ['iife'], name: 'page', fileName: 'page' },
      },
    })
    const files = await readdir(folder)
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage({ viewport: { width: 1366, height: 800 } })
      await page.setContent('<!doctype html><html lang="zh"><body></body></html>')
      await page.addStyleTag({ path: 'src/kit/web/jidi.css' })
      for (const file of files) {
        const whole = path.join(folder, file)
        if (file.endsWith('.css')) await page.addStyleTag({ path: whole })
        else if (file.endsWith('.js')) await page.addScriptTag({ path: whole })
      }
      const paint: number[] = []
      const keys: number[] = []
      let drawn = 0
      for (let round = 0; round < rounds.paint; round += 1) {
        const answer = await page.evaluate<Answer>('bench.paint()')
        paint.push(answer.milliseconds)
        drawn = answer.drawn
      }
      for (let round = -5; round < rounds.keys; round += 1) {
        const answer = await page.evaluate<Answer>(`bench.keystroke('${(round + 10) * 13}')`)
        if (round >= 0) keys.push(answer.milliseconds)
      }
      return { paint, drawn, keys }
    } finally {
      await browser.close()
    }
  } catch (error) {
    if (error instanceof NoBrowser) return undefined
    throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
