// `npm test`: the house rules, every test beside the code, then the stories in a real browser. The last line counts them all.
// `npm test -- servers` runs only the suites that talk to engines, against the server at TEST_DATABASE_URL.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const reports = mkdtempSync(join(tmpdir(), 'jidi-test-'))
const suites = {
  all: [
    { name: 'tests', config: 'vitest.config.ts', filters: [] },
    { name: 'stories', config: 'vitest.e2e.config.ts', filters: [] },
  ],
  servers: [{ name: 'servers', config: 'vitest.config.ts', filters: ['/server/'] }],
}

function run(command, args) {
  return new Promise((done) => {
    const child = spawn(command, args, { stdio: 'inherit' })
    child.on('close', (code) => done(code ?? 1))
  })
}

async function runSuite({ name, config, filters }) {
  const report = join(reports, `${name}.json`)
  const args = ['node_modules/.bin/vitest', 'run', '--config', config, '--reporter=default', '--reporter=json']
  const code = await run(process.execPath, [...args, `--outputFile.json=${report}`, ...filters])
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    )
    const broken = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
    const failed = numFailedTests + broken
    return { passed: numPassedTests, failed: failed === 0 && (code !== 0 || numFailedTestSuites > 0) ? 1 : failed }
  } catch {
    return { passed: 0, failed: 1 }
  }
}

const chosen = process.argv[2] ?? 'all'
if (!(chosen in suites)) {
  console.error(`usage: npm test [-- ${Object.keys(suites).join(' | ')}]`)
  process.exit(2)
}
if (chosen === 'servers' && !process.env.TEST_DATABASE_URL) {
  console.error('npm test -- servers needs TEST_DATABASE_URL, the address of a PostgreSQL server that may be filled')
  process.exit(2)
}
let passed = 0
let failed = 0
if (chosen === 'all') {
  const code = await run(process.execPath, ['tools/check.mjs'])
  passed += code === 0 ? 1 : 0
  failed += code === 0 ? 0 : 1
}
for (const suite of suites[chosen]) {
  const result = await runSuite(suite)
  passed += result.passed
  failed += result.failed
}
rmSync(reports, { recursive: true, force: true })
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
