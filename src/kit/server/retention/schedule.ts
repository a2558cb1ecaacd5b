import type { House } from '../house.ts'
import { eraseDue } from './sweep.ts'

const job = 'kit.retention'

/** Each night what is due goes, after the archive of the day was made. Before start. */
export function scheduleRetention(house: House): void {
  house.jobs.define(job, ({ signal }) => eraseDue(house, signal))
  house.jobs.schedule(job, '30 3 * * *', house.programme().timeZone)
}
