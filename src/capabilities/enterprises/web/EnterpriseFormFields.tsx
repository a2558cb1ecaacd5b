import { Form } from 'antd'
import { issueSentence } from '#kit/web/problem-words.ts'
import { useLanguage, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, DateField, TextField } from '#kit/web/ui/fields.tsx'
import { checkCode } from '../rules.ts'
import { useEnterpriseChoices } from './choices.ts'
import './import-texts.ts'
import { fieldWords, words } from './texts.ts'

/** The fields of an enterprise; `dated` adds the day from which new classes hold. `knownCode` is taken as it stands. */
export function EnterpriseFormFields({ dated, knownCode }: { dated: boolean; knownCode?: string | null }) {
  const t = useTexts(words)
  const f = useTexts(fieldWords)
  const choices = useEnterpriseChoices()
  return (
    <>
      <TextField name="fields.name" label={f('name')} required max={200} />
      <TextField name="fields.creditCode" label={f('credit_code')} help={t('codeHelp')} max={40} />
      <OddCode knownCode={knownCode ?? null} />
      <ChoiceField name="fields.town" label={f('town')} choices={choices.town} required />
      <ChoiceField name="fields.base" label={f('base')} choices={choices.base} />
      <ChoiceField name="fields.industry" label={f('industry')} choices={choices.industry} />
      <ChoiceField name="fields.size" label={f('size')} choices={choices.size} />
      <ChoiceField name="fields.ownership" label={f('ownership')} choices={choices.ownership} />
      {dated ? <DateField name="effectiveFrom" label={t('effectiveFrom')} help={t('effectiveHelp')} /> : null}
      <ChoiceField name="fields.status" label={f('status')} choices={choices.status} required />
      <DateField name="fields.aboveScaleSince" label={f('above_scale_since')} />
      <DateField name="fields.aboveScaleUntil" label={f('above_scale_until')} />
      <DateField name="fields.openedOn" label={f('opened_on')} />
      <TextField name="fields.formerNames" label={f('former_names')} help={t('formerHelp')} max={2000} />
      <TextField name="fields.address" label={f('address')} max={300} />
      <TextField name="fields.contact.name" label={f('contact_name')} max={100} />
      <TextField name="fields.contact.phone" label={f('contact_phone')} max={50} />
    </>
  )
}

/** A code that fails its check is a warning: the clerk may take it with a reason, which is kept. */
function OddCode({ knownCode }: { knownCode: string | null }) {
  const t = useTexts(words)
  const language = useLanguage()
  const typed: unknown = Form.useWatch('fields.creditCode')
  const code = typeof typed === 'string' && typed.trim() !== '' ? typed : null
  const [finding] = code === knownCode ? [] : checkCode(code)
  if (finding === undefined) return null
  return (
    <>
      <p className="jd-note" role="status">
        {t('codeOdd', { why: issueSentence({ where: 'fields.creditCode', ...finding }, language) })}
      </p>
      <TextField name="codeReason" label={t('codeReason')} rows={2} max={500} />
    </>
  )
}
