-- What hangs on a case: files, messages that leave the house, and who acts in whose place.

-- ── substitution ────────────────────────────────────────────────────────────────────────────────────────────────

create table people_substitution (
  id uuid primary key,
  person uuid not null references people_person (id),
  substitute uuid not null references people_person (id),
  from_date date not null,
  to_date date not null,
  reason text not null check (reason <> ''),
  made_by text not null,
  made_at timestamptz not null,
  ended_by text,
  ended_at timestamptz,
  ended_reason text,
  check (person <> substitute),
  check (to_date >= from_date),
  check ((ended_at is null) = (ended_by is null))
);
create index people_substitution_by_person on people_substitution (person, to_date);
create index people_substitution_by_substitute on people_substitution (substitute, to_date);

revoke update, delete, truncate on people_substitution from jidi_app;
grant update (ended_by, ended_at, ended_reason) on people_substitution to jidi_app;
alter table people_substitution enable row level security;
create policy people_substitution_seen on people_substitution for select to jidi_app using (has_actor());
create policy people_substitution_made on people_substitution for insert to jidi_app with check (made_by = actor_id());
create policy people_substitution_ended on people_substitution for update to jidi_app
  using (ended_at is null) with check (ended_by = actor_id());

-- Where mail to a person goes; without it mail to that person stays unsent, and says so.
alter table people_person add column mail text check (length(mail) between 3 and 254);

alter table workflow_act add column on_behalf_of text;

-- ── files ───────────────────────────────────────────────────────────────────────────────────────────────────────

create table workflow_file (
  id uuid primary key default gen_random_uuid(),
  case_id uuid not null references workflow_case (id),
  number integer,
  act text not null,
  ask text not null,
  name text not null check (length(name) between 1 and 255),
  media_type text not null,
  bytes bigint not null check (bytes > 0),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  by text not null default actor_id(),
  at timestamptz not null,
  foreign key (case_id, number) references workflow_act (case_id, number)
);
create index workflow_file_by_case on workflow_file (case_id, number);
create index workflow_file_by_hash on workflow_file (hash);
create index workflow_file_pending on workflow_file (at) where number is null;

-- What an act has named stays.
create function workflow_file_stays() returns trigger language plpgsql
  as $$
    begin
      if old.number is not null then
        raise exception 'files of acts are never changed or removed' using errcode = 'object_not_in_prerequisite_state';
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end
  $$;
create trigger workflow_file_stays before update or delete on workflow_file
  for each row execute function workflow_file_stays();

revoke update, truncate on workflow_file from jidi_app;
grant update (number) on workflow_file to jidi_app;
alter table workflow_file enable row level security;
create policy workflow_file_seen on workflow_file for select to jidi_app using (
  (number is not null or by = actor_id() or actor_id() = 'system')
  and exists (select from workflow_case where workflow_case.id = case_id));
create policy workflow_file_sent on workflow_file for insert to jidi_app with check (
  by = actor_id() and number is null and exists (select from workflow_case where workflow_case.id = case_id));
create policy workflow_file_named on workflow_file for update to jidi_app
  using (number is null and by = actor_id()) with check (number is not null);
create policy workflow_file_dropped on workflow_file for delete to jidi_app
  using (number is null and (by = actor_id() or actor_id() = 'system'));

-- ── messages ────────────────────────────────────────────────────────────────────────────────────────────────────

create table workflow_message (
  id uuid primary key,
  key text not null,
  channel text not null check (channel in ('mail', 'webhook')),
  recipient text not null,
  stands_in_for text,
  kind text not null,
  text jsonb not null,
  case_id uuid references workflow_case (id),
  workflow text,
  act text,
  case_state text,
  subject_kind text not null,
  subject text not null,
  due date,
  message_id text not null,
  state text not null check (state in ('waiting', 'sent', 'no_address', 'refused', 'given_up')),
  tries integer not null default 0,
  next_try_at timestamptz not null,
  written_at timestamptz not null,
  ended_at timestamptz,
  last_error text,
  unique (key, channel, recipient)
);
create index workflow_message_waiting on workflow_message (next_try_at) where state = 'waiting';
create index workflow_message_by_state on workflow_message (state, written_at desc);
create index workflow_message_by_case on workflow_message (case_id);

revoke update, delete, truncate on workflow_message from jidi_app;
grant update (state, tries, next_try_at, ended_at, last_error) on workflow_message to jidi_app;
alter table workflow_message enable row level security;
create policy workflow_message_seen on workflow_message for select to jidi_app
  using (recipient = (select actor_id()) or (select may_everywhere('workflows.messages')));
create policy workflow_message_written on workflow_message for insert to jidi_app with check (has_actor());
create policy workflow_message_moved on workflow_message for update to jidi_app
  using ((select may_everywhere('workflows.messages')));

create table workflow_message_off (
  person text not null,
  kind text not null,
  at timestamptz not null,
  primary key (person, kind)
);
revoke update, truncate on workflow_message_off from jidi_app;
alter table workflow_message_off enable row level security;
create policy workflow_message_off_seen on workflow_message_off for select to jidi_app using (has_actor());
create policy workflow_message_off_chosen on workflow_message_off for insert to jidi_app with check (person = actor_id());
create policy workflow_message_off_undone on workflow_message_off for delete to jidi_app using (person = actor_id());

-- A notice may be for single people, and is written in the transaction of the act it tells of.
alter table workflow_notice add column persons text[] not null default '{}';
create index workflow_notice_persons on workflow_notice using gin (persons) where settled_at is null;
drop policy workflow_notice_seen on workflow_notice;
create policy workflow_notice_seen on workflow_notice for select to jidi_app using (
  (select may_everywhere('workflows.see'))
  or places && (select may_places('workflows.see'))
  or organisations && (select may_organisations('workflows.see'))
  or persons && array[(select actor_id())]);
drop policy workflow_notice_added on workflow_notice;
create policy workflow_notice_added on workflow_notice for insert to jidi_app with check (has_actor());
