import { personOf, shows, type Trade, unique } from './trade.ts'

const login = 'bureau-officer'
const today = () => new Date().toISOString().slice(0, 10)

type LotRow = { parcel: string; readiness: { id: string } | null; occupied: boolean; lot: { revision: number } | null }
type LotDetail = { row: LotRow; events: { after: string | null }[] }

/** Notes about parcels in preparation; every one that was written stays among the events. */
export function lotsTrade(): Trade {
  let lots: string[] = []
  return {
    name: 'lots',
    async prepare(people) {
      const { rows } = await personOf(people, login).get<{ rows: LotRow[] }>('/api/land/lots?pageSize=60')
      lots = rows
        .filter(({ lot }) => lot !== null)
        .slice(-8)
        .map(({ parcel }) => parcel)
    },
    async step(people, book, random) {
      const by = personOf(people, login)
      const path = `/api/land/lots/${random.one(lots)}`
      const { row } = await by.get<LotDetail>(path)
      const note = unique('备注')
      const body = { revision: row.lot?.revision, changes: { note }, reason: 'soak' }
      await book.write(
        { by, method: 'PUT', path, body },
        {
          what: 'lot',
          key: `${path} ${note}`,
          expects: () => ({
            by: login,
            path,
            holds: shows<LotDetail>(({ events }) => events.some(({ after }) => after === note)),
          }),
        },
      )
    },
  }
}

type Office = {
  revision: number
  revisions: {
    offer: { id: string; rent: { value: string } | null }
    isCurrent: boolean
    withdrawnFor: string | null
  }[]
}

/** Space that is published, published again at another rent, and taken back. */
export function offersTrade(): Trade {
  let spaces: string[] = []
  const path = (space: string): string => `/api/land/office/offers/space/${space}`
  return {
    name: 'offers',
    async prepare(people) {
      const { rows } = await personOf(people, login).get<{ rows: { of: string }[] }>(
        '/api/land/offers?kind=space&pageSize=50',
      )
      spaces = rows.slice(0, 6).map(({ of }) => of)
    },
    async step(people, book, random) {
      const by = personOf(people, login)
      const space = random.one(spaces)
      const { revision, revisions } = await by.get<Office>(path(space))
      const [last] = revisions
      const seen = (look: (shown: Office) => boolean) => ({ by: login, path: path(space), holds: shows<Office>(look) })
      if (last !== undefined && last.withdrawnFor === null && random.share() < 0.3) {
        const reason = unique('收回')
        await book.write(
          {
            by,
            method: 'POST',
            path: `/api/land/offers/${last.offer.id}/withdraw`,
            body: { expectedRevision: revision, reason },
          },
          {
            what: 'offer withdrawn',
            key: `offer of ${space}`,
            expects: () => seen((shown) => shown.revisions.some(({ withdrawnFor }) => withdrawnFor === reason)),
          },
        )
        return
      }
      const rent = `${random.whole(5, 60)}.${random.whole(1, 9)}`
      const base = { price: null, least: null, until: null, documents: [], phone: null }
      const terms = { ...base, tenures: ['lease'], rent, from: today(), stage: 'on_offer' }
      await book.write(
        {
          by,
          method: 'POST',
          path: '/api/land/offers',
          body: { kind: 'space', of: space, terms, expectedRevision: revision },
        },
        {
          what: 'offer published',
          key: `offer of ${space}`,
          expects: () =>
            seen((shown) => shown.revisions[0]?.offer.rent?.value === rent && shown.revisions[0].withdrawnFor === null),
        },
      )
    },
  }
}

type Moving = { state: string; revision: number; version: number }

