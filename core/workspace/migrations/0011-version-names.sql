-- What people call the versions of a pipeline.
create table version_names (
  definition_hash text primary key,
  name text not null,
  author text not null,
  named_at text not null
) strict, without rowid;
