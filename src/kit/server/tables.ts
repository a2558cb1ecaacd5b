import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

type Json = ColumnType<Record<string, unknown>, string | undefined, string>
type NullableJson = ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>

/** Rows of the kit's own tables; their meaning is in db/tables. */
export type KitTables = {
  act: {
    id: GeneratedAlways<string>
    at: Generated<Date>
    actor: Generated<string>
    name: string
    subject_kind: string
    subject_id: string
    detail: Json
    request_id: Generated<string | null>
  }
  act_seal: {
    position: string
    act: string
    algorithm: string
    hash: string
    sealed_at: Generated<Date>
  }
  act_unsealed: { act: string }
  act_outbox: {
    act: string
    subject_kind: string
    subject_id: string
    answered: Generated<string[]>
    tries: Generated<number>
    next_try_at: Generated<Date>
    last_error: string | null
  }
  kit_job: {
    id: string
    name: string
    actor: Generated<string>
    state: Generated<'queued' | 'running' | 'done' | 'failed'>
    done: Generated<string>
    total: string | null
    note: Generated<string>
    result: NullableJson
    problem: NullableJson
    queued_at: Generated<Date>
    started_at: Date | null
    finished_at: Date | null
  }
  kit_file: {
    id: Generated<string>
    hash: string
    name: string
    media_type: string
    bytes: string
    permission: string
    places: string[]
    organisations: string[]
    stored_by: Generated<string>
    stored_at: Generated<Date>
  }
  kit_pack_version: {
    hash: string
    packs: string[]
    content: string
    stored_at: Generated<Date>
  }
  kit_migration: { number: number; name: string; checksum: string; applied_at: Generated<Date> }
  kit_setting: { name: string; value: Json; changed_at: Generated<Date>; changed_by: Generated<string> }
}