/** Parcels on the way through one window: opened, sent to the units, withdrawn, opened anew. */
export function suppliesTrade(): Trade {
  const open = new Map<string, string>()
  let parcels: string[] = []
  let unit = ''
  return {
    name: 'supplies',
    async prepare(people) {
      const by = personOf(people, login)
      unit = (await by.get<{ actor: { organisation: string } }>('/api/session')).actor.organisation
      const { rows } = await by.get<{ rows: LotRow[] }>('/api/land/lots?pageSize=200')
      for (const { parcel } of rows.filter(({ readiness, occupied }) => readiness?.id === 'usable' && !occupied)) {
        const asked = await by.ask<{ decision?: { allowed: boolean } }>(
          'GET',
          `/api/land/parcels/${parcel}/supplies/proposal`,
        )
        if (asked.body.decision?.allowed === true) parcels.push(parcel)
        if (parcels.length === 6) break
      }
      parcels = parcels.slice(0, 6)
    },
    async step(people, book, random) {
      const by = personOf(people, login)
      const parcel = random.one(parcels)
      const supply = open.get(parcel)
      if (supply === undefined) {
        const { open: other } = await by.get<{ open: string | null }>(`/api/land/parcels/${parcel}/supplies/proposal`)
        // Opened, and the answer was not heard.
        if (other !== null)
          return void open.set(parcel, typeof other === 'string' ? other : (other as { id: string }).id)
        const body = { parcel, use: 'industry', lead: [unit], assist: [], decide: [unit] }
        const { id } = await book.write<{ id: string }>(
          { by, method: 'POST', path: '/api/land/supplies', body },
          {
            what: 'supply',
            key: (made) => `supply ${made.id}`,
            expects: (made) => ({
              by: login,
              path: `/api/land/supplies/${made.id}`,
              holds: shows<{ parcel: string }>((shown) => shown.parcel === parcel),
            }),
          },
        )
        open.set(parcel, id)
        return
      }
      const path = `/api/land/supplies/${supply}`
      const { state, revision } = await by.get<Moving>(path)
      if (state === 'withdrawn') return void open.delete(parcel)
      const [act, next] = state === 'proposed' ? ['send_out', 'assessing'] : ['withdraw', 'withdrawn']
      await book.write(
        { by, method: 'POST', path: `${path}/acts`, body: { act, expectedVersion: revision, reason: 'soak' } },
        {
          what: `supply ${act}`,
          key: `supply ${supply} state`,
          expects: () => ({ by: login, path, holds: shows<Moving>((shown) => shown.state === next) }),
        },
      )
    },
  }
}

/** Agreements that are begun and found idle, one after another, as long as there is ground. */
export function agreementsTrade(): Trade {
  let current: string | undefined
  let parcels: string[] = []
  let unit = ''
  return {
    name: 'agreements',
    async prepare(people) {
      const by = personOf(people, login)
      unit = (await by.get<{ actor: { organisation: string } }>('/api/session')).actor.organisation
      const { rows } = await by.get<{ rows: LotRow[] }>('/api/land/lots?pageSize=200')
      parcels = rows.map(({ parcel }) => parcel)
    },
    async step(people, book) {
      const by = personOf(people, login)
      if (current === undefined) {
        const parcel = parcels.pop()
        if (parcel === undefined) return
        const holderName = unique('受让人')
        const terms = { parcel, holderName, area: '1000', landRightOn: '2026-01-01', lead: [unit], decide: [unit] }
        const { id } = await book.write<{ id: string }>(
          { by, method: 'POST', path: '/api/land/agreements', body: terms },
          {
            what: 'agreement',
            key: (made) => `agreement ${made.id}`,
            expects: (made) => ({
              by: login,
              path: `/api/land/agreements/${made.id}`,
              holds: shows<{ holderName: string }>((shown) => shown.holderName === holderName),
            }),
          },
        )
        current = id
        return
      }
      const path = `/api/land/agreements/${current}`
      const { state, version: expectedVersion } = await by.get<Moving>(path)
      if (state === 'idle') return void (current = undefined)
      await book.write(
        { by, method: 'POST', path: `${path}/acts/find_idle`, body: { expectedVersion, reason: 'soak' } },
        {
          what: 'agreement found idle',
          key: `${path} state`,
          expects: () => ({ by: login, path, holds: shows<Moving>((shown) => shown.state === 'idle') }),
        },
      )
    },
  }
}

/** Needs of one enterprise: stated, taken up by the office, withdrawn. */
export function needsTrade(): Trade {
  let need: string | undefined
  return {
    name: 'needs',
    async prepare() {},
    async step(people, book) {
      const clerk = personOf(people, 'enterprise-clerk')
      if (need === undefined) {
        const words = unique('需求')
        const { id } = await book.write<{ id: string }>(
          { by: clerk, method: 'POST', path: '/api/needs', body: { need: { kind: 'parcel' }, words } },
          {
            what: 'need',
            key: (made) => `need ${made.id}`,
            expects: (made) => ({
              by: login,
              path: `/api/needs/${made.id}`,
              holds: shows<{ words: string }>((shown) => shown.words === words),
            }),
          },
        )
        need = id
        return
      }
      const path = `/api/needs/${need}`
      const { state, version: expectedVersion } = await personOf(people, login).get<Moving>(path)
      if (state === 'withdrawn') return void (need = undefined)
      const [by, act, next] =
        state === 'stated' ? [personOf(people, login), 'take_up', 'matching'] : [clerk, 'withdraw', 'withdrawn']
      await book.write(
        { by, method: 'POST', path: `${path}/acts/${act}`, body: { expectedVersion } },
        {
          what: `need ${act}`,
          key: `${path} state`,
          expects: () => ({ by: login, path, holds: shows<Moving>((shown) => shown.state === next) }),
        },
      )
    },
  }
}
