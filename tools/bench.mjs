// `npm run bench -- <name> [--quick]`: one promise about speed against its peers; the last line printed is one JSON object.
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'

const names = readdirSync('bench')
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -3))
const [name, ...rest] = process.argv.slice(2)
if (!names.includes(name)) {
  console.error(`usage: npm run bench -- <${names.join(' | ')}> [--quick]`)
  process.exit(2)
}
const child = spawn(process.execPath, ['--import', 'tsx', `bench/${name}.ts`, ...rest], { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('close', (code) => process.exit(code ?? 1))
