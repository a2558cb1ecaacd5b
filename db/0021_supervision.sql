-- supervision: tasks with their schedule and what was reported, slips, meetings with minutes and resolutions, information reports, what
-- stands of the sheets of bases, progress of works. State and due dates of what moves are written after each act of its case and equal it.

create table supervision_task (
  id             uuid primary key default gen_random_uuid(),
  year           integer not null check (year between 1949 and 2200),
  number         text not null check (number <> ''),
  stated         text,
  parent         uuid references supervision_task (id),
  weight         numeric not null default 1 check (weight > 0),
  kind           text not null check (kind in ('point', 'hard', 'part')),
  urgent         boolean not null default false,
  title          jsonb not null,
  requirement    jsonb,
  goal           jsonb,
  base           text,
  lead           text[] not null,
  assist         text[] not null,
  leader         jsonb,
  person         text,
  direct_person  text,
  measure        jsonb,
  to_show        jsonb not null default '[]',
  source         text,
  is_illustrative boolean not null default false,
  begun_on       date not null,
  original_due   date,
  due            date,
  done_on        date,
  ended_on       date,
  case_id        uuid not null references workflow_case (id),
  state          text not null,
  is_final       boolean not null default false,
  is_done        boolean not null default false,
  revision       integer not null,
  last_act       text not null,
  share          numeric check (share between 0 and 1),
  delay_reason   text,
  completion     text,
  resolution     uuid,
  work           text,
  places         text[] not null,
  organisations  text[] not null,
  created_at     timestamptz not null,
  created_by     text not null default actor_id(),
  unique (year, number),
  check (parent is null or kind = 'part'),
  check (done_on is null or is_done or not is_final)
);
create unique index supervision_task_stated on supervision_task (stated) where stated is not null;
create unique index supervision_task_of_resolution on supervision_task (resolution) where resolution is not null;
create index supervision_task_parts on supervision_task (parent) where parent is not null;
create index supervision_task_open on supervision_task (due) where not is_final;

create table supervision_schedule (
  task  uuid not null references supervision_task (id),
  until text not null,
  words jsonb,
  share numeric check (share between 0 and 1),
  primary key (task, until)
);

create table supervision_progress (
  task     uuid not null references supervision_task (id),
  number   integer not null check (number >= 1),
  share    numeric check (share between 0 and 1),
  words    text not null,
  evidence text,
  act      integer not null,
  at       timestamptz not null,
  by       text not null default actor_id(),
  primary key (task, number)
);

create table supervision_slip (
  id                uuid primary key default gen_random_uuid(),
  year              integer not null,
  number            text not null,
  level             text not null,
  task              uuid not null references supervision_task (id),
  cause             text not null check (cause <> ''),
  is_by_rule        boolean not null,
  reason            jsonb not null,
  demand            jsonb not null,
  recipient         text not null,
  issued_on         date not null,
  original_deadline date not null,
  deadline          date not null,
  case_id           uuid not null references workflow_case (id),
  state             text not null,
  is_final          boolean not null default false,
  revision          integer not null,
  replied_at        timestamptz,
  replied_by        text,
  reply             text,
  reply_act         integer,
  decided_at        timestamptz,
  decided_by        text,
  met               boolean,
  decision          text,
  withdrawn_at      timestamptz,
  withdrawn_by      text,
  withdrawn_for     text,
  escalated_from    uuid references supervision_slip (id),
  places            text[] not null,
  organisations     text[] not null,
  issued_at         timestamptz not null,
  issued_by         text not null default actor_id(),
  unique (year, level, number),
  check ((decided_at is null) = (met is null)),
  check ((withdrawn_at is null) = (withdrawn_for is null))
);
-- By rule a level is issued once for a task and a cause, whatever interrupts the house.
create unique index supervision_slip_once on supervision_slip (task, level, cause) where is_by_rule;
create unique index supervision_slip_escalated on supervision_slip (escalated_from) where escalated_from is not null;
create index supervision_slip_of_task on supervision_slip (task);
create index supervision_slip_open on supervision_slip (deadline) where not is_final;

create table supervision_meeting (
  id            uuid primary key default gen_random_uuid(),
  series        text,
  title         jsonb not null,
  held_on       date not null,
  at            text,
  held_at       text,
  base          text,
  chair         jsonb,
  participants  text[] not null,
  planned_for   text,
  case_id       uuid not null references workflow_case (id),
  state         text not null,
  is_final      boolean not null default false,
  revision      integer not null,
  places        text[] not null,
  organisations text[] not null,
  created_at    timestamptz not null,
  created_by    text not null default actor_id()
);
create unique index supervision_meeting_planned on supervision_meeting (series, planned_for) where planned_for is not null;
create index supervision_meeting_day on supervision_meeting (held_on);

