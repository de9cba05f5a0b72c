-- Keys by which programs use the tables over REST. Only hashes of keys are stored, so that a copy of this file lets nobody in.
create table api_keys (
  name text primary key,
  hash blob not null unique,
  scope text not null check (scope in ('read', 'write')),
  author text not null,
  created_at text not null
) strict, without rowid;
