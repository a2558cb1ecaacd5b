import { Modal } from 'antd'
import { useTexts } from '#kit/web/texts.tsx'
import type { Misfit, Pasted } from '../../rules/pasted.ts'
import { words } from '../texts.ts'

const shown = 20

const whyWords = {
  outside: 'pasteOutside',
  grey: 'pasteGrey',
  computed: 'pasteComputed',
  not_a_number: 'pasteNoNumber',
} as const satisfies Record<Misfit['why'], keyof typeof words>

type PastePreviewProps = {
  readonly pasted: Pasted | undefined
  readonly nameOf: (key: string) => string
  readonly onTake: () => void
  readonly onClose: () => void
}

/** What of a block does not fit, before anything is put into cells. */
export function PastePreview({ pasted, nameOf, onTake, onClose }: PastePreviewProps) {
  const t = useTexts(words)
  const misfits = pasted?.misfits ?? []
  const fitting = Object.keys(pasted?.cells ?? {}).length
  return (
    <Modal
      open={pasted !== undefined}
      title={t('pasteTitle', { n: misfits.length })}
      okText={t('pasteTake', { n: fitting })}
      cancelText={t('pasteCancel')}
      okButtonProps={{ disabled: fitting === 0 }}
      onOk={onTake}
      onCancel={onClose}
    >
      <p>{t('pasteSentence', { n: fitting, m: misfits.length })}</p>
      <ul className="ret-list">
        {misfits.slice(0, shown).map((one) => (
          <li key={`${one.row} ${one.column}`}>
            {t('pasteAt', { row: one.row, column: one.column, text: one.text })}
            {one.key === undefined ? '' : `（${nameOf(one.key)}）`} {t(whyWords[one.why])}
          </li>
        ))}
      </ul>
      {misfits.length > shown ? <p className="jd-quiet">{t('pasteMore', { n: misfits.length - shown })}</p> : null}
    </Modal>
  )
}
