"""The same work in pandas: text columns to SQLite, every reason of every record, typed clean rows, a summary, two files."""
import sqlite3
import sys

import pandas as pd

many_rows = "--many-rows" in sys.argv


def store(frame, name, **index):
    """A statement for each row, executed many times, or one for as many rows as SQLite can bind."""
    if many_rows:
        frame.to_sql(name, database, method="multi", chunksize=32_766 // (len(frame.columns) + 1), **index)
    else:
        frame.to_sql(name, database, chunksize=10_000, **index)


raw = pd.read_csv("transactions.csv", dtype=str, keep_default_na=False)
raw.index += 1
database = sqlite3.connect("t.db")
store(raw, "raw_transactions", index_label="id")


def is_missing(column):
    return raw[column].str.strip().str.lower().isin(["", "null"])


numbers = {name: pd.to_numeric(raw[name].where(~is_missing(name)), errors="coerce") for name in ["quantity", "unit_price", "discount_percent", "revenue"]}
dates = pd.to_datetime(raw["sale_date"], format="%Y-%m-%d", errors="coerce")
found = []


def violated(rule, mask, column):
    rows = raw.index[mask]
    found.append(pd.DataFrame({"record_id": rows, "rule": rule, "reason": column + ' is "' + raw.loc[rows, column] + '"'}))


for column in ["order_id", "product_name", "quantity", "unit_price", "discount_percent", "sale_date", "revenue"]:
    violated(column + "_required", is_missing(column), column)
for column in numbers:
    violated(column + "_type", numbers[column].isna() & ~is_missing(column), column)
violated("product_name_length", raw["product_name"].str.len() > 200, "product_name")
violated("category_values", ~raw["category"].isin(["Electronics", "Fashion", "Home & Garden", "Unknown"]) & ~is_missing("category"), "category")
regions = ["North", "South", "East", "West", "Northeast", "Northwest", "Southeast", "Southwest", "Unknown"]
violated("region_values", ~raw["region"].isin(regions) & ~is_missing("region"), "region")
violated("quantity_range", (numbers["quantity"] < 1) | (numbers["quantity"] > 10_000), "quantity")
violated("unit_price_range", (numbers["unit_price"] < 0.01) | (numbers["unit_price"] > 100_000), "unit_price")
violated("discount_range", (numbers["discount_percent"] < 0) | (numbers["discount_percent"] > 1), "discount_percent")
violated("sale_date_type", dates.isna() & ~is_missing("sale_date"), "sale_date")
violated("sale_date_range", (dates < "2020-01-01") | (dates > "2030-12-31"), "sale_date")
violated("revenue_min", numbers["revenue"] < 0, "revenue")
expected = numbers["quantity"] * numbers["unit_price"] * (1 - numbers["discount_percent"])
violated("revenue_calculation", (numbers["revenue"] - expected).abs() > 0.01000001, "revenue")
violated("order_id_unique", raw["order_id"].duplicated(keep=False) & ~is_missing("order_id"), "order_id")

violations = pd.concat(found)
store(violations, "violations", index=False)
reasons = violations.groupby("record_id")["reason"].agg("; ".join)
exceptions = raw.loc[reasons.index].assign(error_details=reasons)
store(exceptions, "exceptions", index_label="record_id")
clean = raw.drop(index=reasons.index).assign(**{name: numbers[name] for name in numbers})
store(clean, "clean_transactions", index_label="id")
summary = clean.assign(month=clean["sale_date"].str[:7]).groupby(["month", "region", "category"]).agg(orders=("order_id", "size"), units=("quantity", "sum"), revenue=("revenue", "sum"))
store(summary.reset_index(), "summary", index=False)
database.commit()
raw.loc[clean.index].to_csv("clean.csv", index=False)
exceptions.to_csv("exceptions.csv", index_label="record_id")
