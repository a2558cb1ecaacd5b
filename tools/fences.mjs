// The fences between floors and capabilities (floors.cjs), over src; then one forbidden import per rule, which must be refused.
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { cruise } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'

const require = createRequire(import.meta.url)
const rules = require('../floors.cjs')
const tsConfig = extractTSConfig('tsconfig.fences.json')

async function look(folder) {
  const { output } = await cruise(
    [folder],
    { ...rules.options, ruleSet: { forbidden: rules.forbidden }, validate: true, outputType: 'json' },
    {},
    { tsConfig },
  )
  return JSON.parse(output)
}

function sourcesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

let failed = false
const fail = (line) => {
  failed = true
  console.error(line)
}

const house = await look('src')
const files = sourcesIn('src')
const seen = new Set(house.modules.map((module) => module.source))
for (const file of files.filter((each) => !seen.has(each))) fail(`not seen by the fences: ${file}`)
for (const { rule, from, to } of house.summary.violations) fail(`${rule.name}: ${from} → ${to}`)

const fixtures = 'tools/fixtures/fences'
const home = process.cwd()
for (const { name } of rules.forbidden) {
  process.chdir(join(home, fixtures, name))
  const result = await look('src')
  if (!result.summary.violations.some((violation) => violation.rule.name === name)) {
    fail(`the fixture ${fixtures}/${name} breaks the rule ${name} and was not refused`)
  }
  process.chdir(home)
}
console.log(`${files.length} files, ${rules.forbidden.length} rules, ${rules.forbidden.length} fixtures`)
process.exit(failed ? 1 : 0)
