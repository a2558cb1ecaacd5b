import { type CSSProperties, type ReactNode, useEffect, useMemo, useState } from 'react'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { useAddress, useGo, usePlace } from '#kit/web/address.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { tokens } from '#kit/web/theme.ts'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { targetsInBrief } from '../rules/overview.ts'
import { sceneFrom, sceneOf, sceneSeconds, wallKey, type WallScene, wallScenes } from '../rules/wall.ts'
import { FigureCard } from './FigureCard.tsx'
import { FieldBars } from './FieldBars.tsx'
import { useNews } from './freshness.ts'
import { ReportingInBrief } from './ReportingInBrief.tsx'
import { TownsInBrief } from './TownsInBrief.tsx'
import { words as shared } from './texts.ts'
import { type Overview, useOverview } from './use-overview.ts'
import { usePlaceNames } from './vocabulary.ts'
import { WallTargets } from './WallTargets.tsx'
import './indicators.css'
import './overview.css'
import './wall.css'

const words = defineTexts({
  title: { zh: '指挥大屏', en: 'Wall' },
  'scene.figures': { zh: '主要指标', en: 'Main figures' },
  'scene.fields': { zh: '各产业', en: 'Industries' },
  'scene.targets': { zh: '对照规划', en: 'Against the plans' },
  'scene.towns': { zh: '各地区', en: 'Areas' },
  'scene.reporting': { zh: '报送与待办', en: 'Reporting' },
  scenes: { zh: '画面', en: 'Scenes' },
  pause: { zh: '暂停', en: 'Pause' },
  goOn: { zh: '继续', en: 'Go on' },
  leave: { zh: '退出大屏', en: 'Leave' },
  keys: {
    zh: '← → 换画面 · 空格 暂停 · Esc 退出',
    en: '← → change the scene · space pauses · Esc leaves',
  },
  synthetic: { zh: '合成数据', en: 'Synthetic data' },
  nothing: { zh: '还没有任何已报数据', en: 'Nothing has been reported yet' },
})

/** The programme on the wall of a command room: dark, large, one scene after another, every number still explaining itself. */
export function WallPage() {
  useNews()
  const t = useTexts(words)
  const say = useText()
  const { programme } = useSession()
  const may = useMay()
  const overview = useOverview({ withFields: true })
  const { state, set } = useAddress()
  const scenes = useMemo(() => wallScenes.filter((scene) => scene !== 'reporting' || may('returns.see').allowed), [may])
  const scene = sceneOf(state.scene, scenes)
  const still = useMemo(() => globalThis.matchMedia('(prefers-reduced-motion: reduce)').matches, [])
  const paused = state.pause === '1' || (still && state.pause !== '0')
  const turn = (to: WallScene) => set({ scene: to === scenes[0] ? undefined : to })
  const pause = () => set({ pause: paused ? (still ? '0' : undefined) : '1' })
  useTurning({ paused, scene, turn: () => turn(sceneFrom(scene, 1, scenes)) })
  useWallKeys({ step: (steps) => turn(sceneFrom(scene, steps, scenes)), pause })
  useEffect(() => {
    document.title = `${t('title')} · ${say(programme.name)}`
  }, [t, say, programme.name])
  return (
    <div className="wall" style={darkTokens}>
      <WallHead overview={overview} title={t(`scene.${scene}`)} />
      <div className="wall-scene" key={scene}>
        {overview.problem === undefined || overview.problem === null ? null : (
          <ProblemAlert problem={overview.problem} />
        )}
        {overview.loading ? <Busy lines={8} /> : <Scene scene={scene} overview={overview} />}
      </div>
      <footer className="wall-foot">
        <nav aria-label={t('scenes')}>
          {scenes.map((each) => (
            <button
              key={each}
              type="button"
              aria-current={each === scene ? 'true' : undefined}
              onClick={() => turn(each)}
            >
              {t(`scene.${each}`)}
            </button>
          ))}
        </nav>
        <span className="wall-keys">{t('keys')}</span>
        <button type="button" onClick={pause}>
          {paused ? t('goOn') : t('pause')}
        </button>
        <LeaveButton label={t('leave')} />
      </footer>
    </div>
  )
}

