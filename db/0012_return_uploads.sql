-- returns: workbooks of many respondents. What a file said is kept row by row, with what became of it: taken, unchanged, refused, left
-- out with a reason, undone. The file itself lies among the files.

create table return_upload (
  id          uuid primary key default gen_random_uuid(),
  form        text not null,
  period      text not null,
  pack        text not null,
  file        text not null check (file ~ '^[0-9a-f]{64}$'),
  file_name   text not null,
  language    text not null check (language in ('zh', 'en')),
  state       text not null default 'reading'
    check (state in ('reading', 'ready', 'storing', 'stored', 'refused', 'undone')),
  sheet       text,
  counts      jsonb not null default '{}',
  issues      jsonb not null default '[]',
  problem     jsonb,
  job         uuid,
  reason      text check (reason <> ''),
  undo_reason text check (undo_reason <> ''),
  uploaded_at timestamptz not null,
  uploaded_by text not null default actor_id(),
  stored_at   timestamptz,
  undone_at   timestamptz,
  undone_by   text
);
create index return_upload_of on return_upload (uploaded_by, uploaded_at desc);
create index return_upload_by_form on return_upload (form, period, uploaded_at desc);

create table return_upload_row (
  upload        uuid not null references return_upload (id),
  number        integer not null check (number >= 1),
  subject       text,
  name          text not null default '',
  outcome       text not null check (outcome in ('created', 'changed', 'unchanged', 'blank', 'refused')),
  cells         jsonb not null default '{}',
  before        jsonb,
  changes       integer not null default 0,
  issues        jsonb not null default '[]',
  warnings      integer not null default 0,
  town          text,
  places        text[] not null default '{}',
  organisations text[] not null default '{}',
  return_id     bigint,
  revision      integer,
  fate          text check (fate in ('stored', 'left_out', 'undone', 'kept')),
  primary key (upload, number)
);
create index return_upload_row_outcome on return_upload_row (upload, outcome, number);

grant select, insert, update on return_upload, return_upload_row to jidi_app;

-- What a file said is micro-data: whoever sent it sees it, and who may approve everywhere.
alter table return_upload enable row level security;
create policy return_upload_seen on return_upload for select to jidi_app using (
  uploaded_by = (select actor_id()) or (select may_everywhere('returns.approve')));
create policy return_upload_entered on return_upload for insert to jidi_app with check (uploaded_by = (select actor_id()));
create policy return_upload_moved on return_upload for update to jidi_app using (uploaded_by = (select actor_id()));

alter table return_upload_row enable row level security;
create policy return_upload_row_seen on return_upload_row for select to jidi_app using (
  upload in (select id from return_upload));
create policy return_upload_row_entered on return_upload_row for insert to jidi_app with check (
  upload in (select id from return_upload where uploaded_by = actor_id()));
create policy return_upload_row_moved on return_upload_row for update to jidi_app using (
  upload in (select id from return_upload where uploaded_by = actor_id()));
