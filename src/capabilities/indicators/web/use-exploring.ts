import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { enterprisesContract } from '#capabilities/enterprises/contract.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useMay } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { type Exploring, readExploring } from '../rules/explore.ts'
import { words } from './texts.ts'
import { usePlaceGroupings, useTaxonomies } from './vocabulary.ts'

/** What the address of the explorer asks. */
export function useExploring(): Exploring {
  const { state } = useAddress()
  return useMemo(() => readExploring(state), [state])
}

export type GroupingChoice = { value: string; label: string }

/** All that figures can be broken down by: kinds of places, classifications, size, ownership; growth ladders and enterprises for readers who may see single ones. */
export function useGroupings(): GroupingChoice[] {
  const places = usePlaceGroupings()
  const { data } = useTaxonomies()
  const t = useTexts(words)
  const say = useText()
  const micro = useMay()('observations.see_micro').allowed
  return useMemo(
    () => [
      ...places.map(({ id, name }) => ({ value: `place:${id}`, label: name })),
      ...(data?.taxonomies ?? []).map(({ id, name }) => ({ value: `taxonomy:${id}`, label: say(name) })),
      { value: 'size', label: t('size') },
      { value: 'ownership', label: t('ownership') },
      ...(micro ? ladderGroupings(data?.ladders ?? [], t('ladder'), say) : []),
      ...(micro ? [{ value: 'enterprise', label: t('enterprise') }] : []),
    ],
    [places, data, t, say, micro],
  )
}

type Ladder = { readonly id: string; readonly name: { zh: string; en: string } }

/** One ladder is the ladder; of several each is named. */
function ladderGroupings(ladders: readonly Ladder[], word: string, say: ReturnType<typeof useText>): GroupingChoice[] {
  return ladders.map(({ id, name }) => ({
    value: `ladder:${id}`,
    label: ladders.length === 1 ? word : `${word} · ${say(name)}`,
  }))
}

/** The rungs to choose among, for readers who may see single enterprises: no release shows them. */
export function useRungs(): GroupingChoice[] {
  const { data } = useTaxonomies()
  const say = useText()
  const micro = useMay()('observations.see_micro').allowed
  return useMemo(
    () =>
      (micro ? (data?.ladders ?? []) : []).flatMap((ladder) =>
        ladder.classes.map(({ id, name }) => ({ value: `${ladder.id}/${id}`, label: say(name) })),
      ),
    [data, say, micro],
  )
}

/** Sizes and kinds of ownership, as the register has them; empty for readers who do not see the register. */
export function useRegisterClasses() {
  const api = useApi(enterprisesContract)
  const allowed = useMay()('enterprises.see').allowed
  const say = useText()
  const { data } = useQuery(api.choices.queryOptions({ staleTime: 10 * 60_000, enabled: allowed }))
  return useMemo(() => {
    const choices = (classes: { id: string; name: { zh: string; en: string } }[] | undefined) =>
      (classes ?? []).map(({ id, name }) => ({ value: id, label: say(name) }))
    return { sizes: choices(data?.sizes), ownerships: choices(data?.ownerships) }
  }, [data, say])
}
