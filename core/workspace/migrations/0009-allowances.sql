-- How many records may fail a rule before it counts as failed, as the pipeline says it (JSON).
alter table rule_results add column allowance text;
