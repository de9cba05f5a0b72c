import type { z } from 'zod';
import { anomaly, anomalyList } from '#core/contract/anomalies.ts';
import { auditEntry } from '#core/contract/audit.ts';
import { bulkInput, bulkOutcome } from '#core/contract/bulk.ts';
import { chart } from '#core/contract/charts.ts';
import { dataPage, dataRow, dataTable, recordsBehind } from '#core/contract/data.ts';
import { decided, decision, decisionInput } from '#core/contract/decisions.ts';
import { exception } from '#core/contract/exceptions.ts';
import { pipelineDetail, ruleDetail } from '#core/contract/pipeline.ts';
import { columnFigures, datasetProfile } from '#core/contract/profile.ts';
import { progress } from '#core/contract/progress.ts';
import { columnProfile, condition, page, recordDetail, selection } from '#core/contract/records.ts';
import { runInput } from '#core/contract/run-input.ts';
import { output, runDetail } from '#core/contract/runs.ts';
import { dialect } from '#core/contract/source.ts';
import { sourcePreview } from '#core/contract/sources.ts';

/** What has a name of its own in the description of the API, so that generated clients have types for it. */
const schemas: Readonly<Record<string, z.ZodType>> = {
  Run: runDetail,
  RunRequest: runInput,
  Progress: progress,
  Output: output,
  Pipeline: pipelineDetail,
  Rule: ruleDetail,
  DataTable: dataTable,
  DataPage: dataPage,
  DataRow: dataRow,
  RecordsBehind: recordsBehind,
  Selection: selection,
  Condition: condition,
  RecordPage: page,
  Record: recordDetail,
  ColumnCounts: columnProfile,
  Exception: exception,
  Decision: decision,
  DecisionRequest: decisionInput,
  DecisionOutcome: decided,
  BulkRequest: bulkInput,
  BulkOutcome: bulkOutcome,
  Anomaly: anomaly,
  AnomalyList: anomalyList,
  Chart: chart,
  ColumnProfile: columnFigures,
  DatasetProfile: datasetProfile,
  AuditEntry: auditEntry,
  Dialect: dialect,
  SourcePreview: sourcePreview,
};

/** The schemas in the form that the OpenAPI generator expects; `UndefinedError` describes any error that a call does not declare. */
export const namedSchemas = {
  ...Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      { schema, strategy: name.endsWith('Request') ? ('input' as const) : ('output' as const) },
    ]),
  ),
  UndefinedError: { error: 'UndefinedError' as const },
};
