import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useApi } from '#kit/web/api.ts'
import { useMay } from '#kit/web/session.tsx'
import { useText } from '#kit/web/texts.tsx'
import { peopleContract } from '../contract.ts'

type RoleNames = {
  readonly roles: (ids: readonly string[]) => string
  readonly organisation: (id: string | null) => string
}

/** Roles and organisations by their names; by their ids for who may not see the list of roles. */
export function useRoleNames(): RoleNames {
  const api = useApi(peopleContract)
  const say = useText()
  const may = useMay()
  const roles = useQuery(api.roleList.queryOptions({ enabled: may('people.see').allowed }))
  const organisations = useQuery(api.organisationList.queryOptions())
  return useMemo(() => {
    const role = new Map(roles.data?.map(({ id, name }) => [id, say(name)]))
    const organisation = new Map(organisations.data?.map(({ id, name }) => [id, say(name)]))
    return {
      roles: (ids: readonly string[]) => ids.map((id) => role.get(id) ?? id).join(' '),
      organisation: (id: string | null) => (id === null ? '' : (organisation.get(id) ?? id)),
    }
  }, [roles.data, organisations.data, say])
}
