import type { ReadStream } from 'node:fs'
import type { Transaction } from './db.ts'

/** Bytes kept under their own SHA-256, written once, shared by everybody who stores the same. */
export type StoredBytes = { readonly hash: string; readonly bytes: number }

/** What a stored file is called and who may see it. */
export type NewFile = {
  readonly hash: string
  readonly bytes: number
  readonly name: string
  readonly mediaType: string
  /** The permission that shows it, within these places (each with all that contain it) and organisations. */
  readonly permission: string
  readonly places?: readonly string[]
  readonly organisations?: readonly string[]
}

export type FileRow = NewFile & { readonly id: string; readonly storedBy: string; readonly storedAt: Date }

export type Files = {
  /** Keeps bytes; Problem `too_large` beyond `maxBytes` (default: the upload limit), with nothing kept. */
  put(source: Uint8Array | AsyncIterable<Uint8Array>, maxBytes?: number): Promise<StoredBytes>
  /** All bytes of a kept content; Problem `not_found`. */
  read(hash: string): Promise<Buffer>
  /** The same as a stream. */
  stream(hash: string): Promise<ReadStream>
  has(hash: string): Promise<boolean>
  /** Path on disk, for engines that read files themselves. */
  pathOf(hash: string): string
}

/** Names kept bytes in the record; row-level policies decide who sees the row. */
export declare function recordFile(tx: Transaction, file: NewFile): Promise<FileRow>
/** The file if the actor may see it. */
export declare function findFile(tx: Transaction, id: string): Promise<FileRow | undefined>
