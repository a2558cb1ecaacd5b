import { Alert } from 'antd'
import { useState } from 'react'
import { needPaths } from '#base/paths/needs.ts'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { type NeedAsked, needsContract } from '../contract.ts'
import { words as shared } from './texts.ts'

const words = defineTexts({
  title: { zh: '发送需求', en: 'Send this need' },
  send: { zh: '发送', en: 'Send' },
  own: {
    zh: '以本企业名义提出，进度在“用地用房需求”中查看。',
    en: 'Stated in the name of your enterprise; its progress is seen under needs.',
  },
  why: {
    zh: '单位、联系人和电话只用于答复本需求，办结两年后删除。',
    en: 'Company, contact and phone are used to answer this need only, and removed two years after it is closed.',
  },
  sent: { zh: '已发送。请记下回执：', en: 'It is sent. Keep this receipt: ' },
  keep: {
    zh: '凭回执可随时查看进度和答复；回执只显示这一次。',
    en: 'With it you see the answer at any time. It is shown only now.',
  },
  look: { zh: '查看进度', en: 'See how it stands' },
})

type Values = FormValues & { company?: string; contact?: string; phone?: string; words?: string }
type SendProps = { need: NeedAsked; isOwn: boolean; open: boolean; onClose: () => void }

/** Sends a need: an enterprise in its name, everybody else with company, contact and phone. */
export function SendForm({ need, isOwn, open, onClose }: SendProps) {
  const api = useApi(needsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const go = useGo()
  const [receipt, setReceipt] = useState<string>()
  return (
    <>
      {receipt === undefined ? null : (
        <Alert
          type="success"
          title={
            <>
              {t('sent')} <code className="nd-receipt">{receipt}</code>
            </>
          }
          description={
            <>
              {t('keep')} <Go to={needPaths.find({ receipt })}>{t('look')}</Go>
            </>
          }
        />
      )}
      <DrawerForm<Values>
        title={t('title')}
        open={open}
        onClose={onClose}
        submitLabel={t('send')}
        submit={async (values) => {
          const { id, receipt: code } = await api.needState.call({ need, ...said(values) })
          if (id !== null) go(needPaths.one(id))
          else if (code !== null) setReceipt(code)
        }}
      >
        {isOwn ? (
          <p className="jd-quiet">{t('own')}</p>
        ) : (
          <>
            <p className="jd-quiet">{t('why')}</p>
            <TextField name="company" label={s('company')} max={200} required />
            <TextField name="contact" label={s('contact')} max={100} required autoComplete="name" />
            <TextField name="phone" label={s('phone')} max={32} required autoComplete="tel" />
          </>
        )}
        <TextField name="words" label={s('words')} rows={3} max={2000} />
      </DrawerForm>
    </>
  )
}

function said({ company, contact, phone, words: more }: Values) {
  const given = { company, contact, phone, words: more }
  return Object.fromEntries(Object.entries(given).filter(([, text]) => text !== undefined && text !== ''))
}
