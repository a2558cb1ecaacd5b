import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useApi } from '#kit/web/api.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import type { Choice } from '#kit/web/ui/table/columns.ts'
import { enterprisesContract, enterpriseStatuses } from '../contract.ts'
import { statusWords } from './texts.ts'

export type EnterpriseChoices = Record<
  'town' | 'base' | 'industry' | 'size' | 'ownership' | 'rung' | 'status',
  Choice[]
>

/** The words of every field of an enterprise that holds one of a list, in the language of the page. */
export function useEnterpriseChoices(): EnterpriseChoices {
  const api = useApi(enterprisesContract)
  const say = useText()
  const t = useTexts(statusWords)
  const found = useQuery(api.choices.queryOptions({ staleTime: 600_000 }))
  return useMemo(() => {
    const named = (list: { id: string; name: { zh: string; en: string } }[] | undefined, withCode = false) =>
      (list ?? []).map(({ id, name }) => ({ value: id, label: withCode ? `${id} ${say(name)}` : say(name) }))
    return {
      town: named(found.data?.towns),
      base: named(found.data?.bases),
      industry: named(found.data?.industries, true),
      size: named(found.data?.sizes),
      ownership: named(found.data?.ownerships),
      rung: named((found.data?.ladders ?? []).flatMap(({ rungs }) => rungs)),
      status: enterpriseStatuses.map((status) => ({ value: status, label: t(status) })),
    }
  }, [found.data, say, t])
}
