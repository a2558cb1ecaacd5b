import { type ComponentType, createContext, type ReactNode, Suspense, useContext, useMemo } from 'react'
import type { Text } from '#base/text.ts'
import { type Session, useMay, useSession } from './session.tsx'
import { useText } from './texts.tsx'
import { Busy } from './ui/Busy.tsx'
import { PagePart } from './ui/Page.tsx'

/** Where a lower room lets higher rooms show something of theirs. */
export type SectionSlot =
  | 'desk'
  | 'enterprise.dossier'
  | 'place.page'
  | 'parcel.page'
  | 'parcel.dossier'
  | 'programme.page'
  | 'administration.page'

/** A part that a higher room shows on the page of a lower one. The list is `app/sections.tsx`. */
export type Section = {
  id: string
  slot: SectionSlot
  title: Text
  /** The permission without which the section is not there. */
  may: string
  /** Whether it belongs on the page of this subject; without it, on all of its slot. */
  isFor?: (subject: string, session: Session) => boolean
  /** Small first. */
  order: number
  /** Usually lazy. */
  component: ComponentType<{ subject: string }>
}

/** One thing found; a name in both languages is shown in that of the page. */
export type SearchHit = { id: string; title: string | Text; detail?: string | Text | undefined; to: string }

/** One kind of thing that Ctrl K finds. */
export type SearchSource = {
  id: string
  title: Text
  may: string
  /** A few best hits for these words. */
  find: (words: string, signal: AbortSignal) => Promise<SearchHit[]>
}

type Registered = { sections: readonly Section[]; searches: readonly SearchSource[] }

const RegisteredContext = createContext<Registered>({ sections: [], searches: [] })

/** Gives the pages what the app registered. */
export function RegisteredProvider({ sections, searches, children }: Registered & { children: ReactNode }) {
  return <RegisteredContext.Provider value={{ sections, searches }}>{children}</RegisteredContext.Provider>
}

/** The search sources that this actor may use. */
export function useSearchSources(): SearchSource[] {
  const may = useMay()
  const { searches } = useContext(RegisteredContext)
  return useMemo(() => searches.filter((source) => may(source.may).allowed), [searches, may])
}

/** Every section registered for a slot that this actor may see, in order. */
export function Sections({ slot, subject = '' }: { slot: SectionSlot; subject?: string }) {
  const may = useMay()
  const say = useText()
  const session = useSession()
  const found = useContext(RegisteredContext).sections.filter(
    (section) => section.slot === slot && may(section.may).allowed && section.isFor?.(subject, session) !== false,
  )
  return (
    <>
      {found
        .toSorted((a, b) => a.order - b.order)
        .map(({ id, title, component: Component }) => (
          <PagePart key={id} id={id} title={say(title)}>
            <Suspense fallback={<Busy />}>
              <Component subject={subject} />
            </Suspense>
          </PagePart>
        ))}
    </>
  )
}
