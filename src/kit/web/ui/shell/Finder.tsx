import { Input, Modal } from 'antd'
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import { useGo } from '../../address.ts'
import { problemFrom } from '../../problem.ts'
import { type SearchHit, useSearchSources } from '../../sections.tsx'
import { defineTexts, useText, useTexts } from '../../texts.tsx'
import type { Room } from './rooms.ts'

const words = defineTexts({
  search: { zh: '搜索', en: 'Search' },
  hint: { zh: '页面、企业、地块、指标…', en: 'Pages, enterprises, parcels, indicators…' },
  pages: { zh: '页面', en: 'Pages' },
  nothing: {
    zh: '没有找到。换个词，或只输入名称的一部分。',
    en: 'Nothing found. Try another word, or part of a name.',
  },
  searching: { zh: '正在搜索…', en: 'Searching…' },
  failed: { zh: '部分内容暂时无法搜索', en: 'Some kinds of things cannot be searched right now' },
})

type ShownHit = { id: string; title: string; detail?: string | undefined; to: string }
type Group = { id: string; title: string; hits: ShownHit[] }

/** Search of everything (Ctrl K): pages at once, the rest from the server; arrows choose, Enter opens. */
export function Finder({ open, onClose, rooms }: { open: boolean; onClose: () => void; rooms: Room[] }) {
  const t = useTexts(words)
  return (
    <Modal
      open={open}
      onCancel={onClose}
      footer={null}
      title={t('search')}
      destroyOnHidden
      width={560}
      style={{ top: 64 }}
    >
      <FinderBody onClose={onClose} rooms={rooms} />
    </Modal>
  )
}

function FinderBody({ onClose, rooms }: { onClose: () => void; rooms: Room[] }) {
  const t = useTexts(words)
  const go = useGo()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState(0)
  const pages = usePageHits(typed, rooms)
  const { groups, searching, failed } = useServerHits(typed)
  const all: Group[] = [{ id: 'pages', title: t('pages'), hits: pages }, ...groups].filter(
    (group) => group.hits.length > 0,
  )
  const flat = all.flatMap((group) => group.hits.map((hit) => ({ ...hit, key: `${group.id}:${hit.id}` })))
  const current = flat[Math.min(chosen, flat.length - 1)]

  function open(to: string): void {
    onClose()
    go(to)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && current !== undefined && !event.nativeEvent.isComposing) return open(current.to)
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0 || flat.length === 0) return
    event.preventDefault()
    const next = (Math.min(chosen, flat.length - 1) + step + flat.length) % flat.length
    setChosen(next)
    document.getElementById(hitId(flat[next]?.key))?.scrollIntoView({ block: 'nearest' })
  }

  return (
    <>
      <Input
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls="jd-finder"
        aria-activedescendant={hitId(current?.key)}
        aria-label={t('search')}
        placeholder={t('hint')}
        value={typed}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setTyped(event.target.value)
          setChosen(0)
        }}
      />
      <div id="jd-finder" role="listbox" className="jd-finder-list" aria-label={t('search')}>
        {all.map((group) => (
          <div key={group.id} role="group" aria-label={group.title}>
            <div className="jd-finder-group">{group.title}</div>
            {group.hits.map((hit) => {
              const key = `${group.id}:${hit.id}`
              return (
                <div
                  key={key}
                  id={hitId(key)}
                  role="option"
                  tabIndex={-1}
                  aria-selected={current?.key === key}
                  className="jd-finder-hit"
                  onClick={() => open(hit.to)}
                  onKeyDown={onKeyDown}
                >
                  <span>{hit.title}</span>
                  <span className="jd-quiet">{hit.detail}</span>
                </div>
              )
            })}
          </div>
        ))}
      </div>
      <p className="jd-quiet" role="status">
        {searching ? t('searching') : failed ? t('failed') : flat.length === 0 ? t('nothing') : ''}
      </p>
    </>
  )
}

function hitId(key: string | undefined): string {
  return `jd-hit-${key ?? 'none'}`
}

function usePageHits(typed: string, rooms: Room[]): ShownHit[] {
  const say = useText()
  return useMemo(() => {
    const wanted = typed.trim().toLowerCase()
    return rooms
      .flatMap((room) =>
        room.pages.map((page) => ({ id: page.to, title: say(page.title), detail: say(room.name), to: page.to })),
      )
      .filter((hit) => `${hit.title} ${hit.detail}`.toLowerCase().includes(wanted))
      .slice(0, wanted === '' ? 12 : 6)
  }, [typed, rooms, say])
}

function useServerHits(typed: string): { groups: Group[]; searching: boolean; failed: boolean } {
  const sources = useSearchSources()
  const say = useText()
  const [found, setFound] = useState<{ groups: Group[]; failed: boolean }>({ groups: [], failed: false })
  const [searching, setSearching] = useState(false)
  const wanted = typed.trim()
  useEffect(() => {
    if (wanted === '') return
    const stop = new AbortController()
    const wording = (text: SearchHit['detail']): string => (typeof text === 'string' ? text : say(text))
    const timer = setTimeout(async () => {
      setSearching(true)
      const answers = await Promise.allSettled(sources.map((source) => source.find(wanted, stop.signal)))
      if (stop.signal.aborted) return
      const groups = answers.map((answer, index) => {
        const source = sources[index]
        const hits = answer.status === 'fulfilled' ? answer.value : []
        const shown = hits.map((hit) => ({ ...hit, title: wording(hit.title), detail: wording(hit.detail) }))
        return { id: source?.id ?? '', title: say(source?.title), hits: shown }
      })
      const failed = answers.some(
        (answer) => answer.status === 'rejected' && problemFrom(answer.reason).code !== 'forbidden',
      )
      setFound({ groups, failed })
      setSearching(false)
    }, 180)
    return () => {
      clearTimeout(timer)
      stop.abort()
      setSearching(false)
    }
  }, [wanted, sources, say])
  return wanted === '' ? { groups: [], searching: false, failed: false } : { ...found, searching }
}
