-- What every capability stands on: who is asking (two roles, policies), acts, files, jobs, settings, packs.

-- The owner migrates. The application serves as jidi_app, which owns nothing and passes no policy.
do $$
begin
  create role jidi_app login nosuperuser nobypassrls nocreatedb nocreaterole noreplication;
exception when duplicate_object or unique_violation then null;
end
$$;
do $$
begin
  if not pg_has_role(current_user, 'jidi_app', 'member') then
    execute format('grant jidi_app to %I', current_user);
  end if;
exception when insufficient_privilege then
  raise exception 'the owner of the database must be a member of the role jidi_app'
    using hint = format('run as an administrator: grant jidi_app to %I', current_user);
end
$$;

revoke create on schema public from public;
grant usage on schema public to jidi_app;
alter default privileges in schema public grant select, insert, update, delete on tables to jidi_app;
alter default privileges in schema public grant usage, select on sequences to jidi_app;

-- Who is asking: set for one transaction by withActor, empty on every other connection.

create function actor_id() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('jidi.actor', true), '') $$;
comment on function actor_id() is 'The actor of this transaction, null outside one.';

create function has_actor() returns boolean language sql stable parallel safe
  as $$ select nullif(current_setting('jidi.actor', true), '') is not null $$;
comment on function has_actor() is 'Whether this transaction acts for anybody.';

create function request_id() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('jidi.request', true), '') $$;
comment on function request_id() is 'The request of this transaction, null outside one.';

create function grants_of_actor() returns jsonb language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('jidi.grants', true), ''), '[]')::jsonb $$;
comment on function grants_of_actor() is 'The grants of the actor of this transaction: [{permission, scope, place, organisation}].';

create function may_everywhere(wanted text) returns boolean language sql stable parallel safe
  as $$
    select exists (
      select from jsonb_array_elements(grants_of_actor()) as held
      where held->>'permission' in (wanted, '*') and held->>'scope' = 'all'
    )
  $$;
comment on function may_everywhere(text) is 'Whether the actor holds a permission everywhere.';

create function may_places(wanted text) returns text[] language sql stable parallel safe
  as $$
    select coalesce(array_agg(held->>'place'), '{}') from jsonb_array_elements(grants_of_actor()) as held
    where held->>'permission' = wanted and held->>'scope' = 'place' and held->>'place' is not null
  $$;
comment on function may_places(text) is 'The places in which the actor holds a permission.';

create function may_organisations(wanted text) returns text[] language sql stable parallel safe
  as $$
    select coalesce(array_agg(held->>'organisation'), '{}') from jsonb_array_elements(grants_of_actor()) as held
    where held->>'permission' = wanted and held->>'scope' = 'organisation' and held->>'organisation' is not null
  $$;
comment on function may_organisations(text) is 'The organisations for which the actor holds a permission.';

create function may(wanted text, places text[], organisations text[]) returns boolean language sql stable parallel safe
  as $$
    select may_everywhere(wanted)
      or coalesce(may_places(wanted) && places, false)
      or coalesce(may_organisations(wanted) && organisations, false)
  $$;
comment on function may(text, text[], text[]) is
  'The question of a policy: places are those of the row with all that contain them. On large tables ask once per query: '
  '(select may_everywhere(''x'')) or place = any ((select may_places(''x''))::text[]).';

-- Acts: what somebody did. Never changed, never removed; sealed into a chain after the commit.

create function refuse_change() returns trigger language plpgsql
  as $$
    begin
      raise exception 'rows of % are never changed or removed', tg_table_name using errcode = 'object_not_in_prerequisite_state';
    end
  $$;
comment on function refuse_change() is 'Keeps a table append-only.';

create table act (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor text not null default actor_id(),
  name text not null check (name ~ '^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$'),
  subject_kind text not null,
  subject_id text not null,
  detail jsonb not null default '{}' check (jsonb_typeof(detail) = 'object'),
  request_id text default request_id()
);
create index act_subject on act (subject_kind, subject_id, id);
create index act_name on act (name, id);
create trigger act_stays before update or delete on act for each row execute function refuse_change();
create trigger act_stays_whole before truncate on act for each statement execute function refuse_change();

