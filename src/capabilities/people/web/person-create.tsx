import { useQuery } from '@tanstack/react-query'
import { App } from 'antd'
import { useMemo } from 'react'
import { useApi } from '#kit/web/api.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, DateField, PlaceField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { type PersonSummary, peopleContract } from '../contract.ts'
import { accountWords } from './account-words.ts'
import { words } from './texts.ts'

type RoleValues = { role?: string; organisation?: string; place?: string; from?: string; to?: string }
type PersonValues = RoleValues & { login: string; name: string }

/** The fields of a role to be given. */
export function RoleFields({ required }: { required: boolean }) {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const say = useText()
  const roles = useQuery(api.roleList.queryOptions())
  const organisations = useQuery(api.organisationList.queryOptions())
  const roleChoices = useMemo(
    () => (roles.data ?? []).map((role) => ({ value: role.id, label: say(role.name) })),
    [roles.data, say],
  )
  const choices = useMemo(
    () =>
      (organisations.data ?? [])
        .filter((one) => one.to === undefined)
        .map((one) => ({ value: one.id, label: say(one.name) })),
    [organisations.data, say],
  )
  return (
    <>
      <ChoiceField name="role" label={t('role')} choices={roleChoices} required={required} />
      <ChoiceField name="organisation" label={t('organisation')} choices={choices} required={required} />
      <PlaceField name="place" label={t('place')} help={t('placeHelp')} />
      <DateField name="from" label={t('from')} />
      <DateField name="to" label={t('to')} />
    </>
  )
}

type CreateProps = {
  open: boolean
  onClose: () => void
  onCreated: (made: { person: PersonSummary; password: string }) => void
}

/** A new person, with a first role where one is chosen. */
export function PersonCreate({ open, onClose, onCreated }: CreateProps) {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  async function submit({ login, name, role, organisation, ...rest }: PersonValues): Promise<void> {
    const membership = role === undefined || organisation === undefined ? undefined : { role, organisation, ...rest }
    onCreated(await api.personCreate.call({ login, name, membership }))
  }
  return (
    <DrawerForm<PersonValues>
      title={t('add')}
      open={open}
      onClose={onClose}
      submit={submit}
      submitLabel={t('addLabel')}
    >
      <TextField name="name" label={t('name')} required max={100} />
      <TextField name="login" label={t('login')} help={t('loginHelp')} required max={40} />
      <RoleFields required={false} />
    </DrawerForm>
  )
}

/** A program that acts by keys only, with its role. */
export function ServiceCreate({ open, onClose, onDone }: { open: boolean; onClose: () => void; onDone: () => void }) {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const a = useTexts(accountWords)
  return (
    <DrawerForm<PersonValues>
      title={a('addService')}
      open={open}
      onClose={onClose}
      onDone={onDone}
      done={a('serviceAdded')}
      submitLabel={t('addLabel')}
      submit={({ login, name, role = '', organisation = '', ...rest }) =>
        api.serviceCreate.call({ login, name, membership: { role, organisation, ...rest } })
      }
    >
      <p className="jd-quiet">{a('serviceHelp')}</p>
      <TextField name="name" label={t('name')} required max={100} />
      <TextField name="login" label={t('login')} help={t('loginHelp')} required max={40} />
      <RoleFields required />
    </DrawerForm>
  )
}

/** A further role for a person. */
export function RoleGive({
  person,
  open,
  onClose,
  onDone,
}: {
  person: string
  open: boolean
  onClose: () => void
  onDone: () => void
}) {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const a = useTexts(accountWords)
  const { message } = App.useApp()
  const roles = useQuery(api.roleList.queryOptions())
  return (
    <DrawerForm<RoleValues>
      title={t('give')}
      open={open}
      onClose={onClose}
      onDone={onDone}
      submitLabel={t('give')}
      submit={async ({ role = '', organisation = '', ...rest }) => {
        await api.membershipGrant.call({ person, role, organisation, ...rest })
        const isAdministrator = roles.data?.find(({ id }) => id === role)?.administrator !== undefined
        message.success(isAdministrator ? a('asked') : t('given'))
      }}
    >
      <RoleFields required />
    </DrawerForm>
  )
}

/** Taking a role back, with a reason. */
export function RoleTake({
  membership,
  role,
  onClose,
  onDone,
}: {
  membership: string | undefined
  role: string
  onClose: () => void
  onDone: () => void
}) {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  return (
    <DrawerForm<{ reason: string }>
      title={t('takeTitle', { role })}
      open={membership !== undefined}
      onClose={onClose}
      onDone={onDone}
      done={t('takenBack')}
      submitLabel={t('take')}
      danger
      submit={async ({ reason }) => {
        if (membership !== undefined) await api.membershipRevoke.call({ id: membership, reason })
      }}
    >
      <TextField name="reason" label={t('reason')} rows={3} required max={500} />
    </DrawerForm>
  )
}
