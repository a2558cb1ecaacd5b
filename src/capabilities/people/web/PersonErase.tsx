import { useState } from 'react'
import { useApi } from '#kit/web/api.ts'
import { useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { ChoiceField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { peopleContract } from '../contract.ts'
import { erasureReasons } from '../contract-privacy.ts'
import { privacyWords } from './privacy-words.ts'

type Values = { login: string; why: (typeof erasureReasons)[number] }

/** Erases a person: the login is typed in again, so that nobody is taken for another. */
export function PersonErase({ person, onDone }: { person: string; onDone: () => unknown }) {
  const api = useApi(peopleContract)
  const t = useTexts(privacyWords)
  const [open, setOpen] = useState(false)
  return (
    <>
      <ActButton danger act={() => setOpen(true)}>
        {t('erase')}
      </ActButton>
      <DrawerForm<Values>
        title={t('eraseTitle')}
        open={open}
        onClose={() => setOpen(false)}
        submit={({ login, why }) => api.personErase.call({ id: person, login, why })}
        submitLabel={t('erase')}
        danger
        onDone={() => {
          setOpen(false)
          onDone()
        }}
      >
        <p>{t('eraseHelp')}</p>
        <TextField name="login" label={t('loginAgain')} max={100} required />
        <ChoiceField
          name="why"
          label={t('why')}
          choices={erasureReasons.map((value) => ({ value, label: t(value) }))}
          required
        />
      </DrawerForm>
    </>
  )
}
