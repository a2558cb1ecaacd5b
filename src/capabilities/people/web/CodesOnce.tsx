import { Modal } from 'antd'
import { useTexts } from '#kit/web/texts.tsx'
import { accountWords } from './account-words.ts'
import './people.css'

/** Secrets that are shown this once: a key, or recovery codes. */
export function CodesOnce({
  title,
  help,
  codes,
  onClose,
}: {
  title: string
  help: string
  codes: readonly string[] | undefined
  onClose: () => void
}) {
  const t = useTexts(accountWords)
  return (
    <Modal
      title={title}
      open={codes !== undefined}
      onCancel={onClose}
      onOk={onClose}
      okText={t('noted')}
      cancelButtonProps={{ style: { display: 'none' } }}
      mask={{ closable: false }}
    >
      {codes?.map((code) => (
        <code key={code} className="people-code">
          {code}
        </code>
      ))}
      <p className="jd-quiet">{help}</p>
    </Modal>
  )
}
