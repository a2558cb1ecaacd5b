import type { RemoteRows } from '../DataTable.tsx'

type Portions = {
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  fetchNextPage(): unknown
}

/** What a table needs to read on in a query that answers in portions, with how many rows there are in all. */
export function remoteRows(query: Portions, total: number): Omit<RemoteRows<never>, 'all'> {
  return {
    total,
    loadMore: query.hasNextPage ? () => void query.fetchNextPage() : undefined,
    loadingMore: query.isFetchingNextPage,
  }
}
