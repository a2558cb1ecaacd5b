import { personOf, shows, type Trade, unique } from './trade.ts'

const login = 'analyst'

type Run = { revision: number; state: string; note: string; acts: { act: string; decision: { allowed: boolean } }[] }

/** Evaluations that are begun, gathered anew and given up. */
export function evaluationsTrade(): Trade {
  let run: string | undefined
  let asked: { scheme: string; period: string } | undefined
  return {
    name: 'evaluations',
    async prepare(people) {
      const by = personOf(people, login)
      const { items } = await by.get<{ items: { id: string; subject: string }[] }>('/api/schemes')
      for (const { id } of items.filter(({ subject }) => subject === 'enterprise' || subject === 'place')) {
        const { periods } = await by.get<{ periods: string[] }>(`/api/schemes/${id}`)
        const [period] = periods
        if (period !== undefined) asked ??= { scheme: id, period }
      }
      if (asked === undefined) throw new Error('there is nothing to evaluate')
    },
    async step(people, book, random) {
      const by = personOf(people, login)
      if (run === undefined) {
        const note = unique('评价')
        const { id } = await book.write<{ id: string }>(
          { by, method: 'POST', path: '/api/evaluations', body: { ...asked, note } },
          {
            what: 'evaluation',
            key: (made) => `evaluation ${made.id}`,
            expects: (made) => ({
              by: login,
              path: `/api/evaluations/${made.id}`,
              holds: shows<Run>((shown) => shown.note === note),
            }),
          },
        )
        run = id
        return
      }
      const path = `/api/evaluations/${run}`
      const { revision, acts } = await by.get<Run>(path)
      const end = acts.find(({ act, decision }) => act === 'give_up' && decision.allowed)
      if (end === undefined) return void (run = undefined)
      if (random.share() < 0.6) {
        await book.write(
          { by, method: 'POST', path: `${path}/gather`, body: { revision } },
          {
            what: 'evaluation gathered',
            key: `${path} gathered`,
            expects: () => ({ by: login, path, holds: shows(() => true) }),
          },
        )
        return
      }
      await book.write(
        { by, method: 'POST', path: `${path}/acts/give_up`, body: { revision, reason: 'soak' } },
        {
          what: 'evaluation given up',
          key: `${path} state`,
          expects: () => ({ by: login, path, holds: shows<Run>(({ state }) => state === 'given_up') }),
        },
      )
      run = undefined
    },
  }
}

/** Files that were uploaded, byte for byte; tables of returns that a job reads. */
export function uploadsTrade(): Trade {
  let period = ''
  return {
    name: 'uploads',
    async prepare(people) {
      const { rows } = await personOf(people, login).get<{ rows: { period: string }[] }>(
        '/api/returns?form=monthly-industry&pageSize=1',
      )
      period = rows[0]?.period ?? ''
    },
    async step(people, book, random) {
      const by = personOf(people, login)
      if (random.share() < 0.8) {
        const text = `name,town\n${unique('文件')},x\n`.repeat(random.whole(1, 400))
        await book.write<{ fileId: string }>(
          { by, method: 'POST', path: '/api/enterprises/imports/files', body: text },
          {
            what: 'upload',
            key: ({ fileId }) => `upload ${fileId}`,
            expects: ({ fileId }) => ({
              by: login,
              path: `/api/files/${fileId}`,
              holds: shows<string>((kept) => kept === text),
            }),
          },
        )
        return
      }
      const headers = { 'x-file-name': 'soak.csv' }
      const path = `/api/returns/uploads?form=monthly-industry&period=${period}`
      await book.write<{ id: string }>(
        { by, method: 'POST', path, body: new TextEncoder().encode('企业名称,从业人员\n没有这家,1\n'), headers },
        {
          what: 'table of returns',
          key: ({ id }) => `table ${id}`,
          expects: ({ id }) => ({
            by: login,
            path: `/api/returns/uploads/${id}`,
            holds: shows<{ id: string }>((shown) => shown.id === id),
          }),
        },
      )
    },
  }
}

/** Parcels of the register, created and edited. */
export function parcelsTrade(): Trade {
  const parcels: string[] = []
  let town = ''
  const editor = 'analyst'
  return {
    name: 'parcels',
    async prepare(people) {
      const { rows } = await personOf(people, editor).get<{ rows: { id: string; kind: string }[] }>('/api/places')
      town = rows.find(({ kind }) => kind === 'town')?.id ?? ''
    },
    async step(people, book, random) {
      const by = personOf(people, editor)
      const name = unique('宗地')
      const rest = { name, place: town, base: null, area: '1000', landUse: null }
      type Shown = { parcel: { name: string | null; code: string; version: number } }
      if (parcels.length < 6) {
        const code = unique(`SOAK-${Date.now()}`)
        const { id } = await book.write<{ id: string }>(
          { by, method: 'POST', path: '/api/parcels', body: { fields: { ...rest, code } } },
          {
            what: 'parcel',
            key: (made) => `parcel ${made.id}`,
            expects: (made) => ({
              by: editor,
              path: `/api/parcels/${made.id}`,
              holds: shows<Shown>(({ parcel }) => parcel.code === code),
            }),
          },
        )
        parcels.push(id)
        return
      }
      const path = `/api/parcels/${random.one(parcels)}`
      const { parcel } = await by.get<Shown>(path)
      await book.write(
        { by, method: 'PUT', path, body: { version: parcel.version, fields: { ...rest, code: parcel.code } } },
        {
          what: 'parcel edited',
          key: `${path} name`,
          expects: () => ({ by: editor, path, holds: shows<Shown>((shown) => shown.parcel.name === name) }),
        },
      )
    },
  }
}