create table act_seal (
  position bigint primary key,
  act bigint not null unique references act,
  algorithm text not null,
  hash text not null,
  sealed_at timestamptz not null default clock_timestamp()
);
create trigger act_seal_stays before update or delete on act_seal for each row execute function refuse_change();
create trigger act_seal_stays_whole before truncate on act_seal for each statement execute function refuse_change();

create table act_unsealed (
  act bigint primary key references act
);

create table act_outbox (
  act bigint primary key references act,
  subject_kind text not null,
  subject_id text not null,
  answered text[] not null default '{}',
  tries integer not null default 0,
  next_try_at timestamptz not null default clock_timestamp(),
  last_error text
);
create index act_outbox_subject on act_outbox (subject_kind, subject_id, act);

-- In the same transaction as the act, with the rights of the owner: nobody who records an act can skip them.
create function act_recorded() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
    begin
      insert into act_unsealed (act) values (new.id);
      insert into act_outbox (act, subject_kind, subject_id) values (new.id, new.subject_kind, new.subject_id);
      return null;
    end
  $$;
create trigger act_recorded after insert on act for each row execute function act_recorded();

alter table act enable row level security;
create policy act_is_read on act for select using (has_actor());
create policy act_is_own on act for insert with check (actor = actor_id());
alter table act_seal enable row level security;
create policy act_seal_is_read on act_seal for select using (has_actor());
revoke update, delete, truncate on act from jidi_app;
revoke insert, update, delete, truncate on act_seal from jidi_app;
revoke all on act_unsealed, act_outbox from jidi_app;

-- Jobs: how far each is. The queue itself belongs to the job library, in its own schema.

create table kit_job (
  id uuid primary key,
  name text not null,
  actor text not null default actor_id(),
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed')),
  done bigint not null default 0,
  total bigint,
  note text not null default '',
  result jsonb,
  problem jsonb,
  queued_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz
);
create index kit_job_queued on kit_job (queued_at);
alter table kit_job enable row level security;
create policy kit_job_is_read on kit_job for select using (actor = actor_id() or may_everywhere('jobs.see'));
create policy kit_job_is_own on kit_job for insert with check (actor = actor_id());
revoke update, delete, truncate on kit_job from jidi_app;

-- Files: names of stored bytes; the bytes lie in the data folder under their hash.

create table kit_file (
  id uuid primary key default gen_random_uuid(),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  name text not null check (length(name) between 1 and 255),
  media_type text not null,
  bytes bigint not null check (bytes >= 0),
  permission text not null,
  places text[] not null default '{}',
  organisations text[] not null default '{}',
  stored_by text not null default actor_id(),
  stored_at timestamptz not null default clock_timestamp()
);
create index kit_file_hash on kit_file (hash);
alter table kit_file enable row level security;
create policy kit_file_is_read on kit_file for select
  using (stored_by = actor_id() or may(permission, places, organisations));
create policy kit_file_is_own on kit_file for insert with check (stored_by = actor_id());
revoke update, delete, truncate on kit_file from jidi_app;

-- Packs: every checked programme that was ever in force, whole, by its content hash.

create table kit_pack_version (
  hash text primary key,
  packs text[] not null,
  content text not null,
  stored_at timestamptz not null default clock_timestamp()
);
create trigger kit_pack_version_stays before update or delete on kit_pack_version for each row execute function refuse_change();
create trigger kit_pack_version_stays_whole before truncate on kit_pack_version for each statement execute function refuse_change();
alter table kit_pack_version enable row level security;
create policy kit_pack_version_is_read on kit_pack_version for select using (has_actor());
create policy kit_pack_version_is_added on kit_pack_version for insert with check (has_actor());
revoke update, delete, truncate on kit_pack_version from jidi_app;

create table kit_setting (
  name text primary key,
  value jsonb not null,
  changed_at timestamptz not null default clock_timestamp(),
  changed_by text not null default actor_id()
);
alter table kit_setting enable row level security;
create policy kit_setting_is_read on kit_setting for select using (has_actor());
create policy kit_setting_is_added on kit_setting for insert with check (changed_by = actor_id());
create policy kit_setting_is_changed on kit_setting for update using (has_actor()) with check (changed_by = actor_id());
revoke delete, truncate on kit_setting from jidi_app;
