import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useApi } from '#kit/web/api.ts'
import { needsContract, type NeedWords } from '../contract.ts'

const none: NeedWords = { industries: [], places: [], tenures: [], measures: [], mayRequest: false }

/** The words with which needs are stated, and the units of what can be promised. */
export function useNeedWords() {
  const api = useApi(needsContract)
  const found = useQuery(api.needWords.queryOptions({ input: undefined }))
  const known = found.data ?? none
  const units = useMemo(() => new Map(known.measures.map(({ id, unit }) => [id, unit])), [known])
  return { known, units, isThere: found.data !== undefined, problem: found.error }
}
