import { defineConfig } from 'vite'

/** What runs in a thread of its own is a script beside the server, by the name that `openThread` asks for. */
const threads = {
  'matching-thread': 'src/capabilities/needs/server/matching-thread.ts',
  'map-thread': 'src/capabilities/map/server/map-thread.ts',
  'protect-thread': 'src/capabilities/releases/server/protect-thread.ts',
  'shapes-thread': 'src/kit/server/shapes-thread.ts',
  'upload-thread': 'src/capabilities/returns/server/upload-thread.ts',
  'workbook-thread': 'src/kit/server/workbook-thread.ts',
}

/** The server in one folder; packages stay in node_modules. */
export default defineConfig({
  publicDir: false,
  build: {
    ssr: true,
    outDir: 'dist/server',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    sourcemap: true,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { cli: 'src/app/cli.ts', ...threads },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})
