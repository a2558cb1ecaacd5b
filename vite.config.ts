import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `npm run dev:web` finds the server. */
const server = process.env.JIDI_SERVER ?? 'http://127.0.0.1:3000'

/** Packages mark files for server rendering; there is none here. */
function quiet(level: string, log: { code?: string }, handler: (level: string, log: { code?: string }) => void): void {
  if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handler(level, log)
}

/** Validation would try whether it may make functions from text, which the policy of our pages does not let it: it need not try. */
const withoutEval = '(globalThis.__zod_globalConfig ??= {}).jitless = true;'

export default defineConfig(({ command }) => ({
  plugins: command === 'serve' ? [react()] : [],
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic' } },
  server: { proxy: { '/api': server, '/metrics': server } },
  build: {
    outDir: 'dist/web',
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { onLog: quiet, output: { intro: withoutEval } },
  },
}))
