-- What a review needs besides single decisions: batches with a name, merges, added parents, waivers that end, comments, learned mappings and sign-offs.

create table decision_batches (
  batch_no integer primary key,
  run_no integer not null references runs (run_no),
  -- What the person did, in a few words.
  label text not null,
  author text not null,
  decided_at text not null
) strict;

insert into decision_batches
select batch_no, min(run_no), group_concat(distinct kind), min(author), min(decided_at)
from decisions
group by batch_no;

create table decisions_2 (
  id integer primary key,
  batch_no integer not null,
  run_no integer not null references runs (run_no),
  dataset text not null,
  -- 0 where a value was added that no record holds.
  record_id integer not null,
  fingerprint text not null,
  -- A hash of the raw cells that the person saw: it tells records of one fingerprint apart.
  content text not null default '',
  kind text not null check (kind in ('fixed', 'waived', 'rejected', 'merged', 'escalated', 'added')),
  -- The text of each column as it was written, and the raw text that it replaces; of a waiver both are the same.
  cells text not null default '{}',
  -- Of a waiver: the rules that it sets aside, none for all; of a merge: the record that is kept.
  details text not null default '{}',
  -- person, suggestion, mapping, import
  source text not null default 'person',
  reason text,
  author text not null,
  decided_at text not null,
  undone_at text
) strict;

insert into decisions_2 (id, batch_no, run_no, dataset, record_id, fingerprint, kind, cells, reason, author, decided_at, undone_at)
select id, batch_no, run_no, dataset, record_id, fingerprint, kind, cells, reason, author, decided_at, undone_at
from decisions;

drop table decisions;
alter table decisions_2 rename to decisions;
create index decisions_by_record on decisions (run_no, dataset, record_id);
create index decisions_by_batch on decisions (run_no, batch_no);

-- How an exception stands to the runs before: new, persisting or regressed.
alter table exception_rows add column since text not null default 'new';

create table comments (
  id integer primary key,
  dataset text not null,
  fingerprint text not null,
  text text not null,
  author text not null,
  written_at text not null
) strict;

create index comments_by_record on comments (dataset, fingerprint);

create table mappings (
  id integer primary key,
  dataset text not null,
  column_name text not null,
  from_text text not null,
  to_text text not null,
  author text not null,
  learned_at text not null,
  -- The decision that taught it: while that is taken back it does not count.
  batch_no integer,
  removed_at text
) strict;

create table sign_offs (
  id integer primary key,
  run_no integer not null references runs (run_no),
  author text not null,
  note text,
  -- How many decisions of each kind and reason were signed.
  counts text not null,
  signed_at text not null,
  -- When a decision after it made it void.
  voided_at text
) strict;