function LeaveButton({ label }: { label: string }) {
  const go = useGo()
  return (
    <button type="button" onClick={() => go(indicatorPaths.glance())}>
      {label}
    </button>
  )
}

/** The dark tokens of the house, whatever the reader chose for other pages. */
const darkTokens = Object.fromEntries(
  Object.entries(tokens.dark).map(([name, value]) => [
    `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    value,
  ]),
) as CSSProperties

const isExplaining = (): boolean => document.querySelector('.ant-drawer-open') !== null

/** The next scene when this one has stood long enough; not while somebody reads an explanation. */
function useTurning({ paused, scene, turn }: { paused: boolean; scene: WallScene; turn: () => void }): void {
  useEffect(() => {
    if (paused) return
    const timer = setInterval(() => {
      if (!isExplaining() && document.visibilityState === 'visible') turn()
    }, sceneSeconds * 1000)
    return () => clearInterval(timer)
  }, [paused, scene, turn])
}

function useWallKeys({ step, pause }: { step: (steps: number) => void; pause: () => void }): void {
  const go = useGo()
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const act = wallKey(event.key)
      if (act === undefined || isExplaining() || event.ctrlKey || event.metaKey || event.altKey) return
      const onButton = (event.target as Element | null)?.closest('button, a, input') !== null
      if (event.key === ' ' && onButton) return
      if ((event.target as Element | null)?.closest('.exp-tiles') !== null) return
      event.preventDefault()
      if (act === 'pause') pause()
      else if (act === 'leave') go(indicatorPaths.glance())
      else step(act.steps)
    }
    globalThis.addEventListener('keydown', onKey)
    return () => globalThis.removeEventListener('keydown', onKey)
  }, [step, pause, go])
}

function WallHead({ overview, title }: { overview: Overview; title: string }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const { programme } = useSession()
  const placeName = usePlaceNames()
  const place = usePlace()
  const { period, knownAt, synthetic } = overview
  const about = [
    placeName(place),
    ...(period === undefined ? [] : [formatPeriod(period, language)]),
    ...(knownAt === undefined ? [] : [s('knownAt', { at: formatInstant(knownAt, programme.timeZone) })]),
  ]
  return (
    <header className="wall-head">
      <h1>
        {title}
        <span>{say(programme.name)}</span>
      </h1>
      <p>
        {synthetic ? <strong className="wall-synthetic">{t('synthetic')}</strong> : null}
        {about.join(' · ')}
      </p>
      <Clock />
    </header>
  )
}

/** The time there, to the minute. */
function Clock() {
  const { programme } = useSession()
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 5_000)
    return () => clearInterval(timer)
  }, [])
  return <time className="wall-clock">{formatInstant(now.toISOString(), programme.timeZone)}</time>
}

const mostFigures = 10
const mostTargets = 8

function Scene({ scene, overview }: { scene: WallScene; overview: Overview }): ReactNode {
  const t = useTexts(words)
  const { heads, targets, towns, fields, dashboard, synthetic, year } = overview
  const brief = useMemo(() => targetsInBrief(targets, year).slice(0, mostTargets), [targets, year])
  if (dashboard === undefined || overview.period === undefined) return <EmptyState title={t('nothing')} />
  switch (scene) {
    case 'figures':
      return (
        <div className="wall-cards">
          {heads
            .flatMap(({ figures }) => figures)
            .slice(0, mostFigures)
            .map((figure) => (
              <FigureCard key={figure.id} figure={figure} />
            ))}
        </div>
      )
    case 'fields':
      return fields === undefined ? <Busy lines={6} /> : <FieldBars table={fields} indicator={dashboard.lead} />
    case 'targets':
      return <WallTargets targets={brief} synthetic={synthetic} />
    case 'towns':
      return towns === undefined ? (
        <Busy lines={6} />
      ) : (
        <TownsInBrief table={towns} indicator={dashboard.lead} each={4} />
      )
    case 'reporting':
      return <ReportingInBrief />
  }
}
