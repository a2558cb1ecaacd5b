-- releases: an edition rests on every batch of values up to one, whenever it came to be known; instants can be shared, batches not.

alter table release_edition add column last_batch bigint not null default 0;
