-- Values that a population of measuring size holds in the mirror alone. The record says which batches and how many rows they have, so
-- that no rebuild loses them unseen and nothing is recorded over them.

alter table observation_batch drop constraint observation_batch_kind_check;
alter table observation_batch add constraint observation_batch_kind_check
  check (kind in ('return', 'file', 'withdrawal', 'reclassification', 'population', 'imputation', 'generated'));

create table observation_generated (
  batch        bigint primary key references observation_batch (id),
  subject_kind text not null,
  period_kind  text not null check (period_kind in ('month', 'quarter', 'half_year', 'year')),
  period       integer not null,
  lines        bigint not null check (lines >= 0),
  unique (subject_kind, period_kind, period)
);

grant select, insert on observation_generated to jidi_app;
