// Lets one thing after another happen to an installation of its own, and asks whether anything acknowledged is gone and whether it comes back.
import { spawnSync } from 'node:child_process'
import { chmod } from 'node:fs/promises'
import { takeBuild } from '../e2e/build.ts'
import { endServers, makeDataDir, populate, removeDataDir } from '../e2e/server.ts'
import { disks } from './drills/disks.ts'
import { engines } from './drills/engines.ts'
import { canMount, type Drill, type Ground, randomOf, run } from './drills/ground.ts'
import { memory } from './drills/memory.ts'

const drills: readonly Drill[] = [...disks, ...engines, memory]

/** Runs them all, or those whose name begins as DRILLS says; answers what was found wrong. */
export async function soakDrills(seed: number): Promise<string[]> {
  const build = await takeBuild()
  const origin = await makeDataDir()
  const faults: string[] = []
  try {
    const accounts = await populate({ build, dataDir: origin, pack: 'dongguan' }, { enterprises: 30, months: 4 })
    for (const drill of drills.filter(({ name }) => name.startsWith(process.env.DRILLS ?? ''))) {
      if (drill.disk && !canMount()) {
        console.log(`${drill.name}: left out, for only root can mount a small disk`)
        continue
      }
      const dataDir = await makeDataDir()
      run('cp', ['-a', `${origin}/.`, dataDir])
      await chmod(dataDir, 0o755)
      const ground: Ground = {
        parts: { build, dataDir, pack: 'dongguan' },
        accounts,
        random: randomOf(seed),
        mounted: [],
      }
      const began = Date.now()
      const found = await drill
        .run(ground)
        .catch((error: unknown) => [`the drill broke off: ${String(error).slice(0, 800)}`])
      console.log(
        `${drill.name}: ${found.length === 0 ? 'ok' : `${found.length} faults`} in ${Math.round((Date.now() - began) / 1000)} s`,
      )
      for (const fault of found.slice(0, 12)) console.log(`FAULT ${fault}`)
      faults.push(...found.map((fault) => `${drill.name}: ${fault}`))
      await letGo(ground)
    }
    return faults
  } finally {
    endServers()
    await removeDataDir(origin)
    await build.remove()
  }
}

async function letGo({ parts, mounted }: Ground): Promise<void> {
  endServers()
  await removeDataDir(parts.dataDir).catch(() => {})
  for (const folder of mounted) spawnSync('umount', ['-l', folder])
  for (const folder of [parts.dataDir, `${parts.dataDir}-postgres`, `${parts.dataDir}-backups`])
    spawnSync('rm', ['-rf', folder])
}
