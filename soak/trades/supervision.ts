import { personOf, shows, type Trade, unique } from './trade.ts'

type Task = {
  version: number
  state: string
  case: string
  reports: { words: string; files: unknown[] }[]
  slips: { id: string }[]
}
type Case = { version: number; timeline: { fields?: unknown }[] }

const year = new Date().getFullYear()
const due = `${year}-12-31`
const pdf = (words: string) => new TextEncoder().encode(`%PDF-1.4\n${words}\n%%EOF`)
const most = 10

/** Tasks of one unit: written, accepted, reported with and without files, urged by slips. */
export function tasksTrade(): Trade {
  const tasks: string[] = []
  let unit = ''
  let level = ''
  const at = (id: string): string => `/api/supervision/tasks/${id}`
  return {
    name: 'tasks',
    async prepare(people) {
      const officer = personOf(people, 'bureau-officer')
      unit = (await officer.get<{ actor: { organisation: string } }>('/api/session')).actor.organisation
      const { levels } = await officer.get<{ levels: { id: string }[] }>('/api/supervision/slip-levels')
      level = levels[0]?.id ?? ''
    },
    async step(people, book, random) {
      const supervisor = personOf(people, 'supervisor')
      const officer = personOf(people, 'bureau-officer')
      if (tasks.length < most && (tasks.length === 0 || random.share() < 0.2)) {
        const title = unique('任务')
        const body = { year, title, lead: [unit], due }
        const { id } = await book.write<{ id: string }>(
          { by: supervisor, method: 'POST', path: '/api/supervision/tasks', body },
          {
            what: 'task',
            key: (made) => `task ${made.id}`,
            expects: (made) => ({
              by: 'supervisor',
              path: at(made.id),
              holds: shows<{ title: { zh: string } }>((one) => one.title.zh === title),
            }),
          },
        )
        tasks.push(id)
        return
      }
      const id = random.one(tasks)
      const task = await supervisor.get<Task>(at(id))
      const expectedVersion = task.version
      const task_ = (look: (shown: Task) => boolean) => () => ({
        by: 'supervisor',
        path: at(id),
        holds: shows<Task>(look),
      })
      if (task.state === 'assigned') {
        await book.write(
          { by: officer, method: 'POST', path: `${at(id)}/acts/accept`, body: { expectedVersion } },
          { what: 'task accepted', key: `task ${id} state`, expects: task_(({ state }) => state === 'running') },
        )
        return
      }
      const chance = random.share()
      if (chance < 0.5) {
        const words = unique('进展')
        await book.write(
          { by: officer, method: 'POST', path: `${at(id)}/reports`, body: { expectedVersion, words, share: '0.5' } },
          {
            what: 'task report',
            key: `task ${id} ${words}`,
            expects: task_(({ reports }) => reports.some((one) => one.words === words)),
          },
        )
      } else if (chance < 0.85) {
        const words = unique('附件')
        const path = `/api/cases/${task.case}`
        const file = await book.write<{ id: string }>(
          {
            by: officer,
            method: 'POST',
            path: `${path}/files?act=report&ask=evidence`,
            body: pdf(words),
            headers: { 'x-file-name': 'soak.pdf', 'content-type': 'application/octet-stream' },
          },
          {
            what: 'file',
            key: ({ id: made }) => `file ${made}`,
            expects: ({ id: made }) => ({
              by: 'bureau-officer',
              path: `${path}/files/${made}`,
              holds: shows<string>((text) => String(text).includes(words)),
            }),
          },
        )
        const { version } = await officer.get<Case>(path)
        const body = { act: 'report', expectedVersion: version, fields: { words }, files: { evidence: [file.id] } }
        await book.write(
          { by: officer, method: 'POST', path: `${path}/acts`, body },
          {
            what: 'case act with a file',
            key: `task ${id} ${words}`,
            expects: task_(({ reports }) => reports.some((one) => one.words === words && one.files.length === 1)),
          },
        )
      } else {
        const reason = unique('督办')
        const body = { task: id, level, deadline: due, reason, demand: '尽快办理' }
        await book.write<{ id: string }>(
          { by: supervisor, method: 'POST', path: '/api/supervision/slips', body },
          {
            what: 'slip',
            key: (made) => `slip ${made.id}`,
            expects: (made) => ({
              by: 'supervisor',
              path: at(id),
              holds: shows<Task>(({ slips }) => slips.some((one) => one.id === made.id)),
            }),
          },
        )
      }
    },
  }
}

/** Meetings and their minutes, of which the last text stands. */
export function meetingsTrade(): Trade {
  const meetings: string[] = []
  return {
    name: 'meetings',
    async prepare() {},
    async step(people, book, random) {
      const by = personOf(people, 'supervisor')
      if (meetings.length < 4) {
        const title = unique('会议')
        const { id } = await book.write<{ id: string }>(
          { by, method: 'POST', path: '/api/supervision/meetings', body: { title, heldOn: due } },
          {
            what: 'meeting',
            key: (made) => `meeting ${made.id}`,
            expects: (made) => ({
              by: 'supervisor',
              path: `/api/supervision/meetings/${made.id}`,
              holds: shows<{ title: { zh: string } }>((one) => one.title.zh === title),
            }),
          },
        )
        meetings.push(id)
        return
      }
      const path = `/api/supervision/meetings/${random.one(meetings)}`
      const text = unique('纪要')
      await book.write(
        { by, method: 'POST', path: `${path}/minutes`, body: { text } },
        {
          what: 'minutes',
          key: `${path} minutes`,
          expects: () => ({
            by: 'supervisor',
            path,
            holds: shows<{ minutes: { text: string } | null }>(({ minutes }) => minutes?.text === text),
          }),
        },
      )
    },
  }
}
