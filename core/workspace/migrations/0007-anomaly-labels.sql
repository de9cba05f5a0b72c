-- What somebody said of an unusual value or record; it holds in later runs as long as the value is the same.
create table anomaly_labels (
  dataset text not null,
  record_key text not null,
  column_name text not null,
  value text not null,
  label text not null check (label in ('expected', 'fraud', 'data error')),
  author text not null,
  labelled_at text not null,
  primary key (dataset, record_key, column_name)
) strict, without rowid;
