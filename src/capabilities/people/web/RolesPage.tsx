import { useQuery } from '@tanstack/react-query'
import { useApi } from '#kit/web/api.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { peopleContract, type Role } from '../contract.ts'
import { permissionNames } from './permission-words.ts'
import { words } from './texts.ts'

type Row = { id: string; permission: string; scopes: Record<string, Role['permissions'][number]['scope']> }

const scopeWords = { all: 'scopeAll', place: 'scopePlace', organisation: 'scopeOrganisation' } as const

/** Roles of the programme side by side: which permission each holds, and how far. */
export function RolesPage() {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const say = useText()
  const roles = useQuery(api.roleList.queryOptions())
  const columns: Column<Row>[] = [
    {
      id: 'permission',
      title: t('permission'),
      value: (row) => say(permissionNames[row.permission] ?? { zh: row.permission, en: row.permission }),
      width: 220,
    },
    { id: 'code', title: t('permissionCode'), value: (row) => row.permission, width: 190, hidden: true },
    ...(roles.data ?? []).map((role): Column<Row> => {
      const scope = (row: Row) => row.scopes[role.id]
      return {
        id: role.id,
        title: say(role.name),
        kind: 'choice',
        choices: Object.entries(scopeWords).map(([value, word]) => ({ value, label: t(word) })),
        value: scope,
        width: 130,
      }
    }),
  ]
  return (
    <Page title={t('rolesPage')} sentence={t('rolesSentence')} problem={roles.error}>
      <DataTable
        name={t('rolesPage')}
        columns={columns}
        rows={rowsOf(roles.data ?? [])}
        rowKey={(row) => row.id}
        loading={roles.isLoading}
        empty={<EmptyState title={t('noRolesInPack')} />}
      />
    </Page>
  )
}

function rowsOf(roles: readonly Role[]): Row[] {
  const permissions = [...new Set(roles.flatMap((role) => role.permissions.map(({ may }) => may)))].sort()
  return permissions.map((permission) => ({
    id: permission,
    permission,
    scopes: Object.fromEntries(
      roles.flatMap((role) => {
        const held = role.permissions.find(({ may }) => may === permission)
        return held === undefined ? [] : [[role.id, held.scope]]
      }),
    ),
  }))
}
