import { writeSync } from 'node:fs'
import type { DestinationStream } from 'pino'

const tries = 20
const pauseMilliseconds = 10

/**
 * Lines go out as they come. One that cannot be written is let go of, and when there is room again it is said how many were: a full disk
 * must not hold up the work of which they tell.
 */
export function outputTo(fd: number): DestinationStream {
  let lost = 0
  return {
    write(line) {
      const missing =
        lost === 0 ? '' : `${JSON.stringify({ level: 40, lost, msg: 'lines of the log could not be written' })}\n`
      if (writeWhole(fd, missing + line)) lost = 0
      else lost += 1
    },
  }
}

/** Whether all of it went out. A reader who is slow is waited for a moment. */
function writeWhole(fd: number, text: string): boolean {
  const bytes = Buffer.from(text)
  let from = 0
  for (let left = tries; left > 0; left -= 1) {
    try {
      while (from < bytes.length) from += writeSync(fd, bytes, from)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return false
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMilliseconds)
    }
  }
  return false
}
