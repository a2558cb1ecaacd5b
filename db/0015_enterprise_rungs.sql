-- Which enterprise stands on which rung of a growth ladder, from a day to a day. What was once said is never written over: it is
-- replaced by what is said after it, and stays readable as it was known.

create table enterprise_rung (
  id          uuid primary key,
  enterprise  uuid not null references enterprise_enterprise (id) on delete cascade,
  rung        text not null check (rung ~ '^[^/]+/[^/]+$'),
  from_date   date not null,
  to_date     date,
  reason      text not null check (reason <> ''),
  end_reason  text check (end_reason <> ''),
  known_at    timestamptz not null default clock_timestamp(),
  by          text not null default actor_id(),
  replaced_at timestamptz,
  replaced_by text,
  check (to_date is null or to_date > from_date),
  check (end_reason is null or to_date is not null),
  check ((replaced_at is null) = (replaced_by is null))
);
create index enterprise_rung_of on enterprise_rung (enterprise, from_date);
create unique index enterprise_rung_once on enterprise_rung (enterprise, rung, from_date) where replaced_at is null;
create index enterprise_rung_on on enterprise_rung (rung) where replaced_at is null;

revoke all on enterprise_rung from jidi_app;
grant select, insert on enterprise_rung to jidi_app;
grant update (replaced_at, replaced_by) on enterprise_rung to jidi_app;

alter table enterprise_rung enable row level security;
create policy enterprise_rung_see on enterprise_rung for select to jidi_app using (
  enterprise in (select id from enterprise_enterprise));
create policy enterprise_rung_enter on enterprise_rung for insert to jidi_app with check (
  enterprise in (select id from enterprise_enterprise where
    (select may_everywhere('enterprises.edit'))
    or (select may_everywhere('enterprises.import'))
    or places && (select may_places('enterprises.edit'))
    or places && (select may_places('enterprises.import'))));
create policy enterprise_rung_replace on enterprise_rung for update to jidi_app using (
  enterprise in (select id from enterprise_enterprise where
    (select may_everywhere('enterprises.edit'))
    or (select may_everywhere('enterprises.import'))
    or places && (select may_places('enterprises.edit'))
    or places && (select may_places('enterprises.import'))));