create table supervision_minutes (
  meeting uuid not null references supervision_meeting (id),
  number  integer not null check (number >= 1),
  text    text not null check (text <> ''),
  files   uuid[] not null default '{}',
  at      timestamptz not null,
  by      text not null default actor_id(),
  primary key (meeting, number)
);

create table supervision_agenda_item (
  id            uuid primary key default gen_random_uuid(),
  meeting       uuid references supervision_meeting (id),
  position      integer,
  title         text not null check (title <> ''),
  proposer      text not null,
  papers        text,
  files         uuid[] not null default '{}',
  matter        text,
  field         text,
  base          text,
  series        text,
  routed        jsonb,
  outcome       text,
  case_id       uuid not null references workflow_case (id),
  state         text not null,
  is_final      boolean not null default false,
  revision      integer not null,
  places        text[] not null,
  organisations text[] not null,
  proposed_at   timestamptz not null,
  proposed_by   text not null default actor_id()
);
create index supervision_agenda_item_of_meeting on supervision_agenda_item (meeting);

create table supervision_resolution (
  id      uuid primary key default gen_random_uuid(),
  meeting uuid not null references supervision_meeting (id),
  number  integer not null check (number >= 1),
  item    uuid references supervision_agenda_item (id),
  text    text not null check (text <> ''),
  lead    text[] not null,
  assist  text[] not null,
  due     date,
  at      timestamptz not null,
  by      text not null default actor_id(),
  unique (meeting, number)
);
alter table supervision_task add foreign key (resolution) references supervision_resolution (id);

create table supervision_information_report (
  id            uuid primary key default gen_random_uuid(),
  title         jsonb not null,
  series        text,
  stated        text,
  period        text,
  organisation  text not null,
  due           date not null,
  delivered_on  date,
  words         text,
  case_id       uuid not null references workflow_case (id),
  state         text not null,
  is_final      boolean not null default false,
  revision      integer not null,
  delivered_by  text,
  places        text[] not null,
  organisations text[] not null,
  asked_at      timestamptz not null,
  asked_by      text not null default actor_id()
);
create unique index supervision_information_report_once on supervision_information_report (series, stated, period, organisation)
  where stated is not null;
create index supervision_information_report_due on supervision_information_report (due);

create table supervision_standing (
  id            uuid primary key default gen_random_uuid(),
  checklist     text not null,
  base          text not null,
  item          text not null,
  number        integer not null check (number >= 1),
  state         text not null check (state in ('stands', 'in_progress', 'missing')),
  since         date not null,
  document      text,
  evidence      text,
  words         text not null check (words <> ''),
  files         uuid[] not null default '{}',
  case_id       uuid references workflow_case (id),
  places        text[] not null,
  at            timestamptz not null,
  by            text not null default actor_id(),
  unique (checklist, base, item, number)
);

create table supervision_work_progress (
  id        uuid primary key default gen_random_uuid(),
  work      text not null,
  happened_on date not null,
  milestone text,
  stage     text,
  words     text not null check (words <> ''),
  evidence  text,
  money_from text,
  amount    numeric check (amount > 0),
  unit      text,
  places    text[] not null,
  organisations text[] not null,
  at        timestamptz not null,
  by        text not null default actor_id(),
  check ((money_from is null) = (amount is null) and (amount is null) = (unit is null))
);
create index supervision_work_progress_of on supervision_work_progress (work);

-- ── who may see and add what ─────────────────────────────────────────────────────────────────────────────────────
-- Seen by place and by organisation: a unit sees what it leads or assists in, and what stands beneath those it leads; whoever answers for a
-- place sees everything there. The server decides single steps; the policies keep everybody inside reach.

create function supervision_sees(places text[], organisations text[]) returns boolean language sql stable parallel safe
  as $$ select may('supervision.see', places, organisations) $$;
comment on function supervision_sees(text[], text[]) is 'Whether the actor sees what stands in these places and concerns these organisations.';

create function supervision_works(places text[], organisations text[]) returns boolean language sql stable parallel safe
  as $$
    select exists (
      select from unnest(array['plan', 'report', 'issue', 'reply', 'decide', 'meet', 'record']) verb
      where may('supervision.' || verb, places, organisations))
      or may('workflows.extend', places, organisations)
  $$;
