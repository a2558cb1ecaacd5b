import { Modal } from 'antd'
import { useTexts } from '#kit/web/texts.tsx'
import { words } from './texts.ts'
import './people.css'

/** A first password, shown this once. */
export function PasswordOnce({
  made,
  onClose,
}: {
  made: { name: string; login: string; password: string } | undefined
  onClose: () => void
}) {
  const t = useTexts(words)
  return (
    <Modal
      title={t('passwordOnce')}
      open={made !== undefined}
      onCancel={onClose}
      onOk={onClose}
      okText={t('handedOver')}
      cancelButtonProps={{ style: { display: 'none' } }}
      mask={{ closable: false }}
    >
      <p>
        {made?.name} · {made?.login}
      </p>
      <code className="people-password" aria-label={t('password')}>
        {made?.password}
      </code>
      <p className="jd-quiet">{t('passwordOnceHelp')}</p>
    </Modal>
  )
}
