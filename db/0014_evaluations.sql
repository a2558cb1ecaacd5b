-- evaluations: schemes run over gathered inputs. What was frozen, computed, objected and decided is only added to, never changed.

create table evaluation_run (
  id                uuid primary key default gen_random_uuid(),
  scheme            text not null,
  period            text not null,
  subject_kind      text not null,
  pack              text not null,
  content           text not null,
  scheme_hash       text not null check (scheme_hash ~ '^[0-9a-f]{64}$'),
  given             jsonb not null default '{}',
  note              text not null default '',
  case_id           uuid not null,
  state             text not null,
  revision          integer not null check (revision >= 1),
  units             integer not null default 0,
  gathered_at       timestamptz,
  inputs_shown_at   timestamptz,
  frozen_at         timestamptz,
  inputs_hash       text check (inputs_hash ~ '^[0-9a-f]{64}$'),
  results_shown_at  timestamptz,
  final_at          timestamptz,
  created_at        timestamptz not null default clock_timestamp(),
  created_by        text not null default actor_id()
);
create index evaluation_run_latest on evaluation_run (created_at desc);

-- One unit of a run with its inputs, each with where it comes from, in the order of the scheme.
create table evaluation_unit (
  run           uuid not null references evaluation_run (id),
  unit          text not null,
  name          text not null,
  members       text[] not null,
  town          text,
  base          text,
  industry      text,
  size          text,
  ownership     text,
  above_scale   boolean,
  mean_industry text,
  classes       jsonb not null,
  inputs        jsonb not null,
  facts         jsonb not null,
  places        text[] not null,
  organisations text[] not null,
  primary key (run, unit)
);

create table evaluation_snapshot (
  run    uuid primary key references evaluation_run (id),
  hash   text not null check (hash ~ '^[0-9a-f]{64}$'),
  bytes  bytea not null,
  at     timestamptz not null,
  by     text not null default actor_id()
);

create table evaluation_objection (
  id            uuid primary key default gen_random_uuid(),
  run           uuid not null references evaluation_run (id),
  unit          text not null,
  about         text not null check (about in ('input', 'fact', 'result')),
  item          text,
  stood         text,
  asked         jsonb,
  evidence      text not null check (evidence <> ''),
  case_id       uuid not null,
  state         text not null,
  revision      integer not null check (revision >= 1),
  places        text[] not null,
  organisations text[] not null,
  filed_at      timestamptz not null,
  filed_by      text not null default actor_id(),
  decided_at    timestamptz,
  decided_by    text,
  accepted      boolean,
  reason        text,
  value         jsonb,
  check ((about = 'result') = (item is null))
);
create index evaluation_objection_of on evaluation_objection (run, unit);

-- What accepted objections put in the place of a frozen input or fact.
create table evaluation_correction (
  run       uuid not null references evaluation_run (id),
  number    integer not null check (number >= 1),
  unit      text not null,
  item      text not null,
  was       text,
  value     jsonb,
  reason    text not null,
  objection uuid references evaluation_objection (id),
  at        timestamptz not null,
  by        text not null default actor_id(),
  primary key (run, number)
);

create table evaluation_result (
  run          uuid not null references evaluation_run (id),
  number       integer not null check (number >= 1),
  state        text not null check (state in ('running', 'done', 'failed')),
  job          uuid,
  problem      text,
  asked_at     timestamptz not null,
  computed_at  timestamptz,
  by           text not null default actor_id(),
  corrections  integer not null check (corrections >= 0),
  inputs_hash  text check (inputs_hash ~ '^[0-9a-f]{64}$'),
  result_hash  text check (result_hash ~ '^[0-9a-f]{64}$'),
  milliseconds integer,
  groups       jsonb,
  is_shown     boolean not null default false,
  primary key (run, number),
  check ((state = 'done') = (result_hash is not null and inputs_hash is not null))
);

