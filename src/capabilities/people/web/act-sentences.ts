import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { peoplePaths } from '#base/paths/people.ts'
import { returnPaths } from '#base/paths/returns.ts'
import { workflowPaths } from '#base/paths/workflows.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { useLanguage, useText } from '#kit/web/texts.tsx'
import { type ActShown, peopleContract } from '../contract.ts'
import { detailNames, subjectKinds } from './act-words.ts'

const pages: Record<string, (id: string) => string> = {
  person: (id) => peoplePaths.one(id),
  return: (id) => returnPaths.one(id),
  enterprise: (id) => enterprisePaths.one(id),
  case: (id) => workflowPaths.one(id),
}

type ActSentences = {
  /** What the act was done to: a person by name, the rest by kind, with its number where that is short. */
  subjectOf: (act: ActShown) => string
  /** The page of what it was done to. */
  pageOf: (act: ActShown) => string | undefined
  /** What the act keeps, in words. */
  detailOf: (act: ActShown) => string
}

/** Acts as people read them: names for codes wherever the programme or the register of people has one. */
export function useActSentences(): ActSentences {
  const say = useText()
  const language = useLanguage()
  const { places } = useSession()
  const names = useNames()
  const subjectOf = useCallback(
    ({ subjectKind, subject }: ActShown) => {
      const kind = say(subjectKinds[subjectKind] ?? { zh: subjectKind, en: subjectKind })
      if (subjectKind === 'person') return names.people.get(subject) ?? kind
      return subject.length > 12 ? kind : `${kind} ${subject}`
    },
    [say, names],
  )
  const pageOf = useCallback(({ subjectKind, subject }: ActShown) => pages[subjectKind]?.(subject), [])
  const detailOf = useCallback(
    ({ name, detail }: ActShown) => {
      const inWords: Record<string, (value: string) => string | undefined> = {
        role: (id) => names.roles.get(id),
        organisation: (id) => names.organisations.get(id),
        place: (id) => say(places.find((place) => place.id === id)?.name),
        period: (period) => formatPeriod(period, language),
        ...(/^(?:returns|workflows)\./.test(name) ? { from: () => '', to: () => '' } : {}),
      }
      return Object.entries(detail)
        .flatMap(([key, value]) => {
          const word = detailNames[key]
          if (word === undefined || value === null || value === '') return []
          const text = Array.isArray(value) ? value.join(language === 'zh' ? '、' : ', ') : plainText(value)
          const shown = inWords[key]?.(text) ?? text
          return shown === '' ? [] : [`${say(word)} ${shown}`]
        })
        .join(' · ')
    },
    [say, language, places, names],
  )
  return { subjectOf, pageOf, detailOf }
}

function plainText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** Names of people, roles and organisations by id; empty for who may not see them. */
function useNames() {
  const api = useApi(peopleContract)
  const say = useText()
  const may = useMay()
  const enabled = may('people.see').allowed
  const people = useQuery(api.personList.queryOptions({ input: { limit: 200 }, enabled }))
  const roles = useQuery(api.roleList.queryOptions({ enabled }))
  const organisations = useQuery(api.organisationList.queryOptions())
  return useMemo(
    () => ({
      people: new Map(people.data?.people.map(({ id, name }) => [id, name])),
      roles: new Map(roles.data?.map(({ id, name }) => [id, say(name)])),
      organisations: new Map(organisations.data?.map(({ id, name }) => [id, say(name)])),
    }),
    [people.data, roles.data, organisations.data, say],
  )
}
