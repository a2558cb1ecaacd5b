import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { openLog } from './log.ts'
import { outputTo } from './log-output.ts'

describe('the log', () => {
  test.skipIf(process.platform !== 'linux')('on a full disk loses lines and holds nobody up', () => {
    const fd = openSync('/dev/full', 'w')
    const log = openLog({ logLevel: 'info' }, outputTo(fd))
    const began = performance.now()
    for (let line = 0; line < 1_000; line += 1) log.info({ line }, 'request')
    expect(performance.now() - began).toBeLessThan(2_000)
    closeSync(fd)
  })

  test('says how many lines were lost once it can be written again', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'jidi-log-'))
    const file = path.join(folder, 'log')
    const fd = openSync(file, 'w')
    const output = outputTo(fd)
    closeSync(fd)
    for (let line = 0; line < 3; line += 1) output.write(`${line}\n`)
    // The next file that is opened gets the number that just became free.
    const again = openSync(file, 'w')
    expect(again).toBe(fd)
    output.write('there\n')
    output.write('and there\n')
    closeSync(again)
    const [lost, ...lines] = readFileSync(file, 'utf8').trim().split('\n')
    expect(JSON.parse(lost ?? '')).toMatchObject({ lost: 3 })
    expect(lines).toEqual(['there', 'and there'])
    rmSync(folder, { recursive: true })
  })
})
