import type { Text } from '#base/text.ts'

/** A page that the rail offers. */
export type RoomPage = { title: Text; to: string; may: string }

/** One room of the rail, named by the work that is done there. */
export type Room = { id: string; name: Text; pages: RoomPage[] }

/** The pages a room has for this actor; a room without any is not shown. */
export function openRooms(rooms: readonly Room[], may: (permission: string) => { allowed: boolean }): Room[] {
  return rooms
    .map((room) => ({ ...room, pages: room.pages.filter((page) => may(page.may).allowed) }))
    .filter((room) => room.pages.length > 0)
}

/** The page of the rail under which an address stands: the one with the longest path that it begins with. */
export function hereIn(rooms: readonly Room[], path: string): { room: string; to: string } | undefined {
  const under = (to: string): boolean => (to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`))
  let best: { room: string; to: string } | undefined
  for (const room of rooms) {
    for (const { to } of room.pages) {
      if (under(to) && to.length > (best?.to.length ?? 0)) best = { room: room.id, to }
    }
  }
  return best
}
