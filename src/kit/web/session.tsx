import { createContext, type ReactNode, useCallback, useContext } from 'react'
import { type Actor, can, type Decision, mayCall, type Resource } from '#base/decision.ts'
import type { Text } from '#base/text.ts'

/** A place as the selector shows it; the tree is given by `parent`. */
export type SessionPlace = { id: string; name: Text; kind: string; parent?: string | undefined }

/** What the shell knows of whoever is here: `GET /api/session`. */
export type Session = {
  actor: Actor
  person?:
    | {
        login: string
        language: 'zh' | 'en'
        mustChangePassword: boolean
        mustEnrol?: boolean | undefined
        organisationName?: Text | undefined
        roleNames: Text[]
      }
    | undefined
  programme: { id: string; name: Text; hash: string; languages: ('zh' | 'en')[]; timeZone: string; rootPlace: string }
  synthetic: boolean
  demo: boolean
  places: SessionPlace[]
  /** The month that a page shows when the address names none. */
  defaultPeriod: string
}

const SessionContext = createContext<Session | undefined>(undefined)

/** Gives the session to the pages. */
export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>
}

/** The session of this page. Only below the shell, where there always is one. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === undefined) throw new Error('A page that needs the session stands outside the shell')
  return session
}

/** The session, or undefined on pages outside the shell (sign-in). */
export function useMaybeSession(): Session | undefined {
  return useContext(SessionContext)
}

/** `const may = useMay()`, then `may('returns.approve', {places: […]})` is the same decision that the server makes. */
export function useMay(): (permission: string, resource?: Resource) => Decision {
  const { actor } = useSession()
  return useCallback(
    (permission, resource) =>
      permission === 'anyone' || permission === 'signed_in'
        ? mayCall(actor, permission)
        : can(actor, permission, resource),
    [actor],
  )
}
