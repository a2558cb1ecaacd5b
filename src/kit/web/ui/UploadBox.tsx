import { Button } from 'antd'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { defineTexts, useTexts } from '../texts.tsx'
import { LongWork } from './LongWork.tsx'
import { ProblemAlert } from './ProblemAlert.tsx'
import { ApiProblem } from '../problem.ts'

const words = defineTexts({
  choose: { zh: '选择文件', en: 'Choose a file' },
  drop: { zh: '或把文件拖到这里', en: 'or drop it here' },
  stop: { zh: '停止', en: 'Stop' },
  limit: { zh: '不超过 {size} MB', en: 'up to {size} MB' },
})

const mebibyte = 1_048_576

type UploadBoxProps<Answer> = {
  /** Endings, such as `.csv,.xlsx`. */
  accept: string
  maxBytes: number
  send: (file: File, onProgress: (share: number) => void, signal: AbortSignal) => Promise<Answer>
  onDone: (answer: Answer, file: File) => void
  /** What the file should hold; where a template is. */
  hint?: ReactNode
  label?: string
}

/** Takes one file, shows how much has gone, can be stopped, and says in words what is wrong with it. */
export function UploadBox<Answer>({ accept, maxBytes, send, onDone, hint, label }: UploadBoxProps<Answer>) {
  const t = useTexts(words)
  const input = useRef<HTMLInputElement>(null)
  const stop = useRef<AbortController>(null)
  const [sending, setSending] = useState<{ name: string; share: number }>()
  const [problem, setProblem] = useState<unknown>()

  async function take(file: File | undefined): Promise<void> {
    if (file === undefined) return
    setProblem(undefined)
    if (file.size > maxBytes)
      return setProblem(new ApiProblem('too_large', { details: { found: file.size, expected: maxBytes } }))
    const controller = new AbortController()
    stop.current = controller
    setSending({ name: file.name, share: 0 })
    try {
      onDone(await send(file, (share) => setSending({ name: file.name, share }), controller.signal), file)
    } catch (thrown) {
      if (!controller.signal.aborted) setProblem(thrown)
    } finally {
      setSending(undefined)
      if (input.current !== null) input.current.value = ''
    }
  }

  function drop(event: DragEvent): void {
    event.preventDefault()
    void take(event.dataTransfer.files[0])
  }

  return (
    <div className="jd-upload" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      <input
        ref={input}
        type="file"
        accept={accept}
        className="jd-hidden"
        tabIndex={-1}
        aria-label={label ?? t('choose')}
        onChange={(event) => void take(event.target.files?.[0])}
      />
      {sending === undefined ? (
        <p>
          <Button onClick={() => input.current?.click()}>{label ?? t('choose')}</Button>{' '}
          <span className="jd-quiet">{t('drop')}</span>
        </p>
      ) : (
        <>
          <LongWork title={sending.name} state="running" share={sending.share} />
          <Button size="small" onClick={() => stop.current?.abort()}>
            {t('stop')}
          </Button>
        </>
      )}
      <p className="jd-quiet jd-small">
        {accept === '' ? '' : `${accept} · `}
        {t('limit', { size: Math.round(maxBytes / (maxBytes % mebibyte === 0 ? mebibyte : 1_000_000)) })}
        {hint === undefined ? null : <> · {hint}</>}
      </p>
    </div>
  )
}
