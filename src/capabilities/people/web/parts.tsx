import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useApi } from '#kit/web/api.ts'
import { useText } from '#kit/web/texts.tsx'
import type { Choice } from '#kit/web/ui/table/columns.ts'
import { peopleContract } from '../contract.ts'

const long = 10 * 60_000

/** The units of the programme as choices of a field. */
export function useUnitChoices(): Choice[] {
  const say = useText()
  const { data } = useQuery(useApi(peopleContract).organisationList.queryOptions({ staleTime: long }))
  return useMemo(
    () => (data ?? []).filter(({ to }) => to === undefined).map(({ id, name }) => ({ value: id, label: say(name) })),
    [data, say],
  )
}
