create table raw_transactions as
  select row_number() over () as id, *
  from read_csv('transactions.csv', header = true, all_varchar = true, quote = '"', delim = ',', nullstr = '~never~');
create view typed as
  select *, coalesce(upper(trim(order_id)) in ('', 'NULL'), true) as no_order, try_cast(quantity as integer) as q, try_cast(unit_price as decimal(18, 2)) as p,
    try_cast(discount_percent as decimal(18, 2)) as d, try_cast(revenue as decimal(18, 2)) as r, try_strptime(sale_date, '%Y-%m-%d')::date as day
  from raw_transactions;
create table violations as
  select id as record_id, 'order_id_required' as rule, 'order_id is missing' as reason from typed where no_order
  union all select id, 'product_name_required', 'product_name is missing' from typed where trim(product_name) = ''
  union all select id, 'product_name_length', 'product_name is "' || product_name || '"' from typed where length(product_name) > 200
  union all select id, 'category_values', 'category is "' || category || '"' from typed where trim(category) <> '' and category not in ('Electronics', 'Fashion', 'Home & Garden', 'Unknown')
  union all select id, 'quantity_required', 'quantity is missing' from typed where trim(quantity) = ''
  union all select id, 'quantity_type', 'quantity is "' || quantity || '"' from typed where trim(quantity) <> '' and q is null
  union all select id, 'quantity_range', 'quantity is "' || quantity || '"' from typed where q not between 1 and 10000
  union all select id, 'unit_price_required', 'unit_price is missing' from typed where trim(unit_price) = ''
  union all select id, 'unit_price_type', 'unit_price is "' || unit_price || '"' from typed where trim(unit_price) <> '' and p is null
  union all select id, 'unit_price_range', 'unit_price is "' || unit_price || '"' from typed where p not between 0.01 and 100000
  union all select id, 'discount_required', 'discount_percent is missing' from typed where trim(discount_percent) = ''
  union all select id, 'discount_type', 'discount_percent is "' || discount_percent || '"' from typed where trim(discount_percent) <> '' and d is null
  union all select id, 'discount_range', 'discount_percent is "' || discount_percent || '"' from typed where d not between 0 and 1
  union all select id, 'region_values', 'region is "' || region || '"' from typed where trim(region) <> '' and region not in ('North', 'South', 'East', 'West', 'Northeast', 'Northwest', 'Southeast', 'Southwest', 'Unknown')
  union all select id, 'sale_date_required', 'sale_date is missing' from typed where trim(sale_date) = ''
  union all select id, 'sale_date_type', 'sale_date is "' || sale_date || '"' from typed where trim(sale_date) <> '' and day is null
  union all select id, 'sale_date_range', 'sale_date is "' || sale_date || '"' from typed where day not between '2020-01-01' and '2030-12-31'
  union all select id, 'revenue_required', 'revenue is missing' from typed where trim(revenue) = ''
  union all select id, 'revenue_type', 'revenue is "' || revenue || '"' from typed where trim(revenue) <> '' and r is null
  union all select id, 'revenue_min', 'revenue is "' || revenue || '"' from typed where r < 0
  union all select id, 'revenue_calculation', 'revenue is "' || revenue || '"' from typed where abs(r - q * p * (1 - d)) > 0.01
  union all select id, 'order_id_unique', 'order_id "' || order_id || '" appears ' || n || ' times'
    from (select id, order_id, count(*) over (partition by order_id) as n from typed where not no_order) where n > 1;
create table exceptions as
  select r.*, v.error_details
  from raw_transactions r
  join (select record_id, string_agg(reason, '; ') as error_details from violations group by record_id) v on v.record_id = r.id;
create table clean_transactions as
  select id, order_id, product_name, category, q as quantity, p as unit_price, d as discount_percent, region, day as sale_date, customer_email, r as revenue
  from typed
  where id not in (select record_id from violations);
create table summary as
  select strftime(sale_date, '%Y-%m') as month, region, category, count(*) as orders, sum(quantity) as units, sum(revenue) as revenue
  from clean_transactions
  group by all;
copy (select * exclude (id) from raw_transactions where id in (select id from clean_transactions) order by id) to 'clean.csv' (header);
copy (select * from exceptions order by id) to 'exceptions.csv' (header);