create table evaluation_score (
  run           uuid not null,
  number        integer not null,
  unit          text not null,
  name          text not null,
  town          text,
  industry      text,
  size          text,
  group_id      text,
  total         numeric,
  rank          integer,
  quota_grade   text,
  grade         text,
  bonus         text not null,
  penalty       text not null,
  scores        jsonb not null,
  reasons       jsonb not null,
  places        text[] not null,
  organisations text[] not null,
  primary key (run, number, unit),
  foreign key (run, number) references evaluation_result (run, number)
);
create index evaluation_score_of_unit on evaluation_score (unit, run);

create table evaluation_override (
  id            uuid primary key default gen_random_uuid(),
  run           uuid not null references evaluation_run (id),
  unit          text not null,
  grade         text not null,
  reason        text not null check (reason <> ''),
  places        text[] not null,
  organisations text[] not null,
  at            timestamptz not null,
  by            text not null default actor_id(),
  withdrawn_at  timestamptz,
  withdrawn_by  text,
  withdrawn_for text,
  check ((withdrawn_at is null) = (withdrawn_for is null))
);
create unique index evaluation_override_standing on evaluation_override (run, unit) where withdrawn_at is null;

create table evaluation_stability (
  run    uuid not null,
  number integer not null,
  draws  integer not null check (draws > 0),
  at     timestamptz not null,
  by     text not null default actor_id(),
  kept   jsonb not null,
  primary key (run, number),
  foreign key (run, number) references evaluation_result (run, number)
);

create table evaluation_simulation (
  id          uuid primary key default gen_random_uuid(),
  run         uuid not null,
  number      integer not null,
  name        text not null check (name <> ''),
  content     text not null,
  changes     jsonb not null,
  result_hash text not null,
  summary     jsonb not null,
  moved       jsonb not null,
  units       integer not null,
  better      integer not null,
  worse       integer not null,
  created_at  timestamptz not null,
  created_by  text not null default actor_id(),
  foreign key (run, number) references evaluation_result (run, number)
);
create index evaluation_simulation_latest on evaluation_simulation (created_at desc);

-- ── who may see and add what ─────────────────────────────────────────────────────────────────────────────────────
-- Before they are made public, inputs and results are seen by those who see everything; afterwards a town sees its own, an enterprise
-- itself. What was frozen, computed or decided stays as it is, whoever asks.

create function evaluation_sees_all() returns boolean language sql stable parallel safe
  as $$ select may_everywhere('evaluations.run') or may_everywhere('evaluations.see_values') $$;
comment on function evaluation_sees_all() is 'Whether the actor sees inputs and results of every unit, also before they are public.';

grant select, insert, update on evaluation_run, evaluation_objection, evaluation_result, evaluation_override, evaluation_stability to jidi_app;
grant select, insert, delete on evaluation_unit to jidi_app;
grant select, insert on evaluation_snapshot, evaluation_correction, evaluation_score, evaluation_simulation to jidi_app;

alter table evaluation_run enable row level security;
create policy evaluation_run_see on evaluation_run for select to jidi_app using (has_actor());
create policy evaluation_run_begin on evaluation_run for insert to jidi_app with check ((select may_everywhere('evaluations.run')));
create policy evaluation_run_move on evaluation_run for update to jidi_app
  using ((select may_everywhere('evaluations.run') or may_everywhere('evaluations.decide')));

alter table evaluation_unit enable row level security;
create policy evaluation_unit_see on evaluation_unit for select to jidi_app using (
  (select evaluation_sees_all())
  or (run in (select id from evaluation_run where inputs_shown_at is not null)
    and (places && (select may_places('evaluations.see_values'))
      or organisations && (select may_organisations('evaluations.see_values')))));
-- Whoever decides objections puts right what was gathered.
create policy evaluation_unit_gather on evaluation_unit for insert to jidi_app with check (
  (select may_everywhere('evaluations.run') or may_everywhere('evaluations.decide')) and run in (select id from evaluation_run where frozen_at is null));
