import type { Locator, Page } from 'playwright-core'

/** Milliseconds of a day. */
export const day = 86_400_000

/** The day that lies so many days ahead where the programme is: eight hours before the machine’s. */
export const onDay = (ahead: number): string =>
  new Date(Date.now() + 8 * 3_600_000 + ahead * day).toISOString().slice(0, 10)

/** Chooses the entry of a list that holds these words. */
export async function choose(page: Page, field: Locator, words: string): Promise<void> {
  await field.click()
  await field.fill(words)
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: words }).first().click()
  await field.blur()
}

export async function writeDay(field: Locator, on: string): Promise<void> {
  await field.fill(on)
  await field.press('Enter')
}

/** The id of whatever a page shows, as its address has it. */
export function idIn(page: Page): string {
  return /\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? ''
}
