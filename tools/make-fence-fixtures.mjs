// Writes one tiny forbidden import per rule of floors.cjs into tools/fixtures/fences; run after a capability or rule is added.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const { capabilities } = createRequire(import.meta.url)('../floors.cjs')
const folder = 'tools/fixtures/fences'

const fixtures = {
  'no-cycles': { 'src/base/a.ts': './b.ts', 'src/base/b.ts': './a.ts' },
  'base-looks-at-nothing': { 'src/base/a.ts': '../pack/b.ts' },
  'pack-looks-at-base': { 'src/pack/a.ts': '../kit/server/b.ts' },
  'kit-knows-no-capability': { 'src/kit/server/a.ts': '../../capabilities/people/contract.ts' },
  'nothing-imports-app': { 'src/capabilities/people/server/routes.ts': '../../../app/server.ts' },
  'neighbours-by-their-front-door': {
    'src/capabilities/returns/server/routes.ts': '../../people/server/store.ts',
  },
  'rules-are-pure': { 'src/capabilities/returns/rules.ts': '../../kit/server/db.ts' },
  ...Object.fromEntries(
    capabilities
      .slice(0, -1)
      .map((name, i) => [
        `${name}-stands-below`,
        { [`src/capabilities/${name}/server/routes.ts`]: `../../${capabilities[i + 1]}/contract.ts` },
      ]),
  ),
}

rmSync(folder, { recursive: true, force: true })
for (const [rule, files] of Object.entries(fixtures)) {
  const write = (path, text) => {
    const place = join(folder, rule, path)
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, text)
  }
  for (const [path, target] of Object.entries(files)) {
    const wanted = join(dirname(path), target)
    if (!(wanted in files)) write(wanted, 'export const there = 1\n')
    write(path, `import { there as its } from '${target}'\n\nexport const there = its\n`)
  }
}
