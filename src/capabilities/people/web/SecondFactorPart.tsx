import { useQuery, useQueryClient } from '@tanstack/react-query'
import { QRCode } from 'antd'
import { useState } from 'react'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { TextField } from '#kit/web/ui/fields.tsx'
import { ActForm, DrawerForm } from '#kit/web/ui/form.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { peopleContract } from '../contract.ts'
import { accountWords } from './account-words.ts'
import { CodesOnce } from './CodesOnce.tsx'

type Doing = 'set-up' | 'renew' | 'end'

/** My second factor: set up, new recovery codes, end. */
export function SecondFactorPart() {
  const api = useApi(peopleContract)
  const t = useTexts(accountWords)
  const client = useQueryClient()
  const { programme, person } = useSession()
  const { timeZone } = programme
  const state = useQuery(api.accountSecondFactor.queryOptions())
  const [doing, setDoing] = useState<Doing | undefined>(person?.mustEnrol === true ? 'set-up' : undefined)
  const [codes, setCodes] = useState<string[]>()
  const since = state.data?.confirmedAt
  const close = () => setDoing(undefined)
  const refresh = () => void client.invalidateQueries()
  return (
    <PagePart
      title={t('secondFactor')}
      acts={
        since === undefined ? (
          <ActButton act={() => setDoing('set-up')}>{t('setUp')}</ActButton>
        ) : (
          <>
            <ActButton act={() => setDoing('renew')}>{t('renew')}</ActButton>
            <ActButton danger act={() => setDoing('end')}>
              {t('end')}
            </ActButton>
          </>
        )
      }
    >
      <p>
        {since === undefined
          ? t('off')
          : t('on', { since: formatInstant(since, timeZone), codes: state.data?.recoveryCodes ?? 0 })}
      </p>
      {doing === 'set-up' && since === undefined ? <SetUp onCodes={setCodes} /> : null}
      <DrawerForm<{ code: string }>
        title={t('renew')}
        open={doing === 'renew'}
        onClose={close}
        submitLabel={t('renew')}
        done={t('renewDone')}
        submit={async ({ code }) => setCodes((await api.accountRecoveryRenew.call({ code })).codes)}
      >
        <TextField name="code" label={t('code')} required max={40} autoComplete="one-time-code" />
      </DrawerForm>
      <DrawerForm<{ code: string }>
        title={t('end')}
        open={doing === 'end'}
        onClose={close}
        submitLabel={t('end')}
        danger
        done={t('ended')}
        onDone={refresh}
        submit={({ code }) => api.accountSecondFactorEnd.call({ code })}
      >
        <TextField name="code" label={t('code')} required max={40} autoComplete="one-time-code" />
      </DrawerForm>
      <CodesOnce
        title={t('recovery')}
        help={t('recoveryHelp')}
        codes={codes}
        onClose={() => {
          setCodes(undefined)
          close()
          refresh()
        }}
      />
    </PagePart>
  )
}

/** The password first, then the secret as a QR code and as text, then its first code. */
function SetUp({ onCodes }: { onCodes: (codes: string[]) => void }) {
  const api = useApi(peopleContract)
  const t = useTexts(accountWords)
  const [made, setMade] = useState<{ secret: string; address: string }>()
  if (made === undefined) {
    return (
      <div className="people-narrow">
        <ActForm<{ password: string }>
          submitLabel={t('setUp')}
          submit={async ({ password }) => setMade(await api.accountSecondFactorBegin.call({ password }))}
        >
          <TextField
            name="password"
            label={t('presentPassword')}
            secret
            required
            max={128}
            autoComplete="current-password"
          />
        </ActForm>
      </div>
    )
  }
  return (
    <div className="people-narrow">
      <p>{t('scan')}</p>
      <div role="img" aria-label={t('qr')} className="people-qr">
        <QRCode value={made.address} type="svg" size={208} errorLevel="M" />
      </div>
      <p>
        {t('secret')} <code className="people-code">{made.secret.match(/.{4}/g)?.join(' ')}</code>
      </p>
      <ActForm<{ code: string }>
        submitLabel={t('confirm')}
        submit={async ({ code }) => onCodes((await api.accountSecondFactorConfirm.call({ code })).codes)}
      >
        <TextField name="code" label={t('firstCode')} required max={40} autoComplete="one-time-code" />
      </ActForm>
    </div>
  )
}
