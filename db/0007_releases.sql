-- releases: tables that may leave the house, protected so that they give no respondent away, and frozen as they were published.
-- A suppressed cell has no amount here: what is not to be known is not kept. Rows are only added.

create table release_edition (
  id           uuid primary key default gen_random_uuid(),
  release      text not null,
  period       text not null,
  number       integer not null check (number >= 1),
  as_of        timestamptz not null,
  published_at timestamptz not null default clock_timestamp(),
  published_by text not null default actor_id(),
  pack         text not null,
  parameters   jsonb not null,
  shown        integer not null check (shown >= 0),
  suppressed   integer not null check (suppressed >= 0),
  unique (release, period, number)
);

-- All cells of one indicator in one edition, side by side: name, amount (null where it is suppressed), number of respondents (as the
-- amount), and the reason why it is suppressed or stayed as it was in an earlier edition.
create table release_figure (
  edition   uuid not null references release_edition (id),
  indicator text not null,
  cells     text[] not null,
  amounts   numeric[] not null,
  units     integer[] not null,
  reasons   text[] not null,
  primary key (edition, indicator),
  check (cardinality(cells) = cardinality(amounts) and cardinality(cells) = cardinality(units) and cardinality(cells) = cardinality(reasons))
);

grant select, insert on release_edition, release_figure to jidi_app;
alter table release_edition enable row level security;
create policy release_edition_read on release_edition for select to jidi_app using (has_actor());
create policy release_edition_add on release_edition for insert to jidi_app with check (may('releases.publish', '{}', '{}'));
alter table release_figure enable row level security;
create policy release_figure_read on release_figure for select to jidi_app using (has_actor());
create policy release_figure_add on release_figure for insert to jidi_app with check (may('releases.publish', '{}', '{}'));
