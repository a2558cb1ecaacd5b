import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useApi } from '#kit/web/api.ts'
import { mapContract, shapesAtMost } from '../contract.ts'

const minute = 60_000

/** Buildings and assessments as shapes of the map, each asked for once it is shown. */
export function useGroundLayers(open: readonly string[]) {
  const api = useApi(mapContract)
  const asked = (layer: string) => ({ input: {}, staleTime: minute, enabled: open.includes(layer) })
  const carriers = useQuery(api.carriers.queryOptions(asked('carriers')))
  const assessments = useQuery(api.assessments.queryOptions(asked('assessments')))
  const shown = {
    carriers: open.includes('carriers') ? carriers.data : undefined,
    assessments: open.includes('assessments') ? assessments.data : undefined,
  }
  const cut = useMemo(
    () =>
      new Map(
        Object.entries({ carriers: carriers.data, assessments: assessments.data }).flatMap(([layer, data]) =>
          data?.features.length === shapesAtMost ? [[layer, shapesAtMost] as const] : [],
        ),
      ),
    [carriers.data, assessments.data],
  )
  return { ...shown, cut, problem: carriers.error ?? assessments.error }
}
