import { Problem } from '#base/problem.ts'
import { type LandStage, populateCases, populateLand } from '#capabilities/map/server/service.ts'
import { ensureDemoAccounts } from '#capabilities/people/server/service.ts'
import { refreshDimensions } from '#capabilities/indicators/server/service.ts'
import { publishPopulation } from '#capabilities/releases/server/service.ts'
import { populate, populationSizes } from '#capabilities/returns/server/populate.ts'
import { populateMirror } from '#capabilities/returns/server/populate-mirror.ts'
import { openLog } from '#kit/server/log.ts'
import { readSettings } from '#kit/server/settings.ts'
import { clearUnfinished, isFirstStart } from '../first-start.ts'
import { prepareHouse } from '../house.ts'
import type { Command } from './commands.ts'
import { progressBar } from './progress-bar.ts'

const stages = {
  enterprises: '企业 enterprises',
  values: '数值 values',
  returns: '报表 returns',
  yearly: '年度 yearly',
  mirror: '镜像 mirror',
  parcels: '宗地 parcels',
  offers: '发布 offers',
  carriers: '载体 carriers',
  assessments: '区域评估 assessments',
  cases: '办件 cases',
} as const satisfies Record<LandStage | 'enterprises' | 'values' | 'returns' | 'yearly' | 'mirror', string>

/**
 * `jidi populate`: a synthetic population of any size in an empty data folder. With `--into-mirror` only the register is recorded and the
 * values are made in the mirror: for measuring at the size of a nation.
 */
export const populateCommand: Command = {
  usage: 'populate [--enterprises N] [--months M] [--parcels P] [--carriers C] [--into-mirror]',
  about: 'fill an empty DATA_DIR with a synthetic population, by default the whole one of the pack',
  async run(args) {
    const settings = readSettings(process.env)
    const asked = { enterprises: numberAfter(args, '--enterprises'), months: numberAfter(args, '--months') }
    const parcels = numberAfter(args, '--parcels')
    const carriers = numberAfter(args, '--carriers')
    if ([asked.enterprises, asked.months, parcels, carriers].some((number) => Number.isNaN(number))) return 'usage'
    const open = await prepareHouse(settings, openLog({ logLevel: 'warn' }))
    const { house } = open
    try {
      if (!(await isFirstStart(house)))
        throw new Problem('refused_by_rule', {
          issues: [{ text: 'populate.not_empty', where: 'DATA_DIR', found: settings.dataDir }],
        })
      const { full } = populationSizes(house.programme())
      const bar = progressBar(process.stderr)
      await clearUnfinished(house)
      const made = await (args.includes('--into-mirror') ? populateMirror : populate)(
        house,
        { enterprises: asked.enterprises ?? full.enterprises, months: asked.months ?? full.months },
        (stage, done, total) => bar.show(stages[stage], done, total),
      )
      const show = (stage: LandStage, done: number, total: number): void => bar.show(stages[stage], done, total)
      const land = await populateLand(house, { parcels, carriers }, show)
      await refreshDimensions(house)
      await publishPopulation(house, { most: 1 })
      const accounts = await ensureDemoAccounts(house, { enterprise: made.enterprise, town: made.enterprise.place })
      const cases = await populateCases(house, { progress: show })
      bar.end()
      console.log(
        `${made.enterprises} enterprises, ${made.returns} returns, ${made.values} values, to ${made.lastMonth}; ${land.parcels} parcels on the map`,
      )
      console.log(
        `${land.carriers} buildings with ${land.spaces} spaces, ${land.assessments} assessments, ${land.offers} offers, ${cases.supplies} supplies, ${cases.agreements} agreements, ${cases.needs} needs`,
      )
      for (const { login, password, roleName } of accounts)
        console.log(`  ${login}  ${password}  ${roleName.zh} ${roleName.en}`)
      return 'done'
    } finally {
      await open.close()
    }
  },
}

function numberAfter(args: readonly string[], flag: string): number | undefined {
  const at = args.indexOf(flag)
  if (at < 0) return undefined
  const text = args[at + 1] ?? ''
  return /^[1-9]\d{0,7}$/.test(text) ? Number(text) : Number.NaN
}
