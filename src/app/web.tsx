import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import {
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  retainSearchParams,
  RouterProvider,
} from '@tanstack/react-router'
import { StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { peoplePaths } from '#base/paths/people.ts'
import { workflowPaths } from '#base/paths/workflows.ts'
import { FigureExplanationPanel } from '#capabilities/indicators/web/parts.tsx'
import { peopleContract } from '#capabilities/people/contract.ts'
import { type AddressState, formatAddress, keptInAddress, parseAddress } from '#kit/web/address.ts'
import { createApi } from '#kit/web/api.ts'
import { Frame, sessionKey } from '#kit/web/Frame.tsx'
import { markStyles } from '#kit/web/nonce.ts'
import { mayRetry } from '#kit/web/problem.ts'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { Guarded, LostPage, MissingPage } from '#kit/web/ui/Guarded.tsx'
import { Watermark } from '#kit/web/ui/Watermark.tsx'
import type { Room, RoomPage } from '#kit/web/ui/shell/rooms.ts'
import { type PageEntry, type RoomId, roomNames } from './page-entry.tsx'
import { pages } from './routes.tsx'
import { searches, sections } from './sections.tsx'
import { sensitivePages } from './sensitive-pages.tsx'
import '#kit/web/jidi.css'

markStyles()

const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: mayRetry, staleTime: 5_000, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
})

const people = createApi(peopleContract)

const rooms: Room[] = (Object.keys(roomNames) as RoomId[]).map((id) => ({
  id,
  name: roomNames[id],
  pages: pages.flatMap(({ path, may, rail }): RoomPage[] =>
    rail?.room === id ? [{ title: rail.title, to: path, may }] : [],
  ),
}))

const openPages = pages.filter(({ may }) => may === 'anyone').map(({ path }) => path)

async function signOut(): Promise<void> {
  await people.sessionSignOut()
  queries.clear()
  globalThis.location.assign(peoplePaths.signIn())
}

const root = createRootRoute({
  validateSearch: (search: AddressState) => search,
  search: { middlewares: [retainSearchParams([...keptInAddress])] },
  component: () => (
    <Frame
      rooms={rooms}
      sections={sections}
      searches={searches}
      loadSession={() => people.sessionShow()}
      signOut={signOut}
      home={workflowPaths.desk()}
      accountAddress={peoplePaths.account()}
      signInAddress={peoplePaths.signIn}
      openPages={openPages}
      explanation={FigureExplanationPanel}
    >
      <Suspense fallback={<Busy />}>
        <Outlet />
      </Suspense>
    </Frame>
  ),
})

/** Made once for each page: a component that were new each time would lose what is in it. */
function marked(path: string, Page: PageEntry['page']): PageEntry['page'] {
  if (!sensitivePages.has(path)) return Page
  return () => (
    <Watermark>
      <Page />
    </Watermark>
  )
}

function routeOf({ path, may, page: Page }: PageEntry) {
  const inner = marked(path, Page)
  return createRoute({
    getParentRoute: () => root,
    path,
    component: () => (may === 'anyone' ? <Page /> : <Guarded may={may} page={inner} />),
  })
}

const router = createRouter({
  routeTree: root.addChildren(pages.map(routeOf)),
  parseSearch: parseAddress,
  stringifySearch: formatAddress,
  defaultNotFoundComponent: MissingPage,
  defaultErrorComponent: LostPage,
  scrollRestoration: true,
})

// A page of an older build asks for parts that are gone: fetch the new build, once.
globalThis.addEventListener('vite:preloadError', (event) => {
  const last = Number(sessionStorage.getItem('jidi-reloaded') ?? 0)
  if (Date.now() - last < 60_000) return
  event.preventDefault()
  sessionStorage.setItem('jidi-reloaded', String(Date.now()))
  globalThis.location.reload()
})

const place = document.getElementById('root')
if (place === null) throw new Error('index.html has no #root')
void queries.prefetchQuery({ queryKey: sessionKey, queryFn: () => people.sessionShow() })
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
