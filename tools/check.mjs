// `npm run check`: types, fences, lint, form and the house test, side by side; prints what fails and how long each took.
import { spawn } from 'node:child_process'

const node = process.execPath
const bin = (name) => `node_modules/.bin/${name}`
const steps = [
  { name: 'types', command: node, args: [bin('tsc'), '-b', 'tsconfig.json'] },
  { name: 'fences', command: node, args: ['tools/fences.mjs'] },
  { name: 'lint', command: bin('oxlint'), args: ['--deny-warnings', 'src', 'tools', 'bench', 'e2e', 'soak'] },
  { name: 'form', command: bin('biome'), args: ['format', '--colors=off', '.'] },
  { name: 'house', command: node, args: [bin('vitest'), 'run', '--reporter=dot', 'tools/house.test.ts'] },
]

function run({ name, command, args }) {
  const started = Date.now()
  return new Promise((done) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('close', (code) => done({ name, ok: code === 0, output, seconds: (Date.now() - started) / 1000 }))
  })
}

const [types, ...rest] = steps
const others = (async () => {
  const results = []
  for (const step of rest) results.push(await run(step))
  return results
})()
const results = [await run(types), ...(await others)]
for (const { name, ok, output, seconds } of results) {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name.padEnd(7)} ${seconds.toFixed(1)} s`)
  if (!ok) console.log(output.trim().split('\n').slice(-60).join('\n'))
}
process.exit(results.every((result) => result.ok) ? 0 : 1)
