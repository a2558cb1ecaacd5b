-- workflows: cases and their acts. The state stands with the case as it was after the last act, and equals a replay of the acts.

create table workflow_case (
  id uuid primary key,
  workflow text not null,
  pack text not null,
  subject_kind text not null,
  subject text not null,
  title jsonb not null,
  place text,
  places text[] not null default '{}',
  organisation text,
  organisations text[] not null default '{}',
  state text not null,
  version integer not null check (version >= 1),
  due date,
  next_due date,
  opened_at timestamptz not null,
  opened_by text not null,
  moved_at timestamptz not null,
  closed_at timestamptz
);
create unique index workflow_case_by_subject on workflow_case (subject_kind, subject, workflow);
create index workflow_case_waiting on workflow_case (workflow, state, next_due) where closed_at is null;
create index workflow_case_due on workflow_case (next_due, moved_at, id) where closed_at is null;
create index workflow_case_places on workflow_case using gin (places) where closed_at is null;
create index workflow_case_organisations on workflow_case using gin (organisations) where closed_at is null;

create table workflow_act (
  case_id uuid not null references workflow_case (id),
  number integer not null check (number >= 1),
  act text not null,
  from_state text,
  to_state text not null,
  at timestamptz not null,
  actor text not null,
  reason text,
  clock text,
  clock_due date,
  primary key (case_id, number),
  check ((clock is null) = (clock_due is null))
);

alter table workflow_case enable row level security;
alter table workflow_act enable row level security;

create policy workflow_case_seen on workflow_case for select using (
  (select may_everywhere('workflows.see'))
  or places && (select may_places('workflows.see'))
  or organisations && (select may_organisations('workflows.see'))
);
create policy workflow_case_opened on workflow_case for insert
  with check (may('workflows.see', places, organisations));
create policy workflow_case_moved on workflow_case for update
  using (may('workflows.see', places, organisations)) with check (may('workflows.see', places, organisations));
create policy workflow_act_seen on workflow_act for select
  using (exists (select from workflow_case where workflow_case.id = case_id));
-- The house may act inside the transaction of a person: it opens the case of a return that was loaded, when somebody corrects it.
create policy workflow_act_added on workflow_act for insert
  with check (actor in (actor_id(), 'system') and exists (select from workflow_case where workflow_case.id = case_id));

-- Acts of a case are only added.
create trigger workflow_act_stays before update or delete on workflow_act for each row execute function refuse_change();
revoke update, delete, truncate on workflow_act from jidi_app;
revoke delete, truncate on workflow_case from jidi_app;