comment on function supervision_works(text[], text[]) is 'Whether the actor may take any step of supervision in these places or for these organisations.';

do $$
declare
  one text;
begin
  foreach one in array array['supervision_task', 'supervision_slip', 'supervision_meeting', 'supervision_agenda_item',
    'supervision_information_report']
  loop
    execute format('grant select, insert, update on %1$I to jidi_app', one);
    execute format('alter table %1$I enable row level security', one);
    execute format('create policy %1$s_see on %1$I for select to jidi_app using (supervision_sees(places, organisations))', one);
    execute format('create policy %1$s_add on %1$I for insert to jidi_app with check (supervision_works(places, organisations))', one);
    execute format('create policy %1$s_move on %1$I for update to jidi_app using (supervision_works(places, organisations))', one);
  end loop;
  foreach one in array array['supervision_schedule', 'supervision_progress', 'supervision_minutes', 'supervision_resolution',
    'supervision_standing', 'supervision_work_progress']
  loop
    execute format('grant select, insert on %1$I to jidi_app', one);
    execute format('alter table %1$I enable row level security', one);
    execute format('create trigger %1$s_stays before update or delete on %1$I for each row execute function refuse_change()', one);
  end loop;
end
$$;

create policy supervision_schedule_see on supervision_schedule for select to jidi_app using (exists (
  select from supervision_task t where t.id = task));
create policy supervision_schedule_add on supervision_schedule for insert to jidi_app with check (exists (
  select from supervision_task t where t.id = task and may('supervision.plan', t.places, t.organisations)));

create policy supervision_progress_see on supervision_progress for select to jidi_app using (exists (
  select from supervision_task t where t.id = task));
create policy supervision_progress_add on supervision_progress for insert to jidi_app with check (exists (
  select from supervision_task t where t.id = task and supervision_works(t.places, t.organisations)));

create policy supervision_minutes_see on supervision_minutes for select to jidi_app using (exists (
  select from supervision_meeting m where m.id = meeting));
create policy supervision_minutes_add on supervision_minutes for insert to jidi_app with check (exists (
  select from supervision_meeting m where m.id = meeting and may('supervision.meet', m.places, m.organisations)));

create policy supervision_resolution_see on supervision_resolution for select to jidi_app using (
  exists (select from supervision_meeting m where m.id = meeting)
  or lead && (select may_organisations('supervision.see')) or assist && (select may_organisations('supervision.see')));
create policy supervision_resolution_add on supervision_resolution for insert to jidi_app with check (exists (
  select from supervision_meeting m where m.id = meeting and may('supervision.meet', m.places, m.organisations)));

create policy supervision_standing_see on supervision_standing for select to jidi_app using (supervision_sees(places, '{}'));
create policy supervision_standing_add on supervision_standing for insert to jidi_app
  with check (may('supervision.record', places, '{}'));

create policy supervision_work_progress_see on supervision_work_progress for select to jidi_app
  using (supervision_sees(places, organisations));
create policy supervision_work_progress_add on supervision_work_progress for insert to jidi_app
  with check (may('supervision.record', places, organisations));

-- Numbers are given over all tasks and slips, also those that the actor does not see; nothing but the next number is told.
create function supervision_task_numbers(of_year integer) returns setof text language sql stable security definer set search_path = public
  as $$ select number from supervision_task where year = of_year $$;
create function supervision_slip_count(of_year integer, of_level text) returns integer language sql stable security definer set search_path = public
  as $$ select count(*)::integer from supervision_slip where year = of_year and level = of_level $$;
-- How far the parts of a task are, also those of units that the actor does not see: shares and weights alone.
create function supervision_parts(of_tasks uuid[]) returns table (parent uuid, id uuid, weight numeric, share numeric, is_done boolean, is_final boolean, measure jsonb, base text, year integer)
  language sql stable security definer set search_path = public
  as $$
    with recursive beneath as (
      select t.* from supervision_task t where t.parent = any (of_tasks)
      union all
      select t.* from supervision_task t join beneath b on t.parent = b.id
    )
    select b.parent, b.id, b.weight, b.share, b.is_done, b.is_final, b.measure, b.base, b.year from beneath b
  $$;
revoke all on function supervision_task_numbers(integer), supervision_slip_count(integer, text), supervision_parts(uuid[]) from public;
grant execute on function supervision_task_numbers(integer), supervision_slip_count(integer, text), supervision_parts(uuid[]) to jidi_app;
