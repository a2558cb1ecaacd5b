-- evaluations: calls with applications, experts and their marks; frozen figures handed to outside bodies, and their reports. What was
-- marked, handed over or reported is only added to.

create table evaluation_call (
  id         uuid primary key default gen_random_uuid(),
  scheme     text not null,
  period     text not null,
  title      text not null check (title <> ''),
  terms      text not null,
  opens_on   date not null,
  closes_on  date not null check (closes_on >= opens_on),
  created_at timestamptz not null,
  created_by text not null default actor_id()
);
alter table evaluation_run add column call uuid references evaluation_call (id);
create unique index evaluation_run_of_call on evaluation_run (call) where call is not null and state <> 'given_up';

create table evaluation_application (
  id            uuid primary key default gen_random_uuid(),
  call          uuid not null references evaluation_call (id),
  organisation  text not null,
  place         text not null,
  name          text not null check (name <> ''),
  industry      text,
  statement     text not null check (statement <> ''),
  places        text[] not null,
  organisations text[] not null,
  filed_at      timestamptz not null,
  filed_by      text not null default actor_id(),
  withdrawn_at  timestamptz,
  eligible      boolean,
  judged_at     timestamptz,
  judged_by     text,
  judged_for    text,
  check ((eligible is null) = (judged_for is null))
);
create unique index evaluation_application_standing on evaluation_application (call, organisation, name) where withdrawn_at is null;

create table evaluation_expert (
  call         uuid not null references evaluation_call (id),
  person       text not null,
  conflicts    text[] not null,
  appointed_at timestamptz not null,
  appointed_by text not null default actor_id(),
  primary key (call, person)
);

create table evaluation_mark (
  application uuid not null references evaluation_application (id),
  expert      text not null default actor_id(),
  input       text not null,
  number      integer not null check (number >= 1),
  points      numeric not null,
  remark      text not null,
  at          timestamptz not null,
  primary key (application, expert, input, number)
);

create table evaluation_recheck (
  id          uuid primary key default gen_random_uuid(),
  application uuid not null references evaluation_application (id),
  period      text not null,
  kept        boolean not null,
  finding     text not null check (finding <> ''),
  at          timestamptz not null,
  by          text not null default actor_id(),
  unique (application, period)
);

create table evaluation_handover (
  id      uuid primary key default gen_random_uuid(),
  body    text not null check (body <> ''),
  purpose text not null check (purpose <> ''),
  pack    text not null,
  content text not null,
  hash    text not null check (hash ~ '^[0-9a-f]{64}$'),
  at      timestamptz not null,
  by      text not null default actor_id()
);

create table evaluation_report (
  id       uuid primary key default gen_random_uuid(),
  handover uuid not null references evaluation_handover (id),
  dated    date not null,
  title    text not null check (title <> ''),
  summary  text not null,
  findings jsonb not null,
  hash     text not null,
  filed_at timestamptz not null,
  filed_by text not null default actor_id()
);

grant select, insert on evaluation_call, evaluation_mark, evaluation_recheck, evaluation_handover, evaluation_report to jidi_app;
grant select, insert, update on evaluation_application, evaluation_expert to jidi_app;

alter table evaluation_call enable row level security;
create policy evaluation_call_see on evaluation_call for select to jidi_app using (has_actor());
create policy evaluation_call_add on evaluation_call for insert to jidi_app with check ((select may_everywhere('evaluations.run')));

-- Applications are seen by who runs the call, by the applicant, and by experts without a conflict.
create function evaluation_judges(of_call uuid, applicant text) returns boolean language sql stable security definer set search_path = public
  as $$
    select exists (select from evaluation_expert e
      where e.call = of_call and e.person = actor_id() and not applicant = any (e.conflicts))
  $$;
revoke all on function evaluation_judges(uuid, text) from public;
grant execute on function evaluation_judges(uuid, text) to jidi_app;

alter table evaluation_application enable row level security;
create policy evaluation_application_see on evaluation_application for select to jidi_app using (
  (select may_everywhere('evaluations.run'))
  or may('evaluations.apply', places, organisations)
  or evaluation_judges(call, organisation));
create policy evaluation_application_file on evaluation_application for insert to jidi_app
  with check (may('evaluations.apply', places, organisations));
create policy evaluation_application_change on evaluation_application for update to jidi_app using (
  (select may_everywhere('evaluations.run')) or may('evaluations.apply', places, organisations));

alter table evaluation_expert enable row level security;
create policy evaluation_expert_see on evaluation_expert for select to jidi_app
  using ((select may_everywhere('evaluations.run')) or person = actor_id());
create policy evaluation_expert_appoint on evaluation_expert for insert to jidi_app
  with check ((select may_everywhere('evaluations.run')));
create policy evaluation_expert_again on evaluation_expert for update to jidi_app using ((select may_everywhere('evaluations.run')));

alter table evaluation_mark enable row level security;
create policy evaluation_mark_see on evaluation_mark for select to jidi_app
  using ((select may_everywhere('evaluations.run')) or expert = actor_id());
create policy evaluation_mark_give on evaluation_mark for insert to jidi_app with check (
  expert = actor_id() and application in (select a.id from evaluation_application a where evaluation_judges(a.call, a.organisation)));

alter table evaluation_recheck enable row level security;
create policy evaluation_recheck_see on evaluation_recheck for select to jidi_app
  using (application in (select id from evaluation_application));
create policy evaluation_recheck_add on evaluation_recheck for insert to jidi_app
  with check ((select may_everywhere('evaluations.decide')));

alter table evaluation_handover enable row level security;
create policy evaluation_handover_see on evaluation_handover for select to jidi_app
  using ((select may_everywhere('evaluations.run')) or may('evaluations.report', '{}', array[body]));
create policy evaluation_handover_add on evaluation_handover for insert to jidi_app
  with check ((select may_everywhere('evaluations.run')));

alter table evaluation_report enable row level security;
create policy evaluation_report_see on evaluation_report for select to jidi_app
  using (handover in (select id from evaluation_handover));
create policy evaluation_report_file on evaluation_report for insert to jidi_app
  with check (exists (select from evaluation_handover h where h.id = handover and may('evaluations.report', '{}', array[h.body])));

create trigger evaluation_mark_stays before update or delete on evaluation_mark for each row execute function refuse_change();
create trigger evaluation_recheck_stays before update or delete on evaluation_recheck for each row execute function refuse_change();
create trigger evaluation_handover_stays before update or delete on evaluation_handover for each row execute function refuse_change();
create trigger evaluation_report_stays before update or delete on evaluation_report for each row execute function refuse_change();
