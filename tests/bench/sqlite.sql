-- The same result by hand: text columns in, every reason of every record, typed clean rows, a summary, two files out.
pragma journal_mode = wal;
pragma synchronous = full;
pragma cache_size = -49152;
create table raw_transactions (order_id text, product_name text, category text, quantity text, unit_price text, discount_percent text,
  region text, sale_date text, customer_email text, revenue text);
.mode csv
.import --skip 1 transactions.csv raw_transactions
.bail on
create index raw_by_order on raw_transactions (order_id);
create table violations (record_id integer not null, rule text not null, reason text not null);
begin;
insert into violations select rowid, 'order_id_required', 'order_id is missing' from raw_transactions where trim(order_id) in ('', 'NULL', 'null');
insert into violations select rowid, 'product_name_required', 'product_name is missing' from raw_transactions where trim(product_name) = '';
insert into violations select rowid, 'product_name_length', 'product_name is "' || product_name || '": too long' from raw_transactions where length(product_name) > 200;
insert into violations select rowid, 'category_values', 'category is "' || category || '"' from raw_transactions
  where trim(category) <> '' and category not in ('Electronics', 'Fashion', 'Home & Garden', 'Unknown');
insert into violations select rowid, 'quantity_required', 'quantity is missing' from raw_transactions where trim(quantity) = '';
insert into violations select rowid, 'quantity_type', 'quantity is "' || quantity || '": not a whole number' from raw_transactions
  where trim(quantity) <> '' and ltrim(quantity, '-') glob '*[^0-9]*';
insert into violations select rowid, 'quantity_range', 'quantity is "' || quantity || '": not 1 to 10000' from raw_transactions
  where trim(quantity) <> '' and ltrim(quantity, '-') not glob '*[^0-9]*' and cast(quantity as integer) not between 1 and 10000;
insert into violations select rowid, 'unit_price_required', 'unit_price is missing' from raw_transactions where trim(unit_price) = '';
insert into violations select rowid, 'unit_price_type', 'unit_price is "' || unit_price || '": not a number' from raw_transactions
  where trim(unit_price) <> '' and ltrim(unit_price, '-') glob '*[^0-9.]*';
insert into violations select rowid, 'unit_price_range', 'unit_price is "' || unit_price || '"' from raw_transactions
  where trim(unit_price) <> '' and ltrim(unit_price, '-') not glob '*[^0-9.]*' and cast(unit_price as real) not between 0.01 and 100000;
insert into violations select rowid, 'discount_required', 'discount_percent is missing' from raw_transactions where trim(discount_percent) = '';
insert into violations select rowid, 'discount_type', 'discount_percent is "' || discount_percent || '"' from raw_transactions
  where trim(discount_percent) <> '' and ltrim(discount_percent, '-') glob '*[^0-9.]*';
insert into violations select rowid, 'discount_range', 'discount_percent is "' || discount_percent || '"' from raw_transactions
  where trim(discount_percent) <> '' and ltrim(discount_percent, '-') not glob '*[^0-9.]*' and cast(discount_percent as real) not between 0 and 1;
insert into violations select rowid, 'region_values', 'region is "' || region || '"' from raw_transactions
  where trim(region) <> '' and region not in ('North', 'South', 'East', 'West', 'Northeast', 'Northwest', 'Southeast', 'Southwest', 'Unknown');
insert into violations select rowid, 'sale_date_required', 'sale_date is missing' from raw_transactions where trim(sale_date) = '';
insert into violations select rowid, 'sale_date_type', 'sale_date is "' || sale_date || '": not a date' from raw_transactions
  where trim(sale_date) <> '' and date(sale_date) is not sale_date;
insert into violations select rowid, 'sale_date_range', 'sale_date is "' || sale_date || '"' from raw_transactions
  where date(sale_date) is sale_date and sale_date not between '2020-01-01' and '2030-12-31';
insert into violations select rowid, 'revenue_required', 'revenue is missing' from raw_transactions where trim(revenue) = '';
insert into violations select rowid, 'revenue_type', 'revenue is "' || revenue || '"' from raw_transactions
  where trim(revenue) <> '' and ltrim(revenue, '-') glob '*[^0-9.]*';
insert into violations select rowid, 'revenue_min', 'revenue is "' || revenue || '"' from raw_transactions where revenue like '-%';
insert into violations select rowid, 'revenue_calculation', 'revenue is "' || revenue || '"' from raw_transactions
  where ltrim(quantity, '-') not glob '*[^0-9]*' and ltrim(unit_price, '-') not glob '*[^0-9.]*' and ltrim(discount_percent, '-') not glob '*[^0-9.]*'
    and trim(quantity) <> '' and trim(unit_price) <> '' and trim(discount_percent) <> ''
    and abs(revenue - quantity * unit_price * (1 - discount_percent)) > 0.01000001;
insert into violations select r.rowid, 'order_id_unique', 'order_id "' || r.order_id || '" appears ' || d.n || ' times'
  from (select order_id, count(*) as n from raw_transactions where trim(order_id) not in ('', 'NULL', 'null') group by order_id having count(*) > 1) d
  join raw_transactions r using (order_id);
commit;
create table exceptions as select v.record_id, group_concat(v.reason, '; ') as error_details, group_concat(v.rule, ' ') as rules,
  json_array(r.order_id, r.product_name, r.category, r.quantity, r.unit_price, r.discount_percent, r.region, r.sale_date, r.customer_email, r.revenue) as raw_data
  from violations v join raw_transactions r on r.rowid = v.record_id group by v.record_id;
create unique index exceptions_by_record on exceptions (record_id);
create table clean_transactions (id integer primary key, order_id text, product_name text, category text, quantity integer, unit_price integer,
  discount_percent integer, region text, sale_date text, customer_email text, revenue integer) strict;
insert into clean_transactions select rowid, order_id, product_name, category, cast(quantity as integer), cast(round(unit_price * 100) as integer),
  cast(round(discount_percent * 100) as integer), region, sale_date, customer_email, cast(round(revenue * 100) as integer)
  from raw_transactions r where not exists (select 1 from exceptions e where e.record_id = r.rowid);
create table summary as select substr(sale_date, 1, 7) as month, region, category, count(*) as orders, sum(quantity) as units, sum(revenue) / 100.0 as revenue
  from clean_transactions group by 1, 2, 3;
.headers on
.once clean.csv
select r.* from raw_transactions r join clean_transactions c on c.id = r.rowid order by c.id;
.once exceptions.csv
select e.record_id, e.error_details, e.rules, r.* from exceptions e join raw_transactions r on r.rowid = e.record_id order by e.record_id;
.once counts.txt
select (select count(*) from clean_transactions), (select count(*) from exceptions), (select count(*) from violations);
