import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readUpload } from '#capabilities/returns/server/upload-read.ts'
import { holderOfEverything, type ListeningHouse, openListeningHouse } from './testing.ts'
import { contentHash, faultIn, limitOf, runsOf, wordings } from './testing-malformed.ts'
import { applied, change, filled } from './testing-workbooks.ts'

let doors: ListeningHouse
let hasWords: (key: string) => boolean
let template: Uint8Array
let content = ''

const asked = 'form=monthly&period=2025-07'

beforeAll(async () => {
  hasWords = await wordings()
  doors = await openListeningHouse()
  doors.actor = holderOfEverything(doors.house)
  const answer = await fetch(`${doors.url}/api/returns/workbooks?${asked}`)
  template = new Uint8Array(await answer.arrayBuffer())
  content = await contentHash(doors.house)
})
afterAll(() => doors.close())

type Upload = {
  id: string
  state: string
  problem?: { code: string }
  issues?: { text: string; where: string }[]
  counts: Record<string, number>
}

/** Sends a workbook of many respondents and reads it as the job does; answers how it ended. */
async function sendAndRead(bytes: Uint8Array): Promise<Upload | undefined> {
  const headers = { 'x-file-name': 'many.xlsx' }
  const body = bytes as RequestInit['body']
  const sent = await fetch(`${doors.url}/api/returns/uploads?${asked}`, { method: 'POST', body, headers })
  const text = await sent.text()
  const fault = faultIn(sent.status, text, hasWords)
  if (fault !== undefined) throw new Error(fault)
  if (!sent.ok) return undefined
  const { id } = JSON.parse(text) as Upload
  const data = { upload: id, actor: doors.actor }
  await readUpload(doors.house, { id, data, signal: new AbortController().signal, progress: () => undefined })
  const shown = await fetch(`${doors.url}/api/returns/uploads/${id}`)
  return (await shown.json()) as Upload
}

describe('a workbook of many respondents that is none', () => {
  test(
    'is refused in words and places or waits for confirmation, and nothing is stored',
    async () => {
      const changes = fc.oneof({ arbitrary: change, weight: 3 }, { arbitrary: filled, weight: 2 })
      const wrong = fc.array(changes, { maxLength: 3 })
      const property = fc.asyncProperty(wrong, async (all) => {
        const upload = await sendAndRead(all.reduce(applied, template))
        if (upload !== undefined) expect(['ready', 'refused']).toContain(upload.state)
        expect(upload?.problem?.code).not.toBe('internal')
        for (const { text, where } of upload?.issues ?? []) {
          if (where === '' || !hasWords(text)) throw new Error(`no place or no words: ${text} ${where}`)
        }
        if ((await contentHash(doors.house)) !== content)
          throw new Error('something was stored before it was confirmed')
      })
      await fc.assert(property, runsOf('upload'))
    },
    limitOf('upload') * 8,
  )
})
