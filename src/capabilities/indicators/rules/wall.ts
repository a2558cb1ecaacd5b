export const wallScenes = ['figures', 'fields', 'targets', 'towns', 'reporting'] as const
export type WallScene = (typeof wallScenes)[number]

/** Seconds that a scene stands before the next one comes. */
export const sceneSeconds = 20

/** The scene of an address: its name, else the first. */
export function sceneOf(name: string | undefined, scenes: readonly WallScene[] = wallScenes): WallScene {
  return scenes.find((scene) => scene === name) ?? scenes[0] ?? 'figures'
}

/** The scene so many steps on, around the circle. */
export function sceneFrom(scene: WallScene, steps: number, scenes: readonly WallScene[] = wallScenes): WallScene {
  const at = Math.max(0, scenes.indexOf(scene))
  return scenes[(((at + steps) % scenes.length) + scenes.length) % scenes.length] ?? scene
}

/** What a key does on the wall. */
export function wallKey(key: string): { steps: number } | 'pause' | 'leave' | undefined {
  if (key === 'ArrowRight' || key === 'PageDown') return { steps: 1 }
  if (key === 'ArrowLeft' || key === 'PageUp') return { steps: -1 }
  if (key === ' ') return 'pause'
  return key === 'Escape' ? 'leave' : undefined
}