create policy evaluation_unit_gather_again on evaluation_unit for delete to jidi_app using (
  (select may_everywhere('evaluations.run') or may_everywhere('evaluations.decide')) and run in (select id from evaluation_run where frozen_at is null));

alter table evaluation_snapshot enable row level security;
create policy evaluation_snapshot_see on evaluation_snapshot for select to jidi_app using ((select evaluation_sees_all()));
create policy evaluation_snapshot_add on evaluation_snapshot for insert to jidi_app with check ((select may_everywhere('evaluations.run')));

alter table evaluation_objection enable row level security;
create policy evaluation_objection_see on evaluation_objection for select to jidi_app using (
  (select may_everywhere('evaluations.see_values'))
  or places && (select may_places('evaluations.see_values'))
  or organisations && (select may_organisations('evaluations.see_values')));
create policy evaluation_objection_file on evaluation_objection for insert to jidi_app
  with check (may('evaluations.object', places, organisations));
create policy evaluation_objection_move on evaluation_objection for update to jidi_app using (
  may('evaluations.decide', places, organisations) or may('evaluations.object', places, organisations));

alter table evaluation_correction enable row level security;
create policy evaluation_correction_see on evaluation_correction for select to jidi_app using (has_actor());
create policy evaluation_correction_add on evaluation_correction for insert to jidi_app
  with check ((select may_everywhere('evaluations.decide')));

alter table evaluation_result enable row level security;
create policy evaluation_result_see on evaluation_result for select to jidi_app using (is_shown or (select evaluation_sees_all()));
create policy evaluation_result_add on evaluation_result for insert to jidi_app with check ((select may_everywhere('evaluations.run')));
create policy evaluation_result_change on evaluation_result for update to jidi_app
  using ((select may_everywhere('evaluations.run') or may_everywhere('evaluations.decide')));

alter table evaluation_score enable row level security;
create policy evaluation_score_see on evaluation_score for select to jidi_app using (
  (select evaluation_sees_all())
  or ((run, number) in (select run, number from evaluation_result where is_shown)
    and (places && (select may_places('evaluations.see_values'))
      or organisations && (select may_organisations('evaluations.see_values')))));
create policy evaluation_score_add on evaluation_score for insert to jidi_app with check ((select may_everywhere('evaluations.run')));

alter table evaluation_override enable row level security;
create policy evaluation_override_see on evaluation_override for select to jidi_app using (
  (select evaluation_sees_all())
  or places && (select may_places('evaluations.see_values'))
  or organisations && (select may_organisations('evaluations.see_values')));
create policy evaluation_override_put on evaluation_override for insert to jidi_app
  with check (may('evaluations.decide', places, organisations));
create policy evaluation_override_withdraw on evaluation_override for update to jidi_app
  using (may('evaluations.decide', places, organisations));

alter table evaluation_stability enable row level security;
create policy evaluation_stability_see on evaluation_stability for select to jidi_app using ((select evaluation_sees_all()));
create policy evaluation_stability_add on evaluation_stability for insert to jidi_app with check ((select may_everywhere('evaluations.run')));
create policy evaluation_stability_again on evaluation_stability for update to jidi_app using ((select may_everywhere('evaluations.run')));

alter table evaluation_simulation enable row level security;
create policy evaluation_simulation_see on evaluation_simulation for select to jidi_app using ((select may_everywhere('evaluations.run')));
create policy evaluation_simulation_add on evaluation_simulation for insert to jidi_app with check ((select may_everywhere('evaluations.run')));

create trigger evaluation_snapshot_stays before update or delete on evaluation_snapshot for each row execute function refuse_change();
create trigger evaluation_correction_stays before update or delete on evaluation_correction for each row execute function refuse_change();
create trigger evaluation_score_stays before update or delete on evaluation_score for each row execute function refuse_change();
create trigger evaluation_simulation_stays before update or delete on evaluation_simulation for each row execute function refuse_change();
