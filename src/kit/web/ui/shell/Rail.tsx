import { useRouterState } from '@tanstack/react-router'
import { defineTexts, useText, useTexts } from '../../texts.tsx'
import { Go } from '../Go.tsx'
import { hereIn, type Room } from './rooms.ts'

const words = defineTexts({ rail: { zh: '工作导航', en: 'Work' } })

/** The left rail: rooms by the work, and the pages of the room one is in. */
export function Rail({ rooms, onGo }: { rooms: Room[]; onGo?: () => void }) {
  const t = useTexts(words)
  const say = useText()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const here = hereIn(rooms, path)
  return (
    <nav className="jd-rail" aria-label={t('rail')}>
      <ul>
        {rooms.map((room) => (
          <li key={room.id}>
            <RailLink className="jd-room" to={room.pages[0]?.to ?? '/'} here={here?.room === room.id} onGo={onGo}>
              {say(room.name)}
            </RailLink>
            {here?.room === room.id && room.pages.length > 1 ? (
              <ul>
                {room.pages.map((page) => (
                  <li key={page.to}>
                    <RailLink className="jd-room-page" to={page.to} here={here.to === page.to} onGo={onGo}>
                      {say(page.title)}
                    </RailLink>
                  </li>
                ))}
              </ul>
            ) : null}
          </li>
        ))}
      </ul>
    </nav>
  )
}

type RailLinkProps = { className: string; to: string; here: boolean; onGo: (() => void) | undefined; children: string }

function RailLink({ className, to, here, onGo, children }: RailLinkProps) {
  return (
    <Go to={to} className={here ? `${className} jd-here` : className} onClick={onGo}>
      {children}
    </Go>
  )
}
